"""Taking a story back: nothing of it is left in any file, and the card says so."""

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.config import Settings
from app.core.search import matching
from app.core.storage import Storage
from app.core.versions import read_version
from app.editions.models import Edition, EditionItem
from app.moderation.asking_services import ask
from app.moderation.changes import Change
from app.moderation.models import Answer, Reply, Ruling, StoryCluster, StoryRedaction
from app.moderation.objection_rules import Verdict
from app.moderation.objection_services import Ruled, rule
from app.photos.models import Photo, PhotoFile
from app.quotes.models import Quote, QuoteCluster
from app.staff.models import StaffMember
from app.stories.models import FollowCard, Story, StoryEvent
from app.stories.rules import Outcome, StoryStatus
from app.web.context import parts
from app.web.drafts import Draft
from tests.conftest import NOW
from tests.factories import make_member, make_programme
from tests.follow_cards import MARK, TOLD, Told, answer, photo, printed, quote, tell
from tests.page import Browser

#: Planted where residents and staff write; made up anew so that no other file can hold them.
PLANT = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(9))
PLACES = ("verhaal", "naam", "antwoord", "reden", "reply", "rol", "vraag", "uitspraak")
WORDS = [f"{PLANT}{place}" for place in PLACES]
ORIGINAL = f"Mijn {WORDS[0]} gaat over de straat. Het is er donker en koud. " * 120


@pytest.fixture
def storage(app: Flask) -> Storage:
    with app.app_context():
        return parts().storage


@pytest.fixture
def told(session: Session, storage: Storage) -> Told:
    """A story with everything that can hang on it, printed with a quote and a photo."""
    make_programme(session)
    make_member(session, "noord")
    told = tell(session, replace(TOLD, original=ORIGINAL, signed_as=WORDS[1]))
    story = told.story
    session.add(StoryRedaction(story_id=story.id or 0, start=100, end=110, replacement=WORDS[5]))
    session.add(StoryCluster(story_id=story.id or 0, cluster_id=1, is_main=True))
    session.flush()
    first = session.exec(select(StaffMember)).one()
    ask(session, story, WORDS[6], Change(first, story.version, NOW))
    answer(session, story, WORDS[2], Outcome.REFUSED, WORDS[3])
    picked = quote(session, story, 0, 60)
    printed(session, storage, story, [picked], [photo(session, storage, story)])
    session.commit()
    return told


@pytest.fixture
def holder(browser: Browser, told: Told, session: Session) -> Browser:
    """The teller, who has written back and objected, and got a ruling."""
    browser.get("/volg")
    browser.post("/volg", {"code": told.code.text})
    browser.get("/volg")
    browser.post("/volg/bezwaar", {"body": WORDS[4]})
    session.expire_all()
    second = make_member(session, "wim", districts=("noord",))
    story = session.exec(select(Story).where(Story.ref == told.story.ref)).one()
    ruled = Ruled(Verdict.REJECTED, WORDS[7])
    rule(session, story, ruled, Change(second, story.version, NOW))
    session.commit()
    return browser


def files(settings: Settings) -> Iterator[Path]:
    return (path for path in settings.data_dir.rglob("*") if path.is_file())


def found(settings: Settings, word: bytes) -> set[str]:
    """Names of the files that hold the word, however it is cased."""
    return {path.name for path in files(settings) if word.lower() in path.read_bytes().lower()}


def withdraw(browser: Browser) -> None:
    browser.get("/volg/intrekken")
    browser.post("/volg/intrekken")


def test_the_plants_are_found_before(holder: Browser, settings: Settings) -> None:
    del holder

    for word in (*WORDS, MARK.decode()):
        assert found(settings, word.encode()), word


def test_no_word_is_left_in_any_file(holder: Browser, settings: Settings, session: Session) -> None:
    withdraw(holder)

    session.expire_all()
    assert session.exec(select(Story)).one().original is None
    session.rollback()
    for word in (*WORDS, PLANT, MARK.decode()):
        assert found(settings, word.encode()) == set(), word


def test_no_file_of_a_photo_or_pdf_is_left(holder: Browser, storage: Storage) -> None:
    assert len(list(storage.keys())) == 7

    withdraw(holder)

    assert list(storage.keys()) == []


EMPTIED = (
    Answer, Reply, Ruling, StoryRedaction, StoryCluster, Photo, PhotoFile, Quote, QuoteCluster,
    Draft,
)  # fmt: skip


@pytest.mark.parametrize("table", EMPTIED, ids=lambda table: table.__name__)
def test_no_row_is_left(holder: Browser, session: Session, table: type) -> None:
    withdraw(holder)

    assert session.exec(select(table)).all() == []


