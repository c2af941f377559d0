"""A small town for attackers: one of everything, in both districts, and who may open it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.contact.asking_services import Wish, ask_alone, prepare_code
from app.contact.keeping import Terms
from app.contact.models import ContactRequest
from app.contact.rules import Details, Way
from app.core.jobs import Job, ask_for
from app.core.storage import Storage
from app.council.advice_services import Words, write_advice
from app.council.meeting_services import Act, announce, hold_meeting, plan_meeting
from app.council.meeting_services import Plan as MeetingPlan
from app.council.models import Advice, Meeting, PackItem
from app.council.pack_services import ask, take_in
from app.council.queries import PACK
from app.editions.models import Edition
from app.editions.services import NewEdition, record_edition
from app.moderation.bulk_services import Chosen, Letter, finish, plan
from app.moderation.models import BulkAnswer, StoryCluster
from app.photos.models import Photo
from app.programme.models import Round, StandardText
from app.promises.confirming_services import Answer, confirm
from app.promises.models import Confirmation, Promise
from app.promises.rules import ReopenRule, Verdict, VoiceKind
from app.promises.services import Subject
from app.quotes.books import new_book
from app.quotes.models import Quote, QuoteBook
from app.staff.deputy_rules import Leave
from app.staff.deputy_services import appoint
from app.staff.models import Deputy, StaffMember
from app.staff.rules import Role, Scope
from app.stories.models import Story
from app.stories.rules import Outcome
from tests import follow_cards
from tests.conftest import NOW
from tests.factories import CHEAP, PASSWORD, make_member, make_programme
from tests.page import Browser
from tests.promised import finished, promised


@dataclass(frozen=True)
class Council:
    """A meeting that was held about one district, and what was on the table."""

    meeting: Meeting
    question: PackItem
    advice: Advice
    pack: Edition


@dataclass(frozen=True)
class Place:
    """Everything there is in one district."""

    district: str
    story: Story
    code: str
    photo: Photo
    quote: Quote
    answer_ref: str
    edition: Edition
    book: QuoteBook
    job: Job
    #: Somebody who told no story and wants to be called.
    call: ContactRequest
    bulk: BulkAnswer
    promise: Promise
    #: Of a line that a resident wrote beside an answer.
    said: Confirmation
    council: Council

    @property
    def refs(self) -> list[str]:
        """Every reference that only this district's people may use."""
        return [
            self.story.ref,
            self.photo.ref,
            self.quote.ref,
            self.edition.ref,
            self.book.ref,
            self.job.ref,
            self.call.ref,
            self.bulk.ref,
            self.said.ref,
            self.council.question.ref,
            self.council.pack.ref,
        ]


@dataclass(frozen=True)
class World:
    """Both districts and the administrator."""

    noord: Place
    oost: Place
    admin: StaffMember
    #: A leave that is far away.
    deputy: Deputy


def make_world(
    session: Session,
    storage: Storage,
    words: str = "Het pleintje is donker.",
    outcome: Outcome = Outcome.PUBLISHED,
) -> World:
    """Fill the database; everything is stored."""
    make_programme(session)
    admin = make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    session.add(StandardText(key="dank", title="Dank", body="Dank u wel. ‹wat›"))
    session.flush()
    noord = _place(session, storage, "noord", words, outcome)
    oost = _place(session, storage, "oost", words, outcome)
    deputy = _far_leave(session, admin)
    session.commit()
    return World(noord, oost, admin, deputy)


def _far_leave(session: Session, admin: StaffMember) -> Deputy:
    by_name = {each.username: each for each in session.exec(select(StaffMember))}
    days = Leave(date(2999, 1, 1), date(2999, 1, 9))
    return appoint(session, by_name["noord"], by_name["oost"], days, actor=admin.ref, now=NOW)


def _call(session: Session, district: str, words: str) -> ContactRequest:
    details = Details("045 123 45 67", about=words)
    wish = Wish(Way.PHONE, details, is_plea=True, district_key=district)
    prepared = prepare_code(session, district.ljust(43, "x"), CHEAP)
    return ask_alone(session, wish, prepared, terms=Terms("for tests only", 3), now=NOW)


