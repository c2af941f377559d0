"""From a story on a phone to a quote on paper, with a script and without one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page
from sqlmodel import select

from app.core.jobs import Job
from app.photos.models import Photo
from app.printing.qr import qr_png
from tests.browser.paper import assert_photos_are_upright
from tests.browser.people import Moderator, Teller
from tests.browser.serving import make_app, serving
from tests.browser.town import Town, found_town
from tests.pdf_check import needs_poppler, pdf_text, readable
from tests.photo_set import heic, sideways

pytestmark = [pytest.mark.browser, needs_poppler]

NAME = "Jan de Wit van nummer 12"
QUOTE = "Ik mis de koffie op dinsdag, één keer per week is al genoeg."
STORY = f"Het buurthuis is dicht. {NAME} zie ik nooit meer.\n\n{QUOTE} Wie helpt?"
ANSWER = "Dank u wel. Vanaf mei is er weer koffie."
SIGNED = "Moeder van drie"
ALTS = ("Vier kleuren in de zon.", "Vier kleuren op tafel.")

Start = Callable[..., Any]


@dataclass
class Phones:
    """Hands out phones that know nothing of each other."""

    chromium: Browser
    address: str
    has_script: bool
    opened: list[BrowserContext] = field(default_factory=list)

    def new(self) -> Page:
        """Open another phone."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": 360, "height": 740},
            has_touch=True,
            locale="nl-NL",
            java_script_enabled=self.has_script,
        )
        self.opened.append(context)
        return context.new_page()


@pytest.fixture
def heard() -> list[str]:
    """Every address and header that the server got; what a form holds is not among them."""
    return []


@pytest.fixture
def quiet_town(tmp_path: Path, empty_database: Path, heard: list[str]) -> Iterator[Town]:
    """A town where nobody told anything yet, and whose server is listened to."""
    app = make_app(tmp_path, empty_database)
    town = found_town(app)
    inner: Any = app.wsgi_app

    def listen(environ: dict[str, Any], start: Start) -> Any:
        heard.append(" ".join(f"{name}={environ[name]}" for name in environ if name.isupper()))
        return inner(environ, start)

    ears: Any = listen
    app.wsgi_app = ears  # type: ignore[method-assign] # the way Flask documents it
    with serving(app) as town.address:
        yield town
    town.parts.database.dispose()


@pytest.fixture(params=[False, True], ids=["without a script", "with a script"])
def phones(request: pytest.FixtureRequest, chromium: Browser, quiet_town: Town) -> Iterator[Phones]:
    handed = Phones(chromium, quiet_town.address, bool(request.param))
    yield handed
    for context in handed.opened:
        context.close()


def test_a_story_becomes_a_quote_on_paper(
    phones: Phones, quiet_town: Town, heard: list[str]
) -> None:
    teller, noord, oost = given_three_people(phones)
    code = given_a_story(teller)
    then_its_qr_opens_the_card(teller, quiet_town, code)
    ref = noord.opens_first_story()
    hidden = [f"/verhalen/{ref}", f"/team/verhalen/{ref}", *photo_files(quiet_town)]
    then_there_is_nothing_for(oost, hidden)

    when_it_is_moderated(noord, by_choosing=phones.has_script)

    then_the_card_shows_what_was_done(teller, code)
    then_there_is_nothing_for(oost, [f"/team/verhalen/{ref}"])

    made = when_the_book_is_made(noord, quiet_town, has_script=phones.has_script)

    then_the_quote_is_on_paper(noord.takes_pdf())
    then_there_is_nothing_for(oost, made)
    assert QUOTE not in oost.page.request.get("/team/citaten").text()
    then_nobody_heard(code, heard)


@pytest.mark.parametrize("phones", [True], ids=["with a script"], indirect=True)
def test_the_address_of_the_qr_opens_the_card(phones: Phones, heard: list[str]) -> None:
    code = given_a_story(Teller(phones.new())).replace(" ", "")
    other = Teller(phones.new())

    other.page.goto(f"/k#{code}")

    other.page.wait_for_url("**/volg")
    other.sees("Wij lezen uw verhaal")
    then_nobody_heard(code, heard)


