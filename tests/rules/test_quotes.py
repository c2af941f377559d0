"""Quotes as they are made from spans and redactions."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.text import is_boundary
from app.moderation.rules import Redaction, RedactionError, SegmentKind
from app.quotes.rules import (
    Span,
    SpansError,
    check_spans,
    marks_of,
    quote_segments,
    render_quote,
    tidy_spans,
)
from tests.strategies import E_ACUTE, FAMILY, Marked, marked, quoted, texts

#        0    5         15   20  24       33 36   41      48
STORY = "Mijn buurvrouw Anja zei tegen ons: het park is mooi."


@pytest.mark.parametrize(
    ("spans", "redactions", "quote"),
    [
        ([(0, 52)], [], STORY),
        ([(35, 51)], [], "het park is mooi"),
        ([(0, 14), (35, 51)], [], "Mijn buurvrouw […] het park is mooi"),
        ([(0, 14), (14, 19)], [], "Mijn buurvrouw Anja"),
        ([(0, 52)], [(5, 19, "buurvrouw")], "Mijn [buurvrouw] zei tegen ons: het park is mooi."),
        ([(0, 10)], [(5, 19, "buurvrouw")], "Mijn [buurvrouw]"),
        ([(15, 23)], [(5, 19, None)], "[…] zei"),
        ([(0, 19), (35, 51)], [(15, 19, None)], "Mijn buurvrouw […] het park is mooi"),
        ([(0, 19), (35, 51)], [(15, 19, "a")], "Mijn buurvrouw [a] […] het park is mooi"),
        ([(0, 4), (15, 23)], [(15, 19, "a")], "Mijn […] [a] zei"),
        ([(0, 4), (15, 23)], [(15, 19, None)], "Mijn […] zei"),
        ([(0, 23)], [(5, 14, "a"), (14, 19, "a")], "Mijn [a] zei"),
        ([(0, 23)], [(5, 14, "a"), (14, 19, "b")], "Mijn [a][b] zei"),
        ([(0, 10), (10, 23)], [(5, 19, "a")], "Mijn [a] zei"),
        ([(0, 4), (35, 38)], [(15, 19, "a")], "Mijn […] het"),
        ([(35, 38)], [(0, 4, None)], "het"),
    ],
)
def test_a_quote_is_the_words_with_marks_for_the_rest(
    spans: list[tuple[int, int]], redactions: list[tuple[int, int, str | None]], quote: str
) -> None:
    stretches = [Span(*span) for span in spans]
    hidden = [Redaction(*redaction) for redaction in reversed(redactions)]
    assert render_quote(STORY, stretches, hidden) == quote


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(-1, 3)],
        [(3, 3)],
        [(5, 3)],
        [(0, 53)],
        [(52, 53)],
        [(5, 9), (0, 3)],
        [(0, 9), (8, 12)],
        [(0, 9), (0, 9)],
    ],
)
def test_spans_that_do_not_fit_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(SpansError):
        render_quote(STORY, [Span(*span) for span in spans], [])


@pytest.mark.parametrize("whole", [E_ACUTE, FAMILY, "🇳🇱", "👍🏽"])
def test_no_span_starts_or_ends_inside_what_people_see_as_one(whole: str) -> None:
    text = f"ab{whole}cd"
    for cut in range(3, 2 + len(whole)):
        for span in (Span(0, cut), Span(cut, len(text))):
            with pytest.raises(SpansError):
                check_spans(text, [span])


@pytest.mark.parametrize("span", [Span(15, 19), Span(15, 20), Span(16, 18)])
def test_a_quote_without_a_word_is_refused(span: Span) -> None:
    with pytest.raises(SpansError):
        render_quote(STORY, [span], [Redaction(15, 19, "buurvrouw")])


def test_a_redaction_that_does_not_fit_is_refused_also_outside_the_spans() -> None:
    with pytest.raises(RedactionError):
        render_quote(STORY, [Span(0, 4)], [Redaction(50, 60)])


@given(marked())
def test_the_words_of_a_quote_are_what_is_quoted_and_not_hidden(case: Marked) -> None:
    hidden = {at for one in case.redactions for at in range(one.start, one.end)}
    quoted = [at for span in case.spans for at in range(span.start, span.end)]
    words = "".join(case.original[at] for at in quoted if at not in hidden)
    assume(words.strip())
    pieces = quote_segments(case.original, case.spans, case.redactions)
    assert "".join(p.text for p in pieces if p.kind is SegmentKind.TEXT) == words
    assert "".join(p.text for p in pieces) == render_quote(
        case.original, case.spans, case.redactions
    )


@given(marked())
def test_a_quote_has_no_two_equal_marks_side_by_side(case: Marked) -> None:
    quoted(case)
    for one, other in pairwise(quote_segments(case.original, case.spans, case.redactions)):
        both_marks = one.kind is other.kind is SegmentKind.MARK
        assert not both_marks or one.text.strip() != other.text.strip()
        assert one.end <= other.start


@pytest.mark.parametrize(
    ("quote", "marks"),
    [
        ("Mijn [buurvrouw] zei […] mooi", ("[buurvrouw]", "[…]")),
        ("[…]", ("[…]",)),
        ("geen [1] [ …] [] [a.b] […", ()),
        ("[oud-collega][mijn straat]", ("[oud-collega]", "[mijn straat]")),
    ],
)
def test_marks_are_found_in_a_quote(quote: str, marks: tuple[str, ...]) -> None:
    assert marks_of(quote) == marks


@pytest.mark.parametrize(
    ("spans", "tidy"),
    [
        ([(4, 15)], [(5, 14)]),
        ([(5, 14), (0, 5)], [(0, 14)]),
        ([(0, 9), (3, 6)], [(0, 9)]),
        ([(14, 15)], []),
        ([(0, 5), (14, 20)], [(0, 4), (15, 19)]),
        ([], []),
    ],
)
def test_spans_are_tidied_without_losing_a_word(
    spans: list[tuple[int, int]], tidy: list[tuple[int, int]]
) -> None:
    assert tidy_spans(STORY, [Span(*span) for span in spans]) == tuple(Span(*one) for one in tidy)


@pytest.mark.parametrize(
    "span", [Span(-3, 4), Span(-3, -1), Span(50, 99), Span(60, 70), Span(9, 2)]
)
def test_tidying_does_not_make_a_wrong_span_right(span: Span) -> None:
    with pytest.raises(SpansError):
        check_spans(STORY, tidy_spans(STORY, [span]))


@given(texts(min_pieces=1), st.data())
def test_tidied_spans_hold_the_same_words_and_stay_tidy(text: str, data: st.DataObject) -> None:
    places = st.sampled_from([at for at in range(len(text) + 1) if is_boundary(text, at)])
    pairs = st.tuples(places, places).filter(lambda pair: pair[0] < pair[1])
    assume(len(text) > 0)
    spans = [Span(*pair) for pair in data.draw(st.lists(pairs, min_size=1, max_size=5))]
    tidy = tidy_spans(text, spans)
    covered, kept = covered_by(spans), covered_by(tidy)
    assert kept <= covered
    assert all(text[at].isspace() for at in covered - kept)
    assert tidy_spans(text, tidy) == tidy
    if tidy:
        check_spans(text, tidy)


def covered_by(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}