def _bulk(session: Session, member: StaffMember, story: Story) -> BulkAnswer:
    chosen, scope = [Chosen(story.ref, 0)], Scope(everything=True)
    bulk = plan(session, member, chosen, Letter("Dank u wel."), scope=scope, now=NOW)
    finish(session, bulk, now=NOW)
    return bulk


def _place(
    session: Session, storage: Storage, district: str, words: str, outcome: Outcome
) -> Place:
    member = make_member(session, district)
    told = follow_cards.tell_with(
        session, original=f"Ik woon in {district}. {words}", district_key=district
    )
    story = told.story
    photo = follow_cards.photo(session, storage, story)
    assert story.id is not None
    session.add(StoryCluster(story_id=story.id, cluster_id=1, is_main=True))
    answer = follow_cards.answer(session, story, outcome=outcome)
    quote = follow_cards.quote(session, story, 0, 12)
    book = new_book(
        session,
        session.exec(select(Round)).one(),
        now=NOW,
        title=f"Boek van {district}",
        districts=[district],
    )
    wanted = {"book": book.ref, "actor": member.ref}
    job = ask_for(session, "quotes.book", wanted, asked_by=member.ref, now=NOW)
    edition = record_edition(session, _edition(storage, district, quote), now=NOW)
    promise, said = _promise(session, story)
    session.flush()
    return Place(
        district=district,
        story=story,
        code=told.code.text,
        photo=photo,
        quote=quote,
        answer_ref=answer.ref,
        edition=edition,
        book=book,
        job=job,
        call=_call(session, district, words),
        bulk=_bulk(session, member, story),
        promise=promise,
        said=said,
        council=_council(session, storage, district),
    )


def _council(session: Session, storage: Storage, district: str) -> Council:
    act = Act("anna", NOW)
    meeting = plan_meeting(session, MeetingPlan("Noorderhuis", NOW, districts=[district]), act)
    take_in(session, meeting, (), act)
    question = ask(session, meeting, "Wat nu?", "", act)
    announce(session, meeting, act)
    hold_meeting(session, meeting, act)
    advice = write_advice(session, meeting, Words("Licht", "Zet licht neer."), act)
    key = storage.put(f"%PDF pack of {district}".encode(), owner="edition")
    new = NewEdition(
        kind=PACK,
        number=1 if district == "noord" else 2,
        title="Bewonersberaad",
        round_key=None,
        made_by="staff",
        pages=8,
        content_hash=f"pack of {district}",
        file_key=key,
        items=(),
        composition={"meeting": meeting.ref, "version": 1, "fingerprints": {}},
    )
    return Council(meeting, question, advice, record_edition(session, new, now=NOW))


def _promise(session: Session, story: Story) -> tuple[Promise, Confirmation]:
    """A promise that is called done, and what somebody wrote about it."""
    about = Subject(district_id=story.district_id)
    promise = finished(session, promised(session, subject=about, stories=(story.ref,)))
    answer = Answer(VoiceKind.BROWSER, f"voice {story.ref}", Verdict.NO, "Er staat niets.")
    confirm(session, promise, answer, rule=ReopenRule(), now=NOW)
    return promise, session.exec(
        select(Confirmation).where(Confirmation.voice == answer.voice)
    ).one()


def _edition(storage: Storage, district: str, quote: Quote) -> NewEdition:
    return NewEdition(
        kind="quote_book",
        number=1 if district == "noord" else 2,
        title=f"Boek van {district}",
        round_key="2026-najaar",
        made_by="staff",
        pages=8,
        content_hash=district,
        file_key=storage.put(f"%PDF {district} {quote.text}".encode(), owner="edition"),
        items=(),  # nothing in it, so nothing that may not be shown any more
        composition={
            "foreword": "",
            "districts": [district.capitalize()],
            "district_keys": [district],
            "is_example": False,
            "stories": 1,
            "chapters": [],
        },
    )


