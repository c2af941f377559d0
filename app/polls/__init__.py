"""Polls (stemming, peiling): made, printed, voted in secret, counted, and recounted by anyone."""
