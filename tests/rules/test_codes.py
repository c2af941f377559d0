"""Codes: what people may type, what is noticed, what leaks nothing."""

import unicodedata
from collections import Counter
from contextlib import suppress
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.codes import (
    ALPHABET,
    CODE_LENGTH,
    Code,
    CodeCharacterError,
    CodeCheckError,
    CodeLengthError,
    derive_code,
    new_code,
    parse_code,
)

CODE = Code("K7QM", "4XPH2D9RW8")
TOKEN = bytes(range(32))
EVERY_DASH = "".join(
    chr(point) for point in range(0x20000) if unicodedata.category(chr(point)) == "Pd"
)
codes = st.builds(
    Code,
    st.text(ALPHABET, min_size=4, max_size=4),
    st.text(ALPHABET, min_size=10, max_size=10),
)


def refused(text: str) -> bool:
    try:
        parse_code(text)
    except CodeCheckError:
        return True
    return False


def test_the_alphabet_has_32_characters_and_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


@given(codes)
def test_a_code_reads_back_as_it_is_shown(code: Code) -> None:
    assert parse_code(code.text) == parse_code(code.grouped) == code


@given(codes)
def test_a_code_is_shown_in_three_groups_of_five(code: Code) -> None:
    assert [len(group) for group in code.grouped.split(" ")] == [5, 5, 5]
    assert code.grouped.replace(" ", "") == code.text
    assert code.text.startswith(code.lookup + code.secret)


def test_the_check_character_stays_what_it_was() -> None:
    assert Code("0000", "0000000000").text == "0" * 15
    assert Code("0000", "0000000001").text[-1] == "2"
    assert CODE.grouped == "K7QM4 XPH2D 9RW82"
    assert derive_code(TOKEN, 0).grouped == "X0C97 4GKNJ 84CG6"


@pytest.mark.parametrize("code", [CODE, Code("0000", "0000000000"), Code("ZZZZ", "ZZZZZZZZZZ")])
def test_every_single_wrong_character_is_noticed(code: Code) -> None:
    text = code.text
    for place, wrong in product(range(CODE_LENGTH), ALPHABET):
        typed = text[:place] + wrong + text[place + 1 :]
        assert refused(typed) == (wrong != text[place])


def test_every_swap_of_two_places_is_noticed_whatever_stands_there() -> None:
    # The check is linear: a swap adds the same to the sum whatever stands at the other places.
    for first, second in combinations(range(CODE_LENGTH - 1), 2):
        for a, b in product(ALPHABET[::5], ALPHABET):
            body = ["0"] * (CODE_LENGTH - 1)
            body[first], body[second] = a, b
            text = _code("".join(body)).text
            assert refused(_swapped(text, first, second)) == (a != b)


def test_every_swap_with_the_check_character_is_noticed() -> None:
    for place, a, b in product(range(CODE_LENGTH - 2), ALPHABET, ALPHABET[::5]):
        text = _code("0" * place + a + "0" * (CODE_LENGTH - 3 - place) + b).text
        assert refused(_swapped(text, place, -1)) == (text[place] != text[-1])
        assert refused(_swapped(text, -2, -1)) == (text[-2] != text[-1])


def _code(body: str) -> Code:
    return Code(body[:4], body[4:])


def _swapped(text: str, first: int, second: int) -> str:
    characters = list(text)
    characters[first], characters[second] = text[second], text[first]
    return "".join(characters)


@given(codes, st.integers(0, CODE_LENGTH - 2))
def test_a_swap_of_neighbours_is_noticed(code: Code, place: int) -> None:
    swapped = _swapped(code.text, place, place + 1)
    assert refused(swapped) == (swapped != code.text)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.grouped.lower(),
        f"  {CODE.grouped}\r\n",
        "-".join(CODE.text),
        CODE.grouped.replace(" ", "."),
        CODE.grouped.replace(" ", "\u00a0\u2014\u200b\u2212"),
        EVERY_DASH.join(CODE.text),
        "".join(chr(ord(character) + 0xFEE0) for character in CODE.text),
        CODE.text.replace("K", "К").replace("M", "М").replace("X", "Х"),  # Cyrillic
        CODE.text.replace("4", "٤").replace("8", "۸"),  # Arabic and Persian digits
    ],
)
def test_the_way_of_typing_is_forgiven(typed: str) -> None:
    assert parse_code(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("O", "0"), ("o", "0"), ("I", "1"), ("i", "1"), ("l", "1"), ("L", "1"), ("ı", "1")),
        *(("İ", "1"), ("U", "V"), ("u", "V"), ("О", "0"), ("с", "C")),
    ],
)
def test_look_alikes_are_forgiven(typed: str, meant: str) -> None:
    code = Code("01V0", f"10V{meant}0VC01Z")
    assert parse_code(code.text[:7] + typed + code.text[8:]) == code


