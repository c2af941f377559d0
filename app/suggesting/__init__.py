"""Suggesting clusters while a story is read; learned here, from what was tagged before."""
