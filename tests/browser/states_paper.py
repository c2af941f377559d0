"""Writing down what others told, printing empty forms, and the questions of a round."""

from collections.abc import Callable

from playwright.sync_api import FilePayload

from tests.browser.visiting import State, Visitor, Way, at

_LETTER: FilePayload = {"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": b"geen foto"}
_TEXT = "Op de hoek is het 's avonds donker."


def _begin(visitor: Visitor, channel: str = "Aan de deur of aan tafel") -> None:
    visitor.go("/team/opschrijven")
    visitor.page.get_by_label(channel).check()
    visitor.page.get_by_label("Noord", exact=True).check()
    visitor.press("Verder")


def _write(visitor: Visitor, channel: str = "Aan de deur of aan tafel") -> None:
    _begin(visitor, channel)
    visitor.page.get_by_label("Wat wilt u vertellen?").fill(_TEXT)


def _checked(visitor: Visitor) -> None:
    _write(visitor)
    visitor.press("Verder")


def _several(visitor: Visitor) -> None:
    _write(visitor, "In het praatcafé")
    visitor.press("Bewaar, en nog iemand")
    visitor.page.get_by_label("Wat wilt u vertellen?").fill("Ik mis de bus.")
    visitor.page.get_by_label("12 tot en met 15 jaar").check()
    visitor.press("Verder")


def _sent(write: Way, button: str) -> Way:
    def way(visitor: Visitor) -> None:
        write(visitor)
        visitor.press(button)

    return way


def _start_again(visitor: Visitor) -> None:
    _checked(visitor)
    visitor.go("/team/opschrijven")


def _start_after_sending(visitor: Visitor) -> None:
    _sent(_checked, "Bewaar en maak de kaart")(visitor)
    visitor.go("/team/opschrijven")


def _nothing_told(visitor: Visitor) -> None:
    visitor.go("/team/opschrijven")
    visitor.press("Verder")


def _nothing_written(visitor: Visitor) -> None:
    _begin(visitor)
    visitor.press("Verder")


def _photos(visitor: Visitor) -> None:
    _write(visitor)
    visitor.press("Verder met foto's")


def _a_letter(visitor: Visitor) -> None:
    _photos(visitor)
    visitor.page.get_by_label("Kies foto's").set_input_files([_LETTER])
    visitor.press("Voeg toe")


def _to(path: Callable[[dict[str, str]], str]) -> Way:
    return lambda visitor: visitor.go(path(visitor.town.refs))


def _answer_nothing(visitor: Visitor) -> None:
    visitor.go("/vragen")
    visitor.press("Stuur mijn antwoorden")


def _answer(visitor: Visitor) -> None:
    visitor.go("/vragen")
    visitor.page.get_by_label("Het park").check()
    visitor.press("Stuur mijn antwoorden")


def _answer_again(visitor: Visitor) -> None:
    _answer(visitor)
    visitor.go("/vragen")


def _answer_what_is_gone(visitor: Visitor) -> None:
    visitor.go("/vragen")
    visitor.post("/vragen", version="0", q_gone="Een bankje bij het veld.")


def _type_nothing(visitor: Visitor) -> None:
    visitor.go("/team/opschrijven/vragen")
    visitor.press("Bewaar dit papier")


def _ask_nonsense(visitor: Visitor) -> None:
    visitor.go(f"/team/rondes/{visitor.town.refs['round bare']}/vragen/wijzig")
    visitor.page.get_by_label("Antwoorden").first.fill("Ja")
    visitor.press("Bewaar de vragen")


NOTING = (
    State("note, begin", "noting.start", at("/team/opschrijven"), who="ambassadeur"),
    State("note, nothing said", "noting.start", _nothing_told, who="ambassadeur", status=422),
    State("note, begun", "noting.start", _start_again, who="ambassadeur"),
    State("note, after sending", "noting.start", _start_after_sending, who="ambassadeur"),
    State("note, story", "noting.voice", _begin, who="noord"),
    State("note, no story", "noting.voice", _nothing_written, who="noord", status=422),
    State("note, check", "noting.check", _checked, who="ambassadeur"),
    State("note, check several", "noting.check", _several, who="ambassadeur"),
    State(
        "note, card", "noting.cards", _sent(_checked, "Bewaar en maak de kaart"), who="ambassadeur"
    ),
    State("note, cards", "noting.cards", _sent(_several, "Bewaar en maak de kaarten"), who="noord"),
    State("note, photos", "noting_photos.photos", _photos, who="ambassadeur"),
    State("note, no photo", "noting_photos.photos", _a_letter, who="ambassadeur", status=422),
    State("blanks", "blanks.index", at("/team/drukwerk"), who="ambassadeur"),
    State(
        "blanks, for a place", "blanks.index", at("/team/drukwerk?plek=Het+buurthuis"), who="noord"
    ),
)
ASKING = (
    State("questions", "enquiry.show", at("/vragen")),
    State("questions, none", "enquiry.show", at("/vragen"), is_new=True),
    State("questions, nothing answered", "enquiry.send", _answer_nothing, status=422),
    State("questions, others now", "enquiry.send", _answer_what_is_gone, status=409),
    State("questions, answered before", "enquiry.show", _answer_again),
    State("questions, thanks", "enquiry.thanks", _answer),
    State("paper answers", "enquiry_typing.add", at("/team/opschrijven/vragen"), who="ambassadeur"),
    State(
        "paper answers, nothing asked",
        "enquiry_typing.add",
        at("/team/opschrijven/vragen"),
        who="ambassadeur",
        is_new=True,
    ),
    State("paper answers, nothing", "enquiry_typing.add", _type_nothing, who="noord", status=422),
    State("rounds of questions", "enquiry_team.index", at("/team/rondes"), who="onderzoeker"),
    State(
        "results of questions",
        "enquiry_team.results",
        _to(lambda refs: f"/team/rondes/{refs['round']}/vragen"),
        who="noord",
    ),
    State(
        "results of questions, researcher",
        "enquiry_team.results",
        _to(lambda refs: f"/team/rondes/{refs['round']}/vragen"),
        who="onderzoeker",
    ),
    State(
        "results of questions, none asked",
        "enquiry_team.results",
        _to(lambda refs: f"/team/rondes/{refs['round bare']}/vragen"),
        who="beheerder",
    ),
    State(
        "set questions",
        "enquiry_team.change",
        _to(lambda refs: f"/team/rondes/{refs['round bare']}/vragen/wijzig"),
        who="beheerder",
    ),
    State(
        "set questions, answered",
        "enquiry_team.change",
        _to(lambda refs: f"/team/rondes/{refs['round']}/vragen/wijzig"),
        who="beheerder",
    ),
    State(
        "set questions, wrong", "enquiry_team.change", _ask_nonsense, who="beheerder", status=422
    ),
)
PAPER = (*NOTING, *ASKING)
