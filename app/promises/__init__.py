"""Promises (toezeggingen) and decisions: who does what by when, and whether residents agree."""
