"""The travel story, the answer clock, and mail to tellers."""

from collections.abc import Callable

from playwright.sync_api import FilePayload

from app.core.links import sign_ref
from app.core.mail_chores import OFF_PATH, OFF_PURPOSE
from tests.browser.visiting import State, Visitor, Way, at

_TEAM = "/team/reisverslag"
_LETTER: FilePayload = {"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": b"geen foto"}


def _to(path: Callable[[dict[str, str]], str]) -> Way:
    """Return the way to an address with a reference of the town in it."""
    return lambda visitor: visitor.go(path(visitor.town.refs))


def _entry(refs: dict[str, str]) -> str:
    return f"{_TEAM}/{refs['journal']}"


def _write_nothing(visitor: Visitor) -> None:
    visitor.go(f"{_TEAM}/nieuw")
    visitor.press("Bewaar")


def _unknown_link(visitor: Visitor) -> None:
    visitor.go(_entry(visitor.town.refs))
    visitor.page.get_by_label("Waar gaat dit over?").fill("https://elders.example/een/adres")
    visitor.press("Bewaar")


def _stale(visitor: Visitor) -> None:
    visitor.go(_entry(visitor.town.refs))
    fields = {"day": "2026-11-20", "title": "Een andere titel", "text": "Anders.", "seen": "oud"}
    visitor.post(_entry(visitor.town.refs), district="noord", links="", **fields)


def _no_photo(visitor: Visitor) -> None:
    visitor.go(_entry(visitor.town.refs))
    visitor.page.locator("[name=picture]").set_input_files([_LETTER])
    visitor.page.get_by_label("Wat is er te zien?").fill("Een brief.")
    visitor.press("Zet de foto erbij")


def _no_period(visitor: Visitor) -> None:
    visitor.go(_TEAM)
    visitor.post(f"{_TEAM}/pdf", period="1999")


def _card_mail(address: str | None) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.hold_card("answered")
        visitor.go("/volg/bericht")
        if address is not None:
            visitor.page.get_by_label("Uw e-mailadres").fill(address)
            visitor.press("Stuur mij e-mail")

    return way


def _mail_is_on(visitor: Visitor) -> None:
    visitor.hold_card("mailed")
    visitor.go("/volg")


def _sent_mail(*, is_filled: bool) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.tell()
        visitor.go("/verhaal/controle")
        visitor.press("Stuur mijn verhaal")
        visitor.go("/verhaal/bericht")
        if is_filled:
            visitor.page.get_by_label("Uw e-mailadres").fill("teller@voorbeeld.nl")
            visitor.page.get_by_label("Ja, stuur mij").check()
            visitor.press("Stuur mij e-mail")

    return way


def _off(name: str) -> Way:
    return lambda visitor: visitor.go(
        OFF_PATH + sign_ref("for tests only", OFF_PURPOSE, visitor.town.refs.get(name, name))
    )


def _stopped(visitor: Visitor) -> None:
    _off("gone already")(visitor)
    visitor.press("Stop met e-mail")


NEWS = (
    State("journal", "journal.index", at("/reisverslag")),
    State("journal, a year", "journal.index", at("/reisverslag?periode=2026")),
    State("journal, nothing told then", "journal.index", at("/reisverslag?periode=2019-1")),
    State("journal, empty", "journal.index", at("/reisverslag"), is_new=True),
    State("journal entry", "journal.entry", _to(lambda refs: f"/reisverslag/{refs['journal']}")),
    State("answer clock", "answers.index", at("/antwoorden")),
    State("answer clock, empty", "answers.index", at("/antwoorden"), is_new=True),
)
MAIL = (
    State("card mail", "card_mail.ask", _card_mail(None)),
    State("card mail, wrong", "card_mail.ask", _card_mail("teller"), status=422),
    State("card, mail is on", "card.show", _mail_is_on),
    State("sent mail", "story_mail.ask", _sent_mail(is_filled=False)),
    State("sent mail, given", "story_sending.sent", _sent_mail(is_filled=True)),
    State("mail off, asked", "story_mail.stop", _off("mail")),
    State("mail off", "story_mail.stopped", _stopped),
)
WRITING = (
    State("team journal", "team_journal.index", at(_TEAM), who="noord"),
    State("team journal, empty", "team_journal.index", at(_TEAM), who="noord", is_new=True),
    State(
        "team journal, no such period",
        "team_journal.make_report",
        _no_period,
        who="noord",
        status=422,
    ),
    State("team journal, new", "team_journal.add", at(f"{_TEAM}/nieuw"), who="noord"),
    State(
        "team journal, new with error", "team_journal.add", _write_nothing, who="noord", status=422
    ),
    State("team journal entry", "team_journal.change", _to(_entry), who="noord"),
    State(
        "team journal entry, not public",
        "team_journal.change",
        _to(lambda refs: f"{_TEAM}/{refs['journal draft']}"),
        who="noord",
    ),
    State(
        "team journal entry, unknown address",
        "team_journal.change",
        _unknown_link,
        who="noord",
        status=422,
    ),
    State("team journal entry, stale", "team_journal.change", _stale, who="noord", status=409),
    State(
        "team journal entry, no photo", "journal_pictures.put", _no_photo, who="noord", status=422
    ),
    State(
        "team journal entry, throw away",
        "team_journal.throw_away",
        _to(lambda refs: f"{_TEAM}/{refs['journal draft']}/weggooien"),
        who="noord",
    ),
)
