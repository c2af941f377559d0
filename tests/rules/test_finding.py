import pytest

from app.moderation.finding import occurrences, put
from app.moderation.rules import Redaction


@pytest.mark.parametrize(
    ("original", "words", "found"),
    [
        ("Jan en Jan", "Jan", [(0, 3), (7, 10)]),
        ("In januari zag Jan Janssen", "Jan", [(15, 18)]),
        ("jan", "Jan", []),
        ("Jan", "  Jan ", [(0, 3)]),
        ("Jan", "", []),
        ("Jan", "\n", []),
        ("bij 🏠🏠 Jan", "Jan", [(7, 10)]),
        ("José", "Jose", []),
        ("Jose\u0301 kookt", "Jose", []),
        ("Jose\u0301 kookt", "Jose\u0301", [(0, 5)]),
        ("een👩‍👩‍👧gezin", "👩", []),
        ("regel een\nregel twee", "een\r\nregel", [(6, 15)]),
        ("جاري أحمد هنا", "أحمد", [(5, 9)]),
        ("06-12345678.", "06-12345678", [(0, 11)]),
    ],
)
def test_words_are_found_whole_and_exactly(
    original: str, words: str, found: list[tuple[int, int]]
) -> None:
    assert occurrences(original, words) == found


@pytest.mark.parametrize(
    ("added", "after"),
    [
        (Redaction(0, 8), [Redaction(0, 8)]),
        (Redaction(0, 3, "buurman"), [Redaction(0, 3, "buurman"), Redaction(5, 8, "arts")]),
        (Redaction(4, 9), [Redaction(0, 3), Redaction(4, 9)]),
        (Redaction(2, 6), [Redaction(0, 3), Redaction(2, 6), Redaction(5, 8, "arts")]),
    ],
)
def test_a_new_redaction_replaces_those_within_it(added: Redaction, after: list[Redaction]) -> None:
    assert put([Redaction(0, 3), Redaction(5, 8, "arts")], added) == after
