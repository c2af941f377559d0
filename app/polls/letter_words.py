"""The line of a voting letter in each other language: what the letter is, and where help is.

They are no translations of the letter, and each letter has all of them. `{phone}` has no spaces
that could break or turn around between letters that are written from right to left.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class OtherLanguage:
    """What the letter says in a language that isn't Dutch."""

    #: Its own name for itself.
    name: str
    #: With `{phone}`.
    text: str


OTHER_LANGUAGES: Final = (
    OtherLanguage(
        "English",
        "With this letter you can vote about your neighbourhood. Help: phone {phone}.",
    ),
    OtherLanguage(
        "Deutsch",
        "Mit diesem Brief können Sie über Ihr Viertel abstimmen. Hilfe: Telefon {phone}.",
    ),
    OtherLanguage(
        "Polski",
        "Ten list pozwala Państwu głosować w sprawie dzielnicy. Pomoc: telefon {phone}.",
    ),
    OtherLanguage(
        "Türkçe",
        "Bu mektupla mahalleniz için oy kullanabilirsiniz. Yardım: telefon {phone}.",
    ),
    OtherLanguage(
        "العربية",
        "بهذه الرسالة يمكنكم التصويت على ما يخص حيّكم. للمساعدة: هاتف {phone}.",
    ),
    OtherLanguage(
        "Українська",
        "Із цим листом ви можете проголосувати щодо свого району. Допомога: телефон {phone}.",
    ),
)


def unbroken(number: str) -> str:
    """Return a telephone number whose groups stay together and in order, in any script."""
    return number.replace(" ", "\N{NO-BREAK SPACE}")
