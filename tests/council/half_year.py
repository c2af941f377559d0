"""A realistic half year for a pack: stories, quotes, photos, polls, promises, earlier advice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlmodel import Session, select

from app import create_app
from app.core.config import Settings
from app.core.dates import local_day
from app.council.advice_services import Words, promise_advice, publish_advice, write_advice
from app.council.gathering import subjects_of
from app.council.meeting_services import Act, Plan, announce, hold_meeting, plan_meeting
from app.council.models import Meeting
from app.council.pack_services import ask, take_in
from app.moderation.models import StoryCluster
from app.photos.models import PhotoOwner
from app.photos.services import add_photo
from app.polls.result_services import open_result
from app.programme.models import Cluster, District
from app.programme.reading_file import PACKAGED, read_file
from app.programme.services import load_programme
from app.promises.models import Promise
from app.promises.services import (
    Plan as Promised,
)
from app.promises.services import (
    Source,
    Subject,
    drop_promise,
    finish_promise,
    make_promise,
)
from app.promises.steps import Act as Step
from app.quotes.rules import Span
from app.quotes.services import Place, change_quote, pick_quote
from app.stories.models import Story
from app.upkeep.migrating import migrate
from app.web.context import parts
from tests.ballot_boxes import make_box, vote
from tests.conftest import NOW
from tests.factories import make_poll, make_story
from tests.photo_files import derivatives
from tests.printing.sample import TEXTS

STORIES: Final = 400
QUOTES: Final = 60
PROMISES: Final = 25
DAY: Final = timedelta(days=1)
ACTOR: Final = "anna"
#: (language, words): as residents write, of different length.
_TOLD: Final = (
    ("nl", "Op het achterpad is het pikdonker. Mijn dochter fietst daarom een eind om."),
    ("nl", "Ik belde drie keer. Elke keer vroeg iemand anders mij om alles opnieuw te vertellen."),
    ("nl", "Mijn buurman doet boodschappen voor de halve straat. Niemand vroeg hem dat."),
    ("nl", ("De container zit elke vrijdag vol. Dan zetten mensen hun zakken ernaast.\n\n"
     "En dan komen de meeuwen. Ik veeg het stoepje, maar ik ben 71.")),
    ("nl", ("Vroeger was er een buurthuis. Daar dronken wij op dinsdag koffie. Nu zit iedereen "
     "thuis, met de gordijnen dicht. Ik zou zo weer gaan helpen, met de sleutel en de koffie, "
     "als iemand maar zegt dat het mag. Mijn man zegt dat ik het moet vragen. Maar aan wie?")),
    ("nl", "Wij kozen samen een speeltuin. Er kwam een andere. Dat vergeet je niet."),
    ("pl", TEXTS["polish"]),
    ("nl", "Mijn zoon is zeventien. Hij zegt: hier word ik niks. Dat doet pijn."),
    ("ar", TEXTS["arabic"]),
    ("nl", "Fijn park. Laat het zo."),
    ("tr", TEXTS["turkish"]),
)  # fmt: skip
_PROMISED: Final = (
    "Wij repareren de lantaarns op het pad langs het park.",
    "Wij zetten twee banken bij het veld achter de flats.",
    "Wij openen het buurthuis ook op zaterdag, van tien tot twee.",
    "Wij halen elke week het zwerfvuil weg bij de containers aan het plein.",
    "Wij maken één telefoonnummer voor alle vragen over wonen, zorg en geld.",
)


@dataclass(frozen=True)
class HalfYear:
    """What was arranged."""

    app: Flask
    held: str
    next: str


def spend(session: Session) -> tuple[str, str]:
    """Let a half year pass, and return the references of the held and of the next meeting."""
    load_programme(session, read_file(PACKAGED), actor=ACTOR, now=NOW - 200 * DAY)
    clusters, districts = _clusters(session), list(session.exec(select(District)))
    stories = [_story(session, number, clusters, districts) for number in range(STORIES)]
    for number in range(QUOTES):
        _quote(session, stories[number * 5], clusters, number)
    _polls(session)
    for number in range(PROMISES):
        _promise(session, number, clusters, districts)
    held = _held(session, clusters)
    coming = plan_meeting(session, _plan(14), Act(ACTOR, NOW))
    for question in ("Wat moet er als eerste gebeuren?", "Wie kennen wij die mee wil doen?"):
        ask(session, coming, question, "U las wat bewoners vertellen.", Act(ACTOR, NOW))
    gather_now(session, coming)
    announce(session, coming, Act(ACTOR, NOW))
    return held.ref, coming.ref


def gather_now(session: Session, meeting: Meeting) -> int:
    """Take in all that is new for the meeting."""
    return take_in(session, meeting, subjects_of(session, meeting, NOW), Act(ACTOR, NOW))


def _plan(days: int) -> Plan:
    agenda = "Welkom\nWat mensen vertellen\nWat er beloofd is\nUw advies\nRondvraag"
    return Plan("Noorderhuis, grote zaal", NOW + days * DAY, agenda=agenda)


def _clusters(session: Session) -> list[Cluster]:
    return list(session.exec(select(Cluster).order_by("kind", "position", "id")))


def _story(
    session: Session, number: int, clusters: list[Cluster], districts: list[District]
) -> Story:
    language, words = _TOLD[number % len(_TOLD)]
    story = make_story(
        session,
        original=words,
        district_id=districts[number % 3 % 2].id,
        received_at=NOW - timedelta(days=number * 160 // STORIES + 1),
        language=language,
        signed_as=None if number % 3 else f"Bewoner {number}",
        answered_at=NOW if number % 4 else None,
    )
    for place in {number % 9, number * 7 % 5}:
        tagged = StoryCluster(
            story_id=story.id or 0, cluster_id=clusters[place].id or 0, is_main=place == number % 9
        )
        session.add(tagged)
    session.flush()
    return story


def _quote(session: Session, story: Story, clusters: list[Cluster], number: int) -> None:
    original = story.original or ""
    tagged = session.exec(select(StoryCluster).where(StoryCluster.story_id == story.id)).all()
    about = [each for each in clusters if each.id in {tag.cluster_id for tag in tagged}]
    spans = [Span(0, len(original))]
    at = max(story.received_at + DAY, NOW - 170 * DAY)
    quote = pick_quote(session, story, spans, about, actor=ACTOR, now=at)
    if number % 12 == 7:
        place = Place(about, is_minority=True)
        change_quote(session, story, quote, place, actor=ACTOR, now=at)
    if number % 10 == 0:
        size = (300, 200) if number % 20 else (200, 300)
        owner = (PhotoOwner.STORY, story.ref)
        photo = add_photo(session, parts().storage, derivatives(size=size), owner=owner, now=at)
        photo.shown, photo.alt = True, f"Een plek in de buurt, foto {number}."
        session.add(photo)


def _polls(session: Session) -> None:
    box = make_box(session, slug="welke-speeltuin", question="Welke speeltuin komt er?")
    for index, choice in enumerate([0b10] * 12 + [0b100] * 7):
        vote(session, box, index, choice)
    open_result(session, box.poll, actor=ACTOR, now=NOW)
    make_poll(session, frozen=True, question="Waar komt de nieuwe bank?", districts=(1, 2))


def _promise(
    session: Session, number: int, clusters: list[Cluster], districts: list[District]
) -> Promise:
    made = NOW - (60 + number) * DAY
    due = local_day(NOW) + timedelta(days=(number % 5 - 2) * 12 + 1)
    what = f"{_PROMISED[number % 5]} (plek {number + 1})"
    place = districts[number % 2].id if number % 3 else None
    promise = make_promise(
        session,
        Promised(what, "Groen en wegen" if number % 2 else "Team Welzijn", due),
        Subject([clusters[number % 9]], place),
        Source(),
        actor=ACTOR,
        now=made,
    )
    step = Step(ACTOR, promise.version, NOW - 3 * DAY)
    if number % 5 == 0 and number:
        finish_promise(session, promise, "Het is gedaan.", step)
    elif number == 7:
        drop_promise(session, promise, "Er is geen geld voor.", step)
    return promise


def _held(session: Session, clusters: list[Cluster]) -> Meeting:
    then = NOW - 175 * DAY
    held = plan_meeting(session, _plan(-175), Act(ACTOR, then - 20 * DAY))
    announce(session, held, Act(ACTOR, then - 10 * DAY))
    hold_meeting(session, held, Act(ACTOR, then + DAY / 8))
    after = Act(ACTOR, then + DAY)
    words = Words(
        "Licht op het achterpad", "Zet eerst licht waar kinderen lopen.", None, clusters[:1]
    )
    first = write_advice(session, held, words, after)
    publish_advice(session, held, first, after)
    due = local_day(NOW) - 20 * DAY
    plan = Promised("Wij zetten vijf lantaarns op het achterpad.", "Groen en wegen", due)
    promise_advice(session, held, first, plan, after)
    other = Words("Eén telefoonnummer", "Maak één nummer voor alle vragen.", None, clusters[4:5])
    write_advice(session, held, other, after)
    return held


@contextmanager
def spent_app(folder: Path, spending: Callable[[Session], tuple[str, str]]) -> Iterator[HalfYear]:
    """Give an app on a new database in `folder` with a half year, within its context."""
    settings = Settings(
        data_dir=folder, secret_key="for tests", hash_time_cost=1, hash_memory_kib=8,
        jobs_at_once=True,
    )  # fmt: skip
    app = create_app(settings)
    with app.test_request_context():
        database = parts().database
        migrate(database)
        with database.write() as session:
            held, coming = spending(session)
            session.commit()
        yield HalfYear(app, held, coming)
        database.dispose()
