"""What a card says of a story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.cards import OPENING, REST, opening_of


@pytest.mark.parametrize(
    ("text", "opening", "rest"),
    [
        ("Wij wonen hier al lang. En fijn ook.", "Wij wonen hier al lang.", "En fijn ook."),
        ("Ja. Ja. Dat bankje is weg.", "Ja. Ja. Dat bankje is weg.", ""),
        ("Kort", "Kort", ""),
        ("Eerste regel\nzonder punt", "Eerste regel zonder punt", ""),
        ("Hij zei: ‘Kom maar binnen.’ En ik ging.", "Hij zei: ‘Kom maar binnen.’", "En ik ging."),
        ("Het kost 3.50 per keer. Elke week.", "Het kost 3.50 per keer.", "Elke week."),
    ],
)
def test_a_card_opens_with_a_first_sentence(text: str, opening: str, rest: str) -> None:
    assert opening_of(text) == (opening, rest)


def test_a_long_sentence_goes_on_where_it_was_cut() -> None:
    opening, rest = opening_of("woord " * 200)

    assert opening.endswith("woord…")
    assert len(opening) <= OPENING
    assert rest.startswith("woord")
    assert len(rest) <= REST


@given(st.text(max_size=400))
def test_a_card_holds_nothing_but_the_beginning(text: str) -> None:
    opening, rest = opening_of(text)
    words = " ".join(text.split())

    assert len(opening) <= OPENING
    assert len(rest) <= REST
    assert words.startswith((opening, opening.removesuffix("…")))
