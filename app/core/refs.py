"""Random references for URLs, so that nobody can count or guess rows."""

import secrets
from typing import Final

#: No vowels and no look-alikes: no words appear by chance, and it can be read over the phone.
ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH: Final = 12


def new_ref() -> str:
    """Return a new reference of 57 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_ref(text: str) -> bool:
    """Whether `text` has the form of a reference."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
