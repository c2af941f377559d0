"""The languages that residents can read: their own names, and the way they are written."""

from dataclasses import dataclass
from typing import Final

#: The language of the msgids: what a page is in when nobody asks for another.
DUTCH: Final = "nl"


@dataclass(frozen=True)
class Language:
    """A language that pages, letters and mails come in."""

    code: str
    #: What it calls itself.
    name: str
    #: The word "language" in it, so that its readers find the way to it.
    word: str
    is_rtl: bool = False


#: In the order of the choice: Dutch first, then as many people here are likely to read it.
LANGUAGES: Final = {
    language.code: language
    for language in (
        Language(DUTCH, "Nederlands", "Taal"),
        Language("en", "English", "Language"),
        Language("de", "Deutsch", "Sprache"),
        Language("pl", "Polski", "Język"),
        Language("tr", "Türkçe", "Dil"),
        Language("ar", "العربية", "اللغة", is_rtl=True),
        Language("uk", "Українська", "Мова"),
    )
}
