"""The proof: what is made from an original passes, whatever differs from it doesn't."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.moderation.rules import Redaction, SegmentKind
from app.quotes.proof import QuoteNotVerbatimError, prove_quote
from app.quotes.rules import Span, SpansError, quote_segments, render_quote
from tests.strategies import E_ACUTE, FAMILY, PIECES, Marked, marked, quoted

STORY = f"Caf{E_ACUTE} «Бар» {FAMILY} مرحبا\nzei Anja: kom."
SPANS = [Span(0, 11), Span(20, 34)]
HIDDEN = [Redaction(30, 34, "buurvrouw")]


def refused(case: Marked, quote: str) -> bool:
    try:
        prove_quote(case.original, case.spans, case.redactions, quote)
    except QuoteNotVerbatimError:
        return True
    return False


TABLE = Marked(STORY, SPANS, HIDDEN)


def test_a_quote_with_all_that_can_go_wrong_in_it_is_proven() -> None:
    quote = render_quote(STORY, SPANS, HIDDEN)
    assert quote == f"Caf{E_ACUTE} «Бар» […] مرحبا\nzei [buurvrouw]"
    assert not refused(TABLE, quote)


def test_every_change_of_one_character_is_refused() -> None:
    quote = quoted(TABLE)
    others = ["", "x", " ", "\n", "\u00a0", "\u0301", "…", "[", "\u200b"]
    for at, other in product(range(len(quote) + 1), others):
        assert other == "" or refused(TABLE, quote[:at] + other + quote[at:])
        changed = quote[:at] + other + quote[at + 1 :]
        assert changed == quote or refused(TABLE, changed)


def test_another_spelling_of_the_same_letter_is_refused() -> None:
    assert refused(TABLE, quoted(TABLE).replace(E_ACUTE, "é"))


def test_every_shifted_span_is_refused() -> None:
    quote = quoted(TABLE)
    for number, (start, end) in product(range(2), product((-1, 0, 1), repeat=2)):
        span = SPANS[number]
        shifted = list(SPANS)
        shifted[number] = Span(span.start + start, span.end + end)
        # An end inside a redaction shows the same, but splits nothing and invents nothing.
        same = (start, end) == (0, 0) or (number, start, end) == (1, 0, -1)
        assert refused(replace(TABLE, spans=shifted), quote) != same


@pytest.mark.parametrize(
    "quote",
    [
        f"Caf{E_ACUTE} «Бар» مرحبا\nzei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар»  مرحبا\nzei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар» […] مرحبا\nzei ",
        f"Caf{E_ACUTE} «Бар» […] مرحبا\nzei Anja",
        f"Caf{E_ACUTE} «Бар» […] مرحبا\nzei […]",
        f"Caf{E_ACUTE} «Бар» […] مرحبا\nzei [buurman]",
        f"Caf{E_ACUTE} «Бар» [buurvrouw] مرحبا\nzei […]",
        f"Caf{E_ACUTE} «Бар» [...] مرحبا\nzei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар» … مرحبا\nzei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар» […] […] مرحبا\nzei [buurvrouw]",
        f"[…] Caf{E_ACUTE} «Бар» […] مرحبا\nzei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар» […] مرحبا\nzei [buurvrouw] […]",
        f"Caf{E_ACUTE} [niet] «Бар» […] مرحبا\nzei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар» […] مرحبا zei [buurvrouw]",
        f"Caf{E_ACUTE} «Бар» {FAMILY} مرحبا\nzei [buurvrouw]",
        f"مرحبا\nzei [buurvrouw] […] Caf{E_ACUTE} «Бар»",
        "",
        "[…]",
    ],
)
def test_dropped_invented_changed_and_moved_marks_are_refused(quote: str) -> None:
    assert refused(TABLE, quote)


@pytest.mark.parametrize(
    ("original", "spans", "redactions", "true", "false"),
    [
        ("Ik […] zei ja", [(0, 13)], [], "Ik […] zei ja", "Ik zei ja"),
        ("Ik niet […] zei ja", [(0, 18)], [(3, 7, None)], "Ik […] […] zei ja", "Ik […] zei ja"),
        ("Ik […] zei niet", [(0, 15)], [(3, 6, None)], "Ik […] zei niet", "Ik […] […] zei niet"),
        ("De [buurvrouw] zei", [(0, 18)], [], "De [buurvrouw] zei", "De […] zei"),
        ("De [buurvrouw] zei", [(0, 18)], [(3, 14, None)], "De […] zei", "De [buurvrouw] zei"),
        ("Ja […] nee […] ja", [(0, 2), (7, 10)], [], "Ja […] nee", "Ja […] […] nee"),
        ("Ja […] nee", [(0, 6), (7, 10)], [], "Ja […] […] nee", "Ja […] nee"),
        ("Anja [x] Ria", [(0, 12)], [(0, 4, "x")], "[x] [x] Ria", "[x] Ria"),
    ],
)
def test_brackets_of_the_teller_fool_nobody(
    original: str,
    spans: list[tuple[int, int]],
    redactions: list[tuple[int, int, str | None]],
    true: str,
    false: str,
) -> None:
    hidden = [Redaction(*redaction) for redaction in redactions]
    case = Marked(original, [Span(*span) for span in spans], hidden)
    assert quoted(case) == true
    assert not refused(case, true)
    assert refused(case, false)


@pytest.mark.parametrize(
    ("spans", "redactions", "quote"),
    [
        ([], [], ""),
        ([Span(0, 99)], [], "abcdef"),
        ([Span(-6, 6)], [], "abcdef"),
        ([Span(3, 3)], [], ""),
        ([Span(0, 2), Span(4, 4)], [], "ab […] "),
        ([Span(3, 6), Span(0, 2)], [], "def […] ab"),
        ([Span(0, 4), Span(2, 6)], [], "abcdcdef"),
        ([Span(0, 6)], [Redaction(0, 6)], "[…]"),
        ([Span(0, 3)], [Redaction(5, 9)], "abc"),
        ([Span(0, 6)], [Redaction(0, 3), Redaction(2, 4)], "[…]ef"),
        ([Span(0, 6)], [Redaction(-3, 2)], "[…]cdef"),
        ([Span(0, 6)], [Redaction(0, 2, "] niet [")], "[] niet []cdef"),
        ([Span(0, 6)], [Redaction(0, 2, "niet.")], "[niet.]cdef"),
        ([Span(0, 6)], [Redaction(0, 2, "a" * 41)], f"[{'a' * 41}]cdef"),
        ([Span(0, 6)], [Redaction(0, 2, "")], "[]cdef"),
        ([Span(0, 6)], [Redaction(0, 2, "")], "[…]cdef"),
    ],
)
def test_facts_that_are_impossible_prove_nothing(
    spans: list[Span], redactions: list[Redaction], quote: str
) -> None:
    assert refused(Marked("abcdef", spans, redactions), quote)


@pytest.mark.parametrize("whole", [E_ACUTE, FAMILY, "🇳🇱"])
def test_half_a_character_is_not_verbatim(whole: str) -> None:
    text = f"ab{whole}cd"
    for cut in range(3, 2 + len(whole)):
        assert refused(Marked(text, [Span(0, cut)], []), text[:cut])
        assert refused(Marked(text, [Span(cut, len(text))], []), text[cut:])
        hidden = [Redaction(0, cut)]
        assert refused(Marked(text, [Span(0, len(text))], hidden), f"[…]{text[cut:]}")
        inside = [Redaction(2, 2 + len(whole))]
        assert refused(Marked(text, [Span(0, cut)], inside), "ab[…]")


def test_a_refusal_tells_where() -> None:
    with pytest.raises(QuoteNotVerbatimError) as error:
        prove_quote("abcdef", [Span(0, 2), Span(4, 6)], [], "ab […] eg")
    assert error.value.position == 7


@given(marked())
def test_every_quote_that_is_made_is_proven(case: Marked) -> None:
    assert not refused(case, quoted(case))


@given(marked(), st.data())
def test_every_other_quote_is_refused(case: Marked, data: st.DataObject) -> None:
    quote = quoted(case)
    start = data.draw(st.integers(0, len(quote)))
    end = data.draw(st.integers(start, min(len(quote), start + 12)))
    new = data.draw(st.sampled_from(["", *PIECES]) | st.text(max_size=2))
    changed = quote[:start] + new + quote[end:]
    assert refused(case, changed) == (changed != quote)


@given(marked(), st.data())
def test_a_dropped_mark_is_refused_and_so_is_an_invented_one(
    case: Marked, data: st.DataObject
) -> None:
    pieces = quote_segments(case.original, case.spans, case.redactions) if quoted(case) else []
    quote = "".join(piece.text for piece in pieces)
    for number, piece in enumerate(pieces):
        others = [other.text for other in pieces]
        if piece.kind is SegmentKind.MARK:
            hidden = case.original[piece.start : piece.end]
            for instead in ("", " ", hidden, "[…]" if "…" not in piece.text else "[arts]"):
                others[number] = instead
                assert refused(case, "".join(others)) == ("".join(others) != quote)
    at = data.draw(st.integers(0, len(quote)))
    for mark in ("[…]", " […] ", "[buurvrouw]"):
        assert refused(case, quote[:at] + mark + quote[at:])


@given(marked(), st.data())
def test_other_spans_prove_a_quote_only_if_they_show_the_same(
    case: Marked, data: st.DataObject
) -> None:
    quote = quoted(case)
    number = data.draw(st.integers(0, len(case.spans) - 1))
    start, end = (data.draw(st.integers(-2, 2)) for _ in range(2))
    shifted = list(case.spans)
    shifted[number] = Span(shifted[number].start + start, shifted[number].end + end)
    try:
        shows_same = render_quote(case.original, shifted, case.redactions) == quote
    except SpansError:
        shows_same = False
    assert refused(replace(case, spans=shifted), quote) != shows_same


@given(st.permutations("abcdefghijklmnop"), st.integers(0, 15), st.integers(1, 16))
def test_where_every_character_differs_no_shifted_span_passes(
    letters: list[str], start: int, length: int
) -> None:
    original = "".join(letters)
    end = min(16, start + length)
    for other_start, other_end in product(range(17), range(17)):
        case = Marked(original, [Span(other_start, other_end)], [])
        assert refused(case, original[start:end]) == ((other_start, other_end) != (start, end))


@given(marked())
def test_a_quote_without_its_redactions_is_refused(case: Marked) -> None:
    quote = quoted(case)
    open_quote = quoted(replace(case, redactions=[]))
    assert refused(case, open_quote) == (open_quote != quote)
    assert refused(replace(case, redactions=[]), quote) == (open_quote != quote)
