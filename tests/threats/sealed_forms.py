"""Forms of two sites, filled in alike and sent in both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.threats.world import TOKEN, Form, forms_on

#: What a field gets, by a part of its name; the first that fits. Else what the page has in it, and
#: where that is nothing a 1, which is a number and a text.
_ALWAYS: Final = {
    "issued": "40",
    "reserve": "10",
    "closes_day": "2026-12-20",
    "closes_time": "20:00",
    "decision_due": "2027-01-20",
}
_WHERE_EMPTY: Final = {"reason": "De post was te laat.", "day": "2026-12-10", "time": "20:00"}
_ANY: Final = "1"
#: A form that nobody was shown carries the token alone.
_UNSEEN: Final = Form("", (), ())


@dataclass
class Shown:
    """The forms that the pages showed to one visitor, by where they are sent."""

    forms: dict[str, dict[Form, None]]

    def look_at(self, page: str, address: str) -> None:
        """Remember the forms of a page that are sent to where none was sent to before."""
        known = set(self.forms)
        for form in forms_on(page, address):
            if form.action not in known:
                self.forms.setdefault(form.action, {})[_without_token(form)] = None

    def to(self, address: str) -> list[Form]:
        """Return the forms that are sent to an address."""
        return list(self.forms.get(address, {})) or [_UNSEEN]


def token_on(page: str) -> str:
    """Return the token that the page's forms carry; none where it has no form."""
    found = TOKEN.search(page)
    return found[1] if found else ""


def fillings(form: Form, codes: Sequence[str]) -> Iterator[dict[str, list[str]]]:
    """Yield what a form sends: with each code that it may ask for, and each button with a name."""
    has_code = any(name == "code" for name, _ in form.fields)
    for code in codes if has_code else codes[:1]:
        filled: dict[str, list[str]] = {}
        for name, value in form.fields:
            filled.setdefault(name, []).append(code if name == "code" else _value(name, value))
        for name, value in form.buttons or (("", ""),):
            yield {**filled, **({name: [value]} if name else {})}


def _value(name: str, value: str) -> str:
    if name in _ALWAYS:
        return _ALWAYS[name]
    found = (words for part, words in _WHERE_EMPTY.items() if part in name)
    return value or next(found, _ANY)


def _without_token(form: Form) -> Form:
    fields = tuple(each for each in form.fields if each[0] != "csrf_token")
    return Form(form.action, fields, form.buttons)
