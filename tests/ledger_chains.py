"""Ledgers for tests: chains made without a database, and strategies for them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.ledger.rules import GENESIS, MAX_INTEGER, Entry, canonical, entry_hash, time_text
from tests.conftest import NOW

#: Everything that JSON can hold and that has one canonical form.
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(max_size=12)
KEYS = st.text(st.characters(max_codepoint=127), max_size=6)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
PAYLOADS = st.builds(
    lambda facts, subject: {**facts, "subject": subject},
    st.dictionaries(KEYS, VALUES, max_size=3),
    st.none() | st.text(max_size=8),
)
KINDS = st.sampled_from(["poll.opened", "poll.result", "promise.made"])


def chain(told: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Entry]:
    """A sound ledger with these kinds and payloads, a minute apart."""
    entries: list[Entry] = []
    previous = GENESIS
    for seq, (kind, payload) in enumerate(told, 1):
        time = time_text(NOW + timedelta(minutes=seq))
        digest = entry_hash(seq, time, kind, payload, previous)
        text = canonical(dict(payload)).decode()
        entries.append(Entry(seq, time, kind, text, previous, digest, payload.get("subject")))
        previous = digest
    return entries


def chains(least: int = 1) -> st.SearchStrategy[list[Entry]]:
    """Sound ledgers of at least so many entries."""
    return st.lists(st.tuples(KINDS, PAYLOADS), min_size=least, max_size=5).map(chain)