def given_three_people(phones: Phones) -> tuple[Teller, Moderator, Moderator]:
    """A resident, and the wijkmanagers of both districts at work."""
    noord, oost = Moderator(phones.new()), Moderator(phones.new())
    noord.signs_in("noord")
    oost.signs_in("oost")
    return Teller(phones.new()), noord, oost


def given_a_story(teller: Teller) -> str:
    """Tell the story through every page, and return its code."""
    teller.begins_at("Noord")
    teller.tells(STORY)
    teller.adds(
        file("strand.heic", "image/heic", heic()), file("tafel.jpg", "image/jpeg", sideways(6))
    )
    teller.signs_as(SIGNED)
    teller.allows_everything()
    for words in (QUOTE, "2 foto's", SIGNED, "Noord"):
        teller.sees(words)
    return teller.sends()


def when_it_is_moderated(noord: Moderator, *, by_choosing: bool) -> None:
    """Do everything that a story asks for, in the order of the screen."""
    noord.hides(NAME, "buurman", by_choosing=by_choosing)
    for number, alt in enumerate(ALTS):
        noord.describes_photo(number, alt)
    noord.files_under("Fijne plekken")
    noord.quotes(QUOTE, by_choosing=by_choosing)
    noord.answers_and_publishes(ANSWER)
    noord.sees("Er wacht niets meer op antwoord")


def when_the_book_is_made(noord: Moderator, town: Town, *, has_script: bool) -> list[str]:
    """Make the book, and return every address that came of it."""
    noord.starts_book()
    book = noord.path
    noord.asks_for_pdf()
    job = noord.path
    when_the_worker_works(town)
    noord.gets_edition(by_itself=has_script)
    return [book, f"{book}/voorbeeld", job, noord.path, f"{noord.path}.pdf"]


def when_the_worker_works(town: Town) -> None:
    """Do the one piece of work that waits, as the worker's process does."""
    queue = town.parts.queue
    task = queue.dequeue()
    assert task is not None
    queue.execute(task)
    with town.parts.database.read() as session:
        assert session.exec(select(Job)).one().result_path


def then_its_qr_opens_the_card(teller: Teller, town: Town, code: str) -> None:
    """The picture stands for the address of the card with this code."""
    shown = teller.page.request.get("/verhaal/verstuurd/qr.png").body()
    assert shown == qr_png(f"{town.parts.settings.public_url}/k#{code.replace(' ', '')}")


def then_the_card_shows_what_was_done(teller: Teller, code: str) -> None:
    """The card that opens with the typed code has the answer, the quote and what is hidden."""
    teller.opens_card(code)
    for words in (ANSWER, QUOTE, SIGNED, "[buurman]"):
        teller.sees(words)


def then_there_is_nothing_for(person: Moderator, paths: list[str]) -> None:
    """None of these addresses is there for this person."""
    assert {path: person.status_of(path) for path in paths} == dict.fromkeys(paths, 404)


def then_the_quote_is_on_paper(pdf: bytes) -> None:
    """The PDF has the words of the quote, the photos upright, and no name."""
    text = readable(pdf_text(pdf))
    assert readable(QUOTE) in text
    assert readable(SIGNED) in text
    assert readable(NAME) not in text
    assert_photos_are_upright(pdf, len(ALTS))


def then_nobody_heard(code: str, heard: list[str]) -> None:
    """The code was in no address and no header."""
    assert heard
    plain = code.replace(" ", "")
    assert not [line for line in heard if plain in line.replace(" ", "").upper()]


def photo_files(town: Town) -> list[str]:
    """Return the address of each file of each photo."""
    with town.parts.database.read() as session:
        refs = session.exec(select(Photo.ref)).all()
    assert len(refs) == len(ALTS)
    return [f"/foto/{ref}/{size}.jpg" for ref in refs for size in (400, 800, 1600)]


def file(name: str, mimetype: str, content: bytes) -> FilePayload:
    """Return a file as a phone hands it over."""
    return {"name": name, "mimeType": mimetype, "buffer": content}
