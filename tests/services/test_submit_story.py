from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, func, select

from app.audit.models import AuditEntry
from app.core.codes import Code, derive_code
from app.core.db import Database
from app.core.hashing import hash_secret, verify_secret
from app.core.search import matching
from app.core.storage import Storage
from app.photos.models import Photo, PhotoOwner
from app.photos.services import add_photo
from app.programme.models import ClosedDay
from app.stories import draft_services, services
from app.stories.models import FollowCard, Story, StoryEvent
from app.stories.rules import EventKind, StoryStatus
from app.stories.services import LookupTakenError, PreparedCard, Submitted
from app.stories.submission import Submission
from app.web.drafts import Draft, new_token, save_draft, token_hash
from tests.factories import CHEAP, make_programme
from tests.photo_files import derivatives

TEXT = "Sinds de bieb dicht is, zie ik mijn buren niet meer."
ANSWERS = {"text": TEXT, "district": "oost"}


@pytest.fixture(autouse=True)
def programme(session: Session) -> Iterator[None]:
    make_programme(session)
    session.commit()
    yield
    session.rollback()


def make_draft(database: Database, now: datetime, answers: dict[str, str] | None = None) -> str:
    token = new_token()
    with database.write() as session:
        save_draft(session, "story", token, answers or ANSWERS, now=now)
        session.commit()
    return token


def send(database: Database, token: str, now: datetime) -> Submitted:
    """Send the draft of `token` as the page does: hash first, then one transaction."""
    with database.read() as reading:
        card = services.prepare_card(reading, token, CHEAP)
    with database.write() as session:
        sent = draft_services.send_draft(session, card, answer_days=10, now=now)
        session.commit()
    assert sent is not None
    return sent


def count(database: Database, model: type) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(model)).one()


def test_a_story_is_stored_with_card_event_and_search_words(
    database: Database, session: Session, now: datetime
) -> None:
    token = make_draft(database, now)

    sent = send(database, token, now)

    story = session.exec(select(Story)).one()
    assert (story.original, story.status, story.ref) == (
        TEXT,
        StoryStatus.RECEIVED,
        sent.story.ref,
    )
    assert (story.district_id, story.round_id, story.received_at) == (2, 1, now)
    card = session.exec(select(FollowCard)).one()
    assert (card.story_id, card.lookup, card.counter) == (story.id, sent.code.lookup, 0)
    assert verify_secret(card.secret_hash, sent.code.secret)
    event = session.exec(select(StoryEvent)).one()
    assert (event.kind, event.actor, event.at) == (EventKind.RECEIVED, "teller", now)
    assert session.exec(select(AuditEntry)).one().facts == {}
    found = matching("bieb buren")
    assert found is not None
    assert session.connection().execute(found).scalars().all() == [story.id]
    assert count(database, Draft) == 0


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ([], date(2026, 12, 7)),
        ([date(2026, 12, 1)], date(2026, 12, 8)),
        ([date(2026, 12, 5)], date(2026, 12, 7)),
    ],
)
def test_an_answer_is_due_in_ten_days_that_staff_work(
    database: Database, session: Session, now: datetime, closed: list[date], due: date
) -> None:
    session.add_all(ClosedDay(day=day, name="Dicht") for day in closed)
    session.commit()

    assert send(database, make_draft(database, now), now).story.due_on == due


def test_between_rounds_a_story_belongs_to_none(database: Database, now: datetime) -> None:
    later = now + timedelta(days=365)

    assert send(database, make_draft(database, later), later).story.round_id is None


def test_a_story_of_no_known_district_belongs_to_none(database: Database, now: datetime) -> None:
    token = make_draft(database, now, {"text": TEXT, "district": "elsewhere"})

    assert send(database, token, now).story.district_id is None


def test_a_draft_without_a_story_is_not_sent(database: Database, now: datetime) -> None:
    token = make_draft(database, now, {"district": "noord"})
    with database.write() as session:
        card = services.prepare_card(session, token, CHEAP)

        assert draft_services.send_draft(session, card, answer_days=10, now=now) is None


