"""Codes that residents type: the follow code of a story, the voting code of a letter.

Four characters to look a row up, ten secret ones (50 bits) and a check character, in three groups
of five. A code never belongs in a path, a log or an error, so neither errors nor `repr` show one.
"""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import InvalidError

#: Digits and capitals without I, L, O and U: 32 characters of 5 bits.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKUP_LENGTH: Final = 4
SECRET_LENGTH: Final = 10
#: Look-up, secret and check character.
CODE_LENGTH: Final = LOOKUP_LENGTH + SECRET_LENGTH + 1
GROUP_LENGTH: Final = 5
#: A shorter token could be guessed, and the code with it.
MIN_TOKEN_BYTES: Final = 16

_BITS: Final = 5
#: x^5 + x^2 + 1, whose root is of order 31 in GF(32): 15 different weights fit.
_POLYNOMIAL: Final = 0b100101
#: Written one way and meant another; the second line has the Cyrillic look-alikes.
_MEANT: Final = str.maketrans("OILUİ", "011V1") | str.maketrans(
    "АВЕКМНОРСТУХІЈЅ", "ABEKMH0PCTYX1JS"
)
_SEPARATOR_KINDS: Final = frozenset({"Zs", "Zl", "Zp", "Cf", "Pd"})
#: Line ends, dots, underscores, and dashes that Unicode files elsewhere.
_SEPARATORS: Final = frozenset("\t\r\n._·•‧∙⋅…。−⁃˗⁻")


class CodeError(InvalidError):
    """What was typed can't be a code."""


class CodeLengthError(CodeError):
    """There are too few or too many characters."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters instead of {CODE_LENGTH}")
        #: How many there are, spaces and dashes not counted.
        self.length = length


class CodeCharacterError(CodeError):
    """One of the characters is never in a code."""

    def __init__(self, character: str) -> None:
        super().__init__("a character that is never in a code")
        #: The character, or the replacement character where it can't be shown.
        self.character = character if character.isprintable() else "\ufffd"


class CodeCheckError(CodeError):
    """The check character doesn't fit: something was mistyped."""


@dataclass(frozen=True)
class Code:
    """A code in its two meaningful parts."""

    lookup: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        lengths = (len(self.lookup), len(self.secret))
        if lengths != (LOOKUP_LENGTH, SECRET_LENGTH):
            raise ValueError(f"lengths {lengths}")
        if not set(self.lookup + self.secret) <= set(ALPHABET):
            raise ValueError("not of the alphabet")

    @property
    def text(self) -> str:
        """The whole code with its check character, as it goes into a QR."""
        body = self.lookup + self.secret
        return body + _check_character(body)

    @property
    def grouped(self) -> str:
        """The whole code in groups of five, as people see it."""
        text = self.text
        starts = range(0, CODE_LENGTH, GROUP_LENGTH)
        return " ".join(text[start : start + GROUP_LENGTH] for start in starts)


def parse_code(typed: str) -> Code:
    """Return the code that somebody typed, pasted or scanned.

    Case, spaces, dashes, dots and look-alikes (O and 0; I, L and 1; U and V) are forgiven.

    Raises:
        CodeCharacterError: a character is never in a code.
        CodeLengthError: there are not 15 characters.
        CodeCheckError: the check character doesn't fit.
    """
    text = read_characters(typed)
    if len(text) != CODE_LENGTH:
        raise CodeLengthError(len(text))
    if _check_character(text[:-1]) != text[-1]:
        raise CodeCheckError
    return Code(lookup=text[:LOOKUP_LENGTH], secret=text[LOOKUP_LENGTH:-1])


def read_characters(typed: str) -> str:
    """Return the characters of the alphabet that somebody meant, without what parts them.

    Raises:
        CodeCharacterError: one is never in a code.
    """
    return "".join(_read(character) for character in typed if not _is_separator(character))


def derive_code(token: bytes, counter: int) -> Code:
    """Return the code of a submission's one-time token; the next counter gives another one.

    Raises:
        ValueError: the token is too short to keep a secret, or the counter is negative.
    """
    if len(token) < MIN_TOKEN_BYTES or counter < 0:
        raise ValueError(f"token of {len(token)} bytes, counter {counter}")
    bits = (LOOKUP_LENGTH + SECRET_LENGTH) * _BITS
    size = -(-bits // 8)
    label = b"buurtstem follow code 1:%d" % counter
    key = HKDF(algorithm=SHA256(), length=size, salt=None, info=label).derive(token)
    return _from_number(int.from_bytes(key, "big") >> (size * 8 - bits))


def new_code(random_bits: Callable[[int], int] = secrets.randbits) -> Code:
    """Return a new code from a source of so many random bits."""
    return _from_number(random_bits((LOOKUP_LENGTH + SECRET_LENGTH) * _BITS))


def _from_number(number: int) -> Code:
    places = range(LOOKUP_LENGTH + SECRET_LENGTH)
    body = "".join(ALPHABET[number >> _BITS * place & 31] for place in places)
    return Code(lookup=body[:LOOKUP_LENGTH], secret=body[LOOKUP_LENGTH:])


def _check_character(body: str) -> str:
    """Return the character that makes the weighted sum in GF(32) zero.

    Place n from the right weighs alpha to the n. No weight is zero and no two are equal, so any
    one wrong character and any two that changed places are noticed.
    """
    total = 0
    for character in body:
        total = (total ^ ALPHABET.index(character)) << 1
        total ^= _POLYNOMIAL if total > 31 else 0  # noqa: PLR2004 # the largest of 5 bits
    return ALPHABET[total]


def _is_separator(character: str) -> bool:
    return character in _SEPARATORS or unicodedata.category(character) in _SEPARATOR_KINDS


def _read(character: str) -> str:
    """Return the character of the alphabet that is meant; digits of every script count."""
    plain = unicodedata.normalize("NFKC", character).upper().translate(_MEANT)
    meant = str(unicodedata.decimal(plain, plain)) if len(plain) == 1 else plain
    if len(meant) != 1 or meant not in ALPHABET:
        raise CodeCharacterError(character)
    return meant
