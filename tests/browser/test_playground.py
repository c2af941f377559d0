"""The playground, from the vote to what was built: promised, refused, repaired, confirmed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page
from sqlmodel import Session

from app.core import clock
from app.core.codes import Code
from app.core.dates import local_day
from app.ledger.queries import all_entries
from app.ledger.rules import verify
from app.ledger.services import append
from app.photos.queries import stored_photos
from app.photos.services import keep_files, record_photo, remove_photo
from app.polls.freezing_services import facts_of
from app.polls.making_rules import frozen_rules
from app.polls.models import Poll, PollOption
from app.polls.queries import options_of, owner_of
from app.polls.result_services import open_result
from app.promises.decision_queries import decision_on
from tests.ballots import make_letters
from tests.browser.looking import axe_problems, watching
from tests.browser.people import Moderator, Person
from tests.browser.serving import make_app, serving
from tests.browser.town import Town, found_town, picture
from tests.factories import make_poll
from tests.photo_files import jpeg

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
OFFICE = "Gemeente, openbare ruimte"
#: Public pages that tell of polls and promises.
EVERYWHERE = (
    "/", "/stemmen", "/beloofd", "/beloofd/afdrukken", "/logboek", "/reisverslag", "/antwoorden",
)  # fmt: skip
REASON = "De grond aan de kant van de weg is vervuild."


@pytest.fixture
def town(tmp_path: Path, empty_database: Path) -> Iterator[Town]:
    app = make_app(tmp_path, empty_database)
    quiet = found_town(app)
    with serving(app) as quiet.address:
        yield quiet
    quiet.parts.database.dispose()


@pytest.fixture
def phones(chromium: Browser, town: Town) -> Iterator[list[Page]]:
    """Three residents and a wijkmanager, each with a phone of their own."""
    opened: list[BrowserContext] = [
        chromium.new_context(
            base_url=town.address, viewport={"width": 360, "height": 740}, locale="nl-NL"
        )
        for _ in range(4)
    ]
    yield [context.new_page() for context in opened]
    for context in opened:
        context.close()


@dataclass
class Square:
    """The square that the poll is about, and who lives and works there."""

    town: Town
    noord: Moderator
    residents: list[Person]
    poll: Poll
    codes: list[Code]

    @property
    def public(self) -> str:
        """Where everybody reads of the poll."""
        return f"/stemmen/{self.poll.slug}"

    def everybody_reads(self, path: str, *words: str) -> None:
        """Look at a public page: what it says, and that nobody is shut out."""
        resident = self.residents[0]
        with watching(resident.page, self.town.address) as watch:
            resident.page.goto(path)
            for each in words:
                resident.sees(each)
            assert axe_problems(resident.page) == []
        assert watch.elsewhere == []
        assert watch.said == []
        assert resident.page.evaluate("document.documentElement.scrollWidth") <= 360

    def everybody_looks(self, stage: str, *promised: str) -> None:
        """Look at every public page that tells of it, as it is at this stage; keep pictures."""
        page = self.residents[0].page
        for path in (*EVERYWHERE, self.public, f"{self.public}/uitslag", *promised):
            with watching(page, self.town.address) as watch:
                answer = page.goto(path)
            assert answer is not None
            assert answer.ok, path
            assert (watch.elsewhere, watch.said) == ([], []), path
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            if "BUURTSTEM_SCREENSHOTS" in os.environ:
                name = f"playground-{stage}{path.replace('/', '-')}.png"
                file = Path(os.environ["BUURTSTEM_SCREENSHOTS"]) / name
                page.screenshot(path=file, full_page=True)

    def opens_decision(self) -> None:
        """Let the wijkmanager open the form of the next step."""
        self.noord.page.goto(f"/team/stemmingen/{self.poll.ref}/besluit")


@pytest.fixture
def square(town: Town, phones: list[Page]) -> Square:
    """Everybody has voted, and the result is open."""
    noord, residents = Moderator(phones[3]), [Person(page) for page in phones[:3]]
    noord.signs_in("noord")
    poll, codes = given_an_open_poll(town)
    for resident, code in zip(residents, codes, strict=True):
        votes(resident, poll, code, "Plan 2")
    when_the_result_opens(town, poll)
    return Square(town, noord, residents, poll, codes)


def test_the_playground_from_the_vote_to_the_last_bolt(square: Square) -> None:
    square.everybody_reads(square.public, "Gekozen", "Plan 2")
    square.everybody_looks("1-chosen")
    when_something_else_is_decided(square)
    promise = promise_of(square.town, square.poll)
    page = f"/beloofd/{promise}"
    square.everybody_looks("2-decided", page)
    when_it_is_built(square)
    square.everybody_looks("3-built", page, f"{page}/klopt-het")

    when_all_answer(square, promise, "Nee")
    square.everybody_looks("4-reopened", page)

    square.everybody_reads(square.public, "Weer open sinds")
    square.everybody_reads(page, "Weer open: bewoners zeiden nee", "0 ja, 3 nee")

    square.opens_decision()
    tells(square.noord, "Klaar", "Plan 1", photo="Een klimtoren met glijbaan.")
    square.everybody_looks("5-repaired", page, f"{page}/klopt-het")
    when_all_answer(square, promise, "Ja")
    square.everybody_looks("6-confirmed", page)

    square.everybody_reads(page, "Klaar op", "0 ja, 3 nee")
    counts = square.residents[0].page.locator(".voices").first.inner_text()
    assert "".join(counts.split()).endswith("Ja3Nee0Weetikniet0")
    square.everybody_reads(square.public, "Klaar, opnieuw", "Anders dan gekozen")
    square.everybody_reads("/beloofd", "Plan 1")
    square.everybody_reads("/logboek", "doet iets anders dan gekozen", "is heel")
    with square.town.parts.database.read() as session:
        assert verify(all_entries(session)) is None


def when_something_else_is_decided(square: Square) -> None:
    """Try it without a reason, which is refused, and then with one."""
    square.opens_decision()
    tells(square.noord, "Besloten", "Plan 1", due=True)
    square.noord.sees("Dit is iets anders dan bewoners kozen. Schrijf waarom.")
    then_nothing_was_decided(square.town, square.poll)
    square.noord.page.get_by_label("Is het iets anders dan gekozen?").fill(REASON)
    square.noord.press("Vertel dit")
    square.everybody_reads(square.public, "Anders dan gekozen", REASON, "Plan 2", "Plan 1")


def when_it_is_built(square: Square) -> None:
    """Tell the next steps."""
    square.opens_decision()
    tells(square.noord, "In uitvoering", "Plan 1")
    square.everybody_reads(square.public, "Wij doen het: In uitvoering")
    square.opens_decision()
    tells(square.noord, "Klaar", "Plan 1", photo="Een klimtoren zonder glijbaan.")
    square.everybody_reads(square.public, "Is dit wat er beloofd was?")


def when_all_answer(square: Square, promise: str, verdict: str) -> None:
    """Let everybody say with their code whether it is what was promised."""
    for resident, code in zip(square.residents, square.codes, strict=True):
        answers(resident, promise, code, verdict)


def given_an_open_poll(town: Town) -> tuple[Poll, list[Code]]:
    """A poll with pictures, and letters for three addresses."""
    now = clock.now()
    with town.writing() as session:
        poll = make_poll(session, frozen=True, opens_at=now - DAY, closes_at=now + DAY)
        for option in options_of(session, poll):
            _draw(town, session, option)
        codes = make_letters(session, poll)
        rules = frozen_rules(poll.ref, poll.slug, facts_of(session, poll))
        append(session, "poll.opened", rules, now=now)
    return poll, codes


def _draw(town: Town, session: Session, option: PollOption) -> None:
    """Give an option a picture whose files are there."""
    owner = owner_of(option)
    for old in stored_photos(session, owner):
        remove_photo(session, town.parts.storage, old)
    kept = keep_files(town.parts.storage, picture("playground"))
    photo = record_photo(session, kept, owner=owner, now=clock.now())
    photo.alt, photo.shown = "Tekening van een speeltuin.", True
    session.add(photo)


def votes(resident: Person, poll: Poll, code: Code, plan: str) -> None:
    """Type the code and tap a picture."""
    resident.page.goto("/s")
    resident.page.get_by_label("Typ uw code").fill(code.text)
    resident.press("Verder")
    resident.sees(poll.question)
    with resident.page.expect_navigation():
        resident.page.get_by_role("button", name=plan).click()
    resident.sees("Uw stem is geteld")


def when_the_result_opens(town: Town, poll: Poll) -> None:
    """Let the poll be over, and count."""
    with town.writing() as session:
        stored = session.get_one(Poll, poll.id)
        stored.closes_at = clock.now() - timedelta(minutes=1)
        session.add(stored)
        session.flush()
        open_result(session, stored, actor="system", now=clock.now())


def tells(noord: Moderator, stage: str, plan: str, *, due: bool = False, photo: str = "") -> None:
    """Fill in the next step and send it."""
    page = noord.page
    page.get_by_label(stage, exact=True).check()
    page.get_by_label(plan, exact=True).check()
    page.get_by_label("Vertel het aan bewoners").fill(f"Wij doen het: {stage}")
    page.get_by_label("Wie is hiervoor verantwoordelijk?").select_option(OFFICE)
    if due:
        day = local_day(clock.now()) + 60 * DAY
        page.get_by_label("Wanneer is het klaar?").fill(day.isoformat())
    if photo:
        file = FilePayload(name="plein.jpg", mimeType="image/jpeg", buffer=jpeg())
        page.locator("[type=file]").set_input_files([file])
        page.get_by_label("Wat is er op de foto te zien?").fill(photo)
    noord.press("Vertel dit")


def answers(resident: Person, promise: str, code: Code, verdict: str, why: str = "") -> None:
    """Say with the code whether it is what was promised."""
    resident.page.goto(f"/beloofd/{promise}/met-code")
    resident.page.get_by_label(verdict, exact=True).check()
    resident.page.get_by_label("Waarom vindt u dat?").fill(why)
    resident.page.get_by_label("Typ uw code").fill(code.text)
    resident.press("Verstuur")
    resident.sees("Dank u wel.")


def then_nothing_was_decided(town: Town, poll: Poll) -> None:
    with town.parts.database.read() as session:
        assert decision_on(session, poll).steps == []


def promise_of(town: Town, poll: Poll) -> str:
    with town.parts.database.read() as session:
        promise = decision_on(session, poll).promise
        assert promise is not None
        return promise.ref