#: Which reference an address asks for, by what is in its rule; the first that fits.
_REFERENCES: Final[tuple[tuple[str, Callable[[Place, World], str]], ...]] = (
    ("/team/bellen", lambda place, _world: place.call.ref),
    ("/verhalen/samen", lambda place, _world: place.bulk.ref),
    ("/team/medewerkers", lambda _place, world: world.admin.ref),
    ("beraad/", lambda place, _world: place.council.meeting.ref),
    ("/uitgaven/", lambda place, _world: place.edition.ref),
    ("citatenboek", lambda place, _world: place.book.ref),
    ("beloofd/", lambda place, _world: place.promise.ref),
    ("/team/toezeggingen", lambda place, _world: place.promise.ref),
    ("/taken/", lambda place, _world: place.job.ref),
    ("/foto/", lambda place, _world: place.photo.ref),
    ("/verhaal/fotos/", lambda place, _world: place.photo.ref),
    ("/volg/antwoord", lambda place, _world: place.answer_ref),
    ("/volg/citaat", lambda place, _world: place.quote.ref),
    ("", lambda place, _world: place.story.ref),
)
_KEYS: Final = {
    "clusters": "verloedering",
    "rondes": "2026-najaar",
    "standaardteksten": "dank",
}


def fill(rule: str, place: Place, world: World) -> str:
    """Return the address of a route with the references of one district in it."""
    ref = next(find(place, world) for part, find in _REFERENCES if part in rule)
    key = next((value for part, value in _KEYS.items() if part in rule), place.district)
    given = {
        "<photo_ref>": place.photo.ref,
        "<quote_ref>": place.quote.ref,
        "<deputy_ref>": world.deputy.ref,
        "<answer_ref>": place.said.ref,
        "<ref>": ref,
        "<item_ref>": place.council.question.ref,
        "<advice_ref>": place.council.advice.ref,
        "<edition_ref>": place.council.pack.ref,
        "<form>": "a4",
        "<key>": key,
        "<name>": "lezen",
        "<int:size>": "400",
        "<int:number>": "1",
        "<ending>": "jpg",
        "<path:filename>": "css/app.css",
    }
    for part, value in given.items():
        rule = rule.replace(part, value)
    return rule


def routes(app: Flask, method: str) -> list[str]:
    """Return the rule of every page that answers `method`."""
    return sorted(
        {rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())}
    )


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it."""

    action: str
    fields: tuple[tuple[str, str], ...]
    #: Names of buttons with their values.
    buttons: tuple[tuple[str, str], ...]


def forms_on(page: str, address: str) -> Iterator[Form]:
    """Yield every form of a page that posts, with what it holds."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    for form in document.iter("form"):
        if (form.get("method") or "").lower() == "post":
            own = [*form.iter(), *_elsewhere(document, form)]
            yield Form(form.get("action") or address, tuple(_fields(own)), tuple(_buttons(own)))


def _elsewhere(document: Element, form: Element) -> list[Element]:
    name = form.get("id")
    return [each for each in document.iter() if name and each.get("form") == name]


def _fields(elements: list[Element]) -> Iterator[tuple[str, str]]:
    for each in elements:
        name, kind = each.get("name"), each.get("type") or ""
        if (
            not name
            or kind in {"submit", "file"}
            or each.tag not in {"input", "textarea", "select"}
        ):
            continue
        if each.tag == "select":
            yield name, next((o.get("value") or "" for o in each.iter("option")), "")
        elif each.tag == "textarea":
            yield name, each.text or ""
        elif each.tag == "input":
            yield name, each.get("value") or ("on" if kind == "checkbox" else "")


def _buttons(elements: list[Element]) -> Iterator[tuple[str, str]]:
    for each in elements:
        if each.tag == "button" and each.get("name"):
            yield each.get("name") or "", each.get("value") or ""


TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def staff(app: Flask, username: str) -> FlaskClient:
    """Return a client that is signed in."""
    browser = Browser(app)
    browser.sign_in(username, PASSWORD)
    return browser.client


def holder(app: Flask, place: Place) -> FlaskClient:
    """Return a client in which the card of the district's story is open."""
    browser = Browser(app)
    browser.get("/volg")
    browser.post("/volg", {"code": place.code})
    return browser.client


def token_of(client: FlaskClient, address: str) -> str:
    """Return a form token that this client's pages carry."""
    found = TOKEN.search(client.get(address).text)
    assert found is not None, f"no token on {address}"
    return found[1]
