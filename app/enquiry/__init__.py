"""Guiding questions of a round, their answers by phone and on paper, and what they add up to."""