def test_a_tombstone_without_content_stays(holder: Browser, session: Session, told: Told) -> None:
    version = read_version(session, "public")
    session.rollback()

    withdraw(holder)

    session.expire_all()
    story = session.exec(select(Story)).one()
    kept = {name for name, value in story.model_dump().items() if value not in (None, False)}
    assert kept == {
        *("id", "ref", "language", "district_id", "round_id", "teller", "channel", "audience"),
        *("consent_paper", "consent_online", "consent_photos", "status", "received_at", "due_on"),
        *("answered_at", "withdrawn_at", "version", "submission_hash"),
    }
    assert story.status is StoryStatus.WITHDRAWN
    card = session.exec(select(FollowCard)).one()
    assert (card.opened_at, card.read_until) == (None, None)
    assert (story.language, story.ref) == ("nl", told.story.ref)
    assert session.exec(select(StoryEvent.reason)).all().count(None) == len(
        session.exec(select(StoryEvent)).all()
    )
    assert read_version(session, "public") > version
    audit = session.exec(select(AuditEntry).where(AuditEntry.action == "story.withdrawn")).one()
    assert (audit.actor, audit.reference) == ("teller", story.ref)


def test_search_finds_nothing(holder: Browser, session: Session) -> None:
    wanted = matching("straat")
    assert wanted is not None
    assert session.execute(wanted).all()
    session.rollback()

    withdraw(holder)

    assert session.execute(wanted).all() == []


def test_what_was_printed_stays_known(holder: Browser, session: Session, told: Told) -> None:
    withdraw(holder)

    edition = session.exec(select(Edition)).one()
    assert (edition.file_key, edition.gone_because) == (None, "withdrawn")
    items = session.exec(select(EditionItem)).all()
    assert [item.story_ref for item in items] == [told.story.ref] * 2


def test_what_it_does_is_said_before(holder: Browser) -> None:
    page = holder.get("/volg/intrekken").text

    for sentence in ("meteen weg", "kan niet meer terug", "Uw kaart blijft", "uitgave 1"):
        assert sentence in page


def test_the_card_says_it_and_the_code_goes_on_opening_it(holder: Browser, told: Told) -> None:
    withdraw(holder)
    holder.post("/volg/sluiten")

    holder.get("/volg")
    holder.post("/volg", {"code": told.code.text})

    page = holder.get("/volg").text
    assert "Uw verhaal is weg" in page
    assert "Citatenboek “Najaar”, uitgave 1" in page
    assert "U haalde uw verhaal weg" in page
    assert not any(word in page for word in WORDS)


PATHS = ["intrekken", "toestemming/papier", "bezwaar"]


@pytest.mark.parametrize("path", PATHS)
def test_on_a_tombstone_nothing_can_be_done(holder: Browser, session: Session, path: str) -> None:
    withdraw(holder)
    version = session.exec(select(Story.version)).one()
    session.rollback()

    holder.get(f"/volg/{path}", status=303)
    holder.client.post(f"/volg/{path}", data={"body": "x", "chosen": "yes"})

    assert session.exec(select(Story.version)).one() == version
    assert session.exec(select(Reply)).all() == []


def test_a_hundred_other_stories_stay(
    holder: Browser, session: Session, settings: Settings
) -> None:
    others = [tell(session, replace(TOLD, original=f"blijft{n} {PLANT}ander")) for n in range(100)]
    session.commit()

    withdraw(holder)

    assert found(settings, WORDS[0].encode()) == set()
    assert found(settings, f"{PLANT}ander".encode()) == {"buurtstem.db"}
    kept = session.exec(select(Story).where(Story.status == StoryStatus.RECEIVED)).all()
    assert {story.ref for story in kept} == {other.story.ref for other in others}


def together(app: Flask, told: Told, path: str, bodies: list[dict[str, str]]) -> list[int]:
    """Send forms to `path` at the same moment, each from a browser that holds the card."""
    barrier = Barrier(len(bodies))
    holders = []
    for _ in bodies:
        browser = Browser(app)
        browser.get("/volg")
        browser.post("/volg", {"code": told.code.text})
        page = browser.get("/volg").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        holders.append((browser, token[1]))

    def send(number: int) -> int:
        browser, token = holders[number]
        barrier.wait()
        data = {"csrf_token": token, **bodies[number]}
        return browser.client.post(path, data=data).status_code

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, range(len(bodies))))


def test_replies_at_the_same_time_are_one(app: Flask, session: Session, settings: Settings) -> None:
    del settings
    make_programme(session)
    make_member(session, "noord")
    told = tell(session)
    message = answer(session, told.story)
    session.commit()

    bodies = [{"body": f"Antwoord {number}"} for number in range(6)]
    statuses = together(app, told, f"/volg/antwoord/{message.ref}", bodies)

    assert sorted(statuses) == [303] + [409] * 5
    assert len(session.exec(select(Reply)).all()) == 1


def test_withdrawing_at_the_same_time_is_done_once(
    app: Flask, told: Told, session: Session, settings: Settings
) -> None:
    assert together(app, told, "/volg/intrekken", [{}] * 4) == [303] * 4

    events = [event.kind for event in session.exec(select(StoryEvent))]
    assert events.count(events[-1]) == 1
    session.rollback()
    for word in WORDS:
        assert found(settings, word.encode()) == set()
