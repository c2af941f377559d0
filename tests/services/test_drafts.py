from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, func, select

from app.core.db import Database
from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.photos.services import keep_files
from app.stories import chores, draft_services
from app.stories.draft_services import AlreadySentError, add_draft_photos, keep_answers
from app.web.drafts import Draft, find_draft, new_token, token_hash
from tests.factories import make_programme, make_story
from tests.photo_files import derivatives


@pytest.fixture(autouse=True)
def programme(session: Session) -> Iterator[None]:
    make_programme(session)
    session.commit()
    yield
    session.rollback()


def count(session: Session, model: type) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


def test_answers_of_several_pages_come_together(session: Session, now: datetime) -> None:
    token = keep_answers(session, None, {"district": "noord"}, now=now)

    assert keep_answers(session, token, {"text": "Hallo"}, now=now) == token

    draft = find_draft(session, "story", token)
    assert draft is not None
    assert draft.answers == {"district": "noord", "text": "Hallo"}


def test_a_token_that_we_never_gave_is_not_used(session: Session, now: datetime) -> None:
    chosen = new_token()

    token = keep_answers(session, chosen, {"text": "Hallo"}, now=now)

    assert token != chosen
    assert find_draft(session, "story", chosen) is None


def test_the_token_of_a_sent_story_takes_no_more_answers(session: Session, now: datetime) -> None:
    token = new_token()
    make_story(session, submission_hash=token_hash(token))

    with pytest.raises(AlreadySentError):
        keep_answers(session, token, {"text": "Nog iets"}, now=now)

    assert count(session, Draft) == 0


def test_five_photos_fit_and_a_resend_adds_none(
    session: Session, storage: Storage, now: datetime
) -> None:
    token = keep_answers(session, None, {"text": "Hallo"}, now=now)
    colours = ("teal", "navy", "red", "gold", "grey", "pink")
    kept = [keep_files(storage, derivatives(colour)) for colour in colours]

    added = add_draft_photos(session, token, kept, now=now)
    again = add_draft_photos(session, token, kept[:5], now=now)

    assert added == again == kept[:5]
    assert count(session, Photo) == 5


def test_photos_need_a_draft(session: Session, storage: Storage, now: datetime) -> None:
    with pytest.raises(NotFoundError):
        add_draft_photos(session, new_token(), [keep_files(storage, derivatives())], now=now)


def test_nobody_removes_a_photo_of_another_draft(
    session: Session, storage: Storage, now: datetime
) -> None:
    mine = keep_answers(session, None, {"text": "Hallo"}, now=now)
    others = keep_answers(session, None, {"text": "Dag"}, now=now)
    [kept] = add_draft_photos(session, others, [keep_files(storage, derivatives())], now=now)

    with pytest.raises(NotFoundError):
        draft_services.remove_draft_photo(session, storage, mine, kept.ref)

    assert count(session, Photo) == 1


def test_drafts_that_nobody_touched_for_a_day_go_with_their_photos(
    database: Database, session: Session, storage: Storage, now: datetime
) -> None:
    old = keep_answers(session, None, {"text": "Oud"}, now=now - timedelta(hours=25))
    young = keep_answers(session, None, {"text": "Jong"}, now=now - timedelta(hours=23))
    for token, at in ((old, timedelta(hours=25)), (young, timedelta(hours=23))):
        add_draft_photos(session, token, [keep_files(storage, derivatives())], now=now - at)
    session.commit()

    assert chores.drop_old_drafts(database, storage, now=now) == 1

    assert session.exec(select(Draft.token_hash)).all() == [token_hash(young)]
    assert session.exec(select(Photo.owner_ref)).all() == [token_hash(young)]
    assert session.exec(select(Photo.owner_kind)).all() == [PhotoOwner.DRAFT]
    assert set(storage.keys()) == set(session.exec(select(PhotoFile.key)).all())