def test_photos_go_from_the_draft_to_the_story(
    database: Database, session: Session, storage: Storage, now: datetime
) -> None:
    token = make_draft(database, now)
    owner = (PhotoOwner.DRAFT, token_hash(token))
    refs = [
        add_photo(session, storage, derivatives(colour), owner=owner, now=now).ref
        for colour in ("teal", "navy")
    ]
    session.commit()

    sent = send(database, token, now)

    session.expire_all()
    photos = session.exec(select(Photo).order_by(col(Photo.position))).all()
    assert [photo.ref for photo in photos] == refs
    assert {(photo.owner_kind, photo.owner_ref) for photo in photos} == {
        (PhotoOwner.STORY, sent.story.ref)
    }


def test_twenty_sends_at_once_make_one_story_and_one_code(
    database: Database, session: Session, now: datetime
) -> None:
    token = make_draft(database, now)

    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda _: send(database, token, now), range(20)))

    assert len({each.code for each in sent}) == 1
    assert {each.story.ref for each in sent} == {session.exec(select(Story)).one().ref}
    assert count(database, FollowCard) == count(database, StoryEvent) == 1


def test_twenty_forms_sent_twenty_times_at_once_make_twenty_stories(
    database: Database, now: datetime
) -> None:
    tokens = [make_draft(database, now, {"text": f"Verhaal {n}"}) for n in range(20)]

    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda token: send(database, token, now), tokens * 20))

    codes: dict[str, set[Code]] = {}
    for each in sent:
        codes.setdefault(each.story.ref, set()).add(each.code)
    assert count(database, Story) == len(codes) == 20
    assert {len(of_story) for of_story in codes.values()} == {1}
    assert len(set.union(*codes.values())) == 20


def test_the_code_of_a_sent_story_can_be_made_again_from_its_token(
    database: Database, now: datetime
) -> None:
    token = make_draft(database, now)
    sent = send(database, token, now)

    with database.read() as session:
        again = services.find_submitted(session, token)
        assert services.find_submitted(session, new_token()) is None

    assert again is not None
    assert (again.story.ref, again.code) == (sent.story.ref, sent.code)


def test_a_taken_look_up_gives_the_next_code(
    database: Database, session: Session, now: datetime
) -> None:
    token = make_draft(database, now)
    other = send(database, make_draft(database, now), now)
    take_lookup(session, other, derive_code(token.encode(), 0).lookup)

    sent = send(database, token, now)

    assert sent.code == derive_code(token.encode(), 1)
    with database.read() as reading:
        again = services.find_submitted(reading, token)
    assert again is not None
    assert again.code == sent.code


def test_a_look_up_taken_while_hashing_stores_nothing(
    database: Database, session: Session, now: datetime
) -> None:
    token = make_draft(database, now)
    other = send(database, make_draft(database, now), now)
    with database.read() as reading:
        card = services.prepare_card(reading, token, CHEAP)
    take_lookup(session, other, card.code.lookup)

    with database.write() as writing, pytest.raises(LookupTakenError):
        draft_services.send_draft(writing, card, answer_days=10, now=now)

    assert count(database, Story) == 1
    assert send(database, token, now).code == derive_code(token.encode(), 1)


def take_lookup(session: Session, sent: Submitted, lookup: str) -> None:
    card = session.exec(select(FollowCard).where(FollowCard.story_id == sent.story.id)).one()
    card.lookup = lookup
    session.add(card)
    session.commit()


def test_neither_token_nor_secret_shows_in_a_trace() -> None:
    token = new_token()
    code = derive_code(token.encode(), 0)
    card = PreparedCard(token, 0, code, hash_secret(code.secret, CHEAP))

    for secret in (token, code.secret, card.secret_hash):
        assert secret not in repr(card)


def test_a_story_that_somebody_changed_since_is_not_changed(
    database: Database, session: Session, now: datetime
) -> None:
    ref = send(database, make_draft(database, now), now).story.ref
    story = session.exec(select(Story).where(Story.ref == ref)).one()

    services.bump(session, story, 1)

    assert story.version == 2
    with pytest.raises(services.StoryChangedError):
        services.bump(session, story, 1)


def test_only_what_was_sent_is_a_submission(session: Session, now: datetime) -> None:
    token = new_token()
    card = services.prepare_card(session, token, CHEAP)

    sent = services.submit_story(session, Submission(original=TEXT), card, answer_days=10, now=now)
    again = services.submit_story(session, Submission(original="x"), card, answer_days=10, now=now)

    assert (again.story.id, again.story.original) == (sent.story.id, TEXT)
