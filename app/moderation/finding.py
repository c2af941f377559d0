"""Finding words in an original, for hiding them without a script. Pure."""

from collections.abc import Iterable

from app.core.text import clean_text, is_boundary
from app.moderation.rules import Redaction


def occurrences(original: str, words: str) -> list[tuple[int, int]]:
    """Return where `words` stand in `original`, as (start, end) pairs in code points.

    Capitals count. Words within a longer word don't count: `Jan` is not in `januari`.
    """
    wanted = clean_text(words).strip()
    if not wanted:
        return []
    found = []
    start = original.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if _stands_alone(original, start, end):
            found.append((start, end))
        start = original.find(wanted, end)
    return found


def repeated(original: str, marked: Redaction) -> list[Redaction]:
    """Return what hides the words of `marked` wherever else they stand."""
    places = occurrences(original, original[marked.start : marked.end])
    return [
        Redaction(start, end, marked.replacement) for start, end in places if start != marked.start
    ]


def put(redactions: Iterable[Redaction], added: Redaction) -> list[Redaction]:
    """Return `redactions` with `added`, which takes the place of those within it."""
    kept = [old for old in redactions if not (added.start <= old.start and old.end <= added.end)]
    return sorted([*kept, added])


def _stands_alone(original: str, start: int, end: int) -> bool:
    if not (is_boundary(original, start) and is_boundary(original, end)):
        return False
    goes_on_before = start > 0 and original[start - 1].isalnum() and original[start].isalnum()
    goes_on_after = end < len(original) and original[end].isalnum() and original[end - 1].isalnum()
    return not goes_on_before and not goes_on_after