@pytest.mark.parametrize(
    ("typed", "length"),
    [("", 0), (" - ", 0), (CODE.text[:-1], 14), (CODE.text + "0", 16), ("0" * 100_000, 100_000)],
)
def test_a_wrong_length_is_told_with_how_many_there_are(typed: str, length: int) -> None:
    with pytest.raises(CodeLengthError) as error:
        parse_code(typed)
    assert error.value.length == length


@pytest.mark.parametrize("wrong", ["*", "é", "ß", "ﬁ", "½", "😀", "ж", "+"])
def test_an_impossible_character_is_told(wrong: str) -> None:
    with pytest.raises(CodeCharacterError) as error:
        parse_code(CODE.text[:5] + wrong + CODE.text[6:])
    assert error.value.character == wrong


@pytest.mark.parametrize("wrong", ["\x00", "\ud800", "\x1b", "\uffff"])
def test_what_cannot_be_shown_is_told_as_a_replacement_character(wrong: str) -> None:
    with pytest.raises(CodeCharacterError) as error:
        parse_code(wrong + CODE.text)
    assert error.value.character == "\ufffd"


@given(st.text())
def test_nothing_typed_gives_anything_but_a_code_or_a_refusal(typed: str) -> None:
    with suppress(CodeLengthError, CodeCharacterError, CodeCheckError):
        assert len(parse_code(typed).text) == CODE_LENGTH


@pytest.mark.parametrize(
    ("lookup", "secret"),
    [("K7Q", "4XPH2D9RW8"), ("K7QM", "4XPH2D9RW"), ("k7qm", "4XPH2D9RW8"), ("K7QM", "4XPH2D9RWO")],
)
def test_a_code_of_other_parts_cannot_be_made(lookup: str, secret: str) -> None:
    with pytest.raises(ValueError, match=r"lengths|alphabet"):
        Code(lookup, secret)


def test_neither_repr_nor_errors_show_a_secret() -> None:
    wrong = CODE.text[:-1] + ("0" if CODE.text[-1] != "0" else "1")
    with pytest.raises(CodeCheckError) as error:
        parse_code(wrong)
    assert CODE.secret not in repr(CODE) + repr(error.value)


@given(st.binary(min_size=16, max_size=64), st.integers(0, 1000))
def test_the_same_token_gives_the_same_code(token: bytes, counter: int) -> None:
    assert derive_code(token, counter) == derive_code(token, counter)
    assert derive_code(token, counter) != derive_code(token, counter + 1)


def test_codes_of_many_tokens_use_every_character_alike_at_every_place() -> None:
    made = [derive_code(number.to_bytes(16, "big"), 0) for number in range(6400)]
    assert len({code.text for code in made}) == 6400
    for place in range(CODE_LENGTH):
        counts = Counter(code.text[place] for code in made)
        assert len(counts) == 32
        assert 120 < min(counts.values()) <= max(counts.values()) < 290  # 200 expected


@pytest.mark.parametrize(("token", "counter"), [(b"", 0), (b"x" * 15, 0), (b"x" * 16, -1)])
def test_a_token_that_can_be_guessed_is_refused(token: bytes, counter: int) -> None:
    with pytest.raises(ValueError, match="token"):
        derive_code(token, counter)


def test_a_new_code_takes_all_70_bits_from_its_source() -> None:
    asked: list[int] = []

    def source(bits: int) -> int:
        asked.append(bits)
        return (1 << bits) - 1

    assert new_code(source) == Code("ZZZZ", "ZZZZZZZZZZ")
    assert asked == [70]


def test_new_codes_differ() -> None:
    assert len({new_code().text for _ in range(1000)}) == 1000
