"""Hiding stretches of a story: nothing hidden shows, nothing else changes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.moderation.rules import (
    Redaction,
    RedactionError,
    RedactionReason,
    Segment,
    SegmentKind,
    check_redactions,
    is_role,
    normalise,
    public_text,
    segments,
)
from tests.strategies import E_ACUTE, FAMILY, Marked, marked

STORY = "Mijn buurvrouw Anja woont op nummer 12."


@pytest.mark.parametrize(
    ("redactions", "shown"),
    [
        ([], STORY),
        ([Redaction(15, 19)], "Mijn buurvrouw […] woont op nummer 12."),
        ([Redaction(5, 19, "buurvrouw")], "Mijn [buurvrouw] woont op nummer 12."),
        (
            [Redaction(36, 38), Redaction(5, 19, "buurvrouw")],
            "Mijn [buurvrouw] woont op nummer […].",
        ),
        ([Redaction(0, len(STORY))], "[…]"),
        ([Redaction(0, 4, "een"), Redaction(4, 14)], "[een][…] Anja woont op nummer 12."),
    ],
)
def test_what_is_hidden_is_shown_as_a_mark(redactions: list[Redaction], shown: str) -> None:
    assert public_text(STORY, redactions) == shown


@pytest.mark.parametrize(
    ("redaction", "reason"),
    [
        (Redaction(-1, 3), RedactionReason.OUT_OF_RANGE),
        (Redaction(3, 40), RedactionReason.OUT_OF_RANGE),
        (Redaction(-5, -1), RedactionReason.OUT_OF_RANGE),
        (Redaction(40, 41), RedactionReason.OUT_OF_RANGE),
        (Redaction(3, 3), RedactionReason.EMPTY),
        (Redaction(5, 3), RedactionReason.EMPTY),
        (Redaction(10, 16), RedactionReason.OVERLAP),
        (Redaction(16, 17), RedactionReason.OVERLAP),
        (Redaction(15, 19), RedactionReason.OVERLAP),
        (Redaction(0, 39), RedactionReason.OVERLAP),
        (Redaction(0, 4, "Jan 3"), RedactionReason.BAD_ROLE),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(
    redaction: Redaction, reason: RedactionReason
) -> None:
    assert len(STORY) == 39
    with pytest.raises(RedactionError) as error:
        check_redactions(STORY, [Redaction(15, 19), redaction])
    assert error.value.reason is reason


def test_redactions_that_touch_do_not_overlap() -> None:
    check_redactions(STORY, [Redaction(15, 19), Redaction(19, 25), Redaction(0, 15)])


@pytest.mark.parametrize("whole", [E_ACUTE, FAMILY, "🇳🇱", "👍🏽", "Z\u0338\u0300", "בָ"])
def test_no_redaction_starts_or_ends_inside_what_people_see_as_one(whole: str) -> None:
    text = f"ab{whole}cd"
    for cut in range(3, 2 + len(whole)):
        for redaction in (Redaction(0, cut), Redaction(cut, len(text))):
            with pytest.raises(RedactionError) as error:
                segments(text, [redaction])
            assert error.value.reason is RedactionReason.SPLITS_CHARACTER
    assert public_text(text, [Redaction(2, 2 + len(whole))]) == "ab[…]cd"


@pytest.mark.parametrize(
    "role", ["buurvrouw", "mijn straat", "oud-collega", "Żona", "соседка", "جارة", "é", "b" * 40]
)
def test_a_role_is_words_of_letters(role: str) -> None:
    assert is_role(role)


@pytest.mark.parametrize(
    "role",
    [
        *("", " ", "-", " buurvrouw", "buurvrouw ", "buur  vrouw", "buur--vrouw", "b" * 41),
        *("huis 12", "…", "] ja [", "[x", "x]", "ja.", "ja, nee", "a_b", "a\nb", "a\tb"),
        *("a\u00a0b", "👩", "a\u200bb", "\u202ebuur", "e\u0301", "²", "½", "<b>"),
    ],
)
def test_a_role_cannot_pass_for_text(role: str) -> None:
    assert not is_role(role)
    with pytest.raises(RedactionError):
        public_text(STORY, [Redaction(0, 4, role)])


@given(marked())
def test_segments_cover_the_original_and_tell_text_from_marks(case: Marked) -> None:
    pieces = segments(case.original, case.redactions)
    at = 0
    for piece in pieces:
        assert piece.start == at < piece.end
        at = piece.end
        if piece.kind is SegmentKind.TEXT:
            assert piece.text == case.original[piece.start : piece.end]
    assert at == len(case.original)
    marks = [Redaction(p.start, p.end, _role(p)) for p in pieces if p.kind is SegmentKind.MARK]
    assert marks == case.redactions
    assert "".join(piece.text for piece in pieces) == public_text(case.original, case.redactions)


def _role(mark: Segment) -> str | None:
    words = mark.text.removeprefix("[").removesuffix("]")
    return None if words == "…" else words


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_nothing_hidden_shows(hidden: list[bool]) -> None:
    original = "".join(chr(0x4E00 + number) for number in range(len(hidden)))
    redactions = [Redaction(at, at + 1) for at, hide in enumerate(hidden) if hide]
    for shown in (public_text(original, redactions), public_text(original, normalise(redactions))):
        expected = {letter for letter, hide in zip(original, hidden, strict=True) if not hide}
        assert set(shown) - set("[…]") == expected


@pytest.mark.parametrize(
    ("given_ones", "expected"),
    [
        ([], []),
        ([Redaction(5, 9), Redaction(0, 3)], [Redaction(0, 3), Redaction(5, 9)]),
        ([Redaction(0, 5), Redaction(3, 9)], [Redaction(0, 9)]),
        ([Redaction(0, 9), Redaction(3, 5)], [Redaction(0, 9)]),
        ([Redaction(0, 5), Redaction(5, 9)], [Redaction(0, 9)]),
        ([Redaction(0, 5, "arts"), Redaction(5, 9, "arts")], [Redaction(0, 9, "arts")]),
        ([Redaction(0, 5, "arts"), Redaction(3, 9, "arts")], [Redaction(0, 9, "arts")]),
        ([Redaction(0, 5, "arts"), Redaction(3, 9, "buur")], [Redaction(0, 9)]),
        ([Redaction(0, 9, "arts"), Redaction(3, 5)], [Redaction(0, 9)]),
        ([Redaction(0, 5, "arts"), Redaction(5, 9)], [Redaction(0, 5, "arts"), Redaction(5, 9)]),
        ([Redaction(0, 5), Redaction(5, 9, "a"), Redaction(8, 12, "b")], [Redaction(0, 12)]),
        ([Redaction(2, 5), Redaction(2, 5)], [Redaction(2, 5)]),
    ],
)
def test_redactions_are_put_in_order_and_joined(
    given_ones: list[Redaction], expected: list[Redaction]
) -> None:
    assert list(normalise(given_ones)) == expected


any_redactions = st.lists(
    st.builds(
        lambda start, length, role: Redaction(start, start + length, role),
        st.integers(0, 20),
        st.integers(1, 8),
        st.sampled_from([None, "arts", "buur"]),
    ),
    max_size=8,
)


@given(any_redactions, st.randoms())
def test_joining_hides_the_same_and_fits_whatever_the_order(
    given_ones: list[Redaction], random: Random
) -> None:
    joined = normalise(given_ones)
    check_redactions("x" * 28, joined)
    assert hidden_by(joined) == hidden_by(given_ones)
    assert normalise(joined) == joined
    shuffled = list(given_ones)
    random.shuffle(shuffled)
    assert normalise(shuffled) == joined


def hidden_by(redactions: tuple[Redaction, ...] | list[Redaction]) -> set[int]:
    return {place for one in redactions for place in range(one.start, one.end)}
