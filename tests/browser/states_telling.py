"""Each step of telling a story: empty, with an error, filled in."""

from playwright.sync_api import FilePayload

from app.stories.rules import MAX_LENGTH
from tests.browser.visiting import State, Visitor, Way, at

_LETTER: FilePayload = {"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": b"geen foto"}
_EVERYTHING = {
    "teller": "resident",
    "signed_as": "Moeder van drie",
    "age_group": "16_plus",
    "audience": "everyone",
    "paper": "ask",
    "online": "yes",
    "photos": "yes",
}
_TOO_LONG = "x" * (MAX_LENGTH + 1)


def _begun(path: str, *scenes: str, **answers: str) -> Way:
    """Return the way to a step of a story that was begun."""

    def way(visitor: Visitor) -> None:
        visitor.tell(*scenes, **answers)
        visitor.go(path)

    return way


def _choose_a_letter(visitor: Visitor) -> None:
    visitor.tell("bench")
    visitor.go("/verhaal/fotos")
    visitor.page.get_by_label("Kies foto's").set_input_files([_LETTER, _LETTER])
    visitor.press("Voeg toe")


def _choose_too_much(visitor: Visitor) -> None:
    visitor.tell()
    visitor.go("/verhaal/fotos")
    visitor.post("/verhaal/fotos", photos="x" * 2_100_000)


def _send(visitor: Visitor, **answers: str) -> None:
    visitor.tell("bench", **answers)
    visitor.go("/verhaal/controle")
    visitor.press("Stuur mijn verhaal")


def _send_nothing(visitor: Visitor) -> None:
    visitor.go("/verhaal/tekst")
    visitor.press("Verder")


def _write_too_much(visitor: Visitor) -> None:
    visitor.go("/verhaal/tekst")
    visitor.page.get_by_label("Wat wilt u vertellen?").fill(_TOO_LONG)
    visitor.press("Verder")


def _sign_too_long(visitor: Visitor) -> None:
    visitor.tell()
    visitor.go("/verhaal/wie")
    visitor.page.get_by_label("Hoe mogen wij u noemen?").fill("Vader van zeven " * 12)
    visitor.press("Verder")


def _choose_nonsense(visitor: Visitor, path: str, **fields: str) -> None:
    visitor.tell()
    visitor.go(path)
    visitor.post(path, **fields)


def _with_an_old_token(visitor: Visitor) -> None:
    visitor.tell()
    visitor.go("/verhaal/controle")
    visitor.post("/verhaal/controle", csrf_token="oud")


def _tell_another(visitor: Visitor) -> None:
    _send(visitor)
    visitor.go("/verhaal")


def _go_back_and_type_on(visitor: Visitor) -> None:
    _send(visitor)
    visitor.post("/verhaal/tekst", text="En ook nog dit.", language="nl")


def _wipe(visitor: Visitor) -> None:
    _send(visitor)
    visitor.press("Wis dit van mijn telefoon")


TELLING = (
    State("telling district, empty", "stories.district", at("/verhaal")),
    State("telling district, begun", "stories.district", _begun("/verhaal")),
    State(
        "telling district, error",
        "stories.district",
        lambda visitor: _choose_nonsense(visitor, "/verhaal", district="nergens"),
        status=422,
    ),
    State("telling district, another story", "stories.district", _tell_another),
    State("telling text, empty", "stories.text", at("/verhaal/tekst")),
    State("telling text, first", "stories.text", at("/verhaal/tekst?eerst=1")),
    State("telling text, nothing sent", "stories.text", _send_nothing, status=422),
    State(
        "telling text, too long",
        "stories.text",
        _write_too_much,
        status=422,
        # What they typed comes back, so that nothing is lost.
        most_bytes=30_000 + len(_TOO_LONG),
    ),
    State("telling text, filled", "stories.text", _begun("/verhaal/tekst")),
    State("telling text, was sent", "stories.text", _go_back_and_type_on, status=409),
    State("telling photos, empty", "story_photos.photos", _begun("/verhaal/fotos")),
    State("telling photos, refused", "story_photos.photos", _choose_a_letter, status=422),
    State("telling photos, too much", "story_photos.photos", _choose_too_much, status=413),
    State(
        "telling photos, filled",
        "story_photos.photos",
        _begun("/verhaal/fotos", "bench", "container"),
    ),
    State(
        "telling photos, full",
        "story_photos.photos",
        _begun("/verhaal/fotos", "bench", "container", "school", "flats", "playground"),
    ),
    State("telling teller, empty", "stories.teller", _begun("/verhaal/wie")),
    State("telling teller, error", "stories.teller", _sign_too_long, status=422),
    State("telling teller, filled", "stories.teller", _begun("/verhaal/wie", **_EVERYTHING)),
    State("telling consent, empty", "stories.consent", _begun("/verhaal/toestemming")),
    State(
        "telling consent, error",
        "stories.consent",
        lambda visitor: _choose_nonsense(visitor, "/verhaal/toestemming", paper="misschien"),
        status=422,
    ),
    State(
        "telling consent, filled",
        "stories.consent",
        _begun("/verhaal/toestemming", "bench", **_EVERYTHING),
    ),
    State(
        "telling consent, child",
        "stories.consent",
        _begun("/verhaal/toestemming", age_group="12_15"),
    ),
    State("telling check, little", "story_sending.check", _begun("/verhaal/controle")),
    State(
        "telling check, filled",
        "story_sending.check",
        _begun("/verhaal/controle", "bench", "container", **_EVERYTHING),
    ),
    State("telling check, error", "story_sending.check", _with_an_old_token, status=422),
    State("telling sent", "story_sending.sent", _send),
    State(
        "telling sent, child",
        "story_sending.sent",
        lambda visitor: _send(visitor, age_group="12_15"),
    ),
    State("telling erased", "story_sending.erased", _wipe),
)
