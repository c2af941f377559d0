"""A story that is still being told: answers and photos, kept here until it is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.errors import ConflictError, NotFoundError
from app.core.storage import Storage
from app.photos import services as photos
from app.photos.models import PhotoOwner
from app.photos.queries import get_photo, stored_photos
from app.photos.services import KeptFiles
from app.stories import queries
from app.stories.rules import MAX_PHOTOS
from app.stories.services import (
    DRAFT_KIND,
    NOTE_KIND,
    PreparedCard,
    Submitted,
    find_submitted,
    submit_story,
)
from app.stories.submission import read_answers
from app.web.drafts import Draft, find_draft, new_token, old_drafts, save_draft, token_hash


class AlreadySentError(ConflictError):
    """The story of this token was sent; what is told now would be another one."""


def keep_answers(
    session: Session, token: str | None, answers: dict[str, Any], *, now: datetime
) -> str:
    """Keep what was filled in until the story is sent; return the token it is kept under.

    Only a token that has a draft goes on being used, so nobody can choose one for somebody else.

    Raises:
        AlreadySentError: the story of this token was sent.
    """
    if token is None or find_draft(session, DRAFT_KIND, token) is None:
        if token is not None and queries.find_sent(session, token_hash(token)) is not None:
            raise AlreadySentError
        token = new_token()
    save_draft(session, DRAFT_KIND, token, answers, now=now)
    return token


def send_draft(
    session: Session, card: PreparedCard, *, answer_days: int, now: datetime
) -> Submitted | None:
    """Store the draft of the card's token as a story; None while it holds no story.

    Raises:
        LookupTakenError: prepare the card again, and call this again.
    """
    draft = find_draft(session, DRAFT_KIND, card.token)
    submission = read_answers(draft.answers) if draft else None
    if submission is None:
        return find_submitted(session, card.token)
    return submit_story(session, submission, card, answer_days=answer_days, now=now)


def add_draft_photos(
    session: Session, token: str, kept: Sequence[KeptFiles], *, now: datetime
) -> list[KeptFiles]:
    """Add stored photos to the draft of `token`, as many as fit; return those that are in it.

    A photo that is there already, as after a resend, is not added again. The files of one that
    is left out have no row, and are swept.

    Raises:
        NotFoundError: there is no such draft any more.
    """
    owner = (PhotoOwner.DRAFT, _get_draft(session, token).token_hash)
    taken = []
    for each in kept:
        if not photos.is_there(session, each, owner):
            if len(stored_photos(session, owner)) >= MAX_PHOTOS:
                continue
            photos.record_photo(session, each, owner=owner, now=now)
        taken.append(each)
    save_draft(session, DRAFT_KIND, token, {}, now=now)
    return taken


def remove_draft_photo(session: Session, storage: Storage, token: str, ref: str) -> None:
    """Remove one photo of the draft of `token`.

    Raises:
        NotFoundError: there is no such draft, or the photo isn't in it.
    """
    photo = get_photo(session, ref)
    draft = _get_draft(session, token)
    if (photo.owner_kind, photo.owner_ref) != (PhotoOwner.DRAFT, draft.token_hash):
        raise NotFoundError(ref)
    photos.remove_photo(session, storage, photo)


def drop_draft(session: Session, storage: Storage, token: str) -> None:
    """Remove the draft of `token` with its photos, if there is one."""
    draft = find_draft(session, DRAFT_KIND, token)
    if draft is not None:
        forget_draft(session, storage, draft)


def forget_draft(session: Session, storage: Storage, draft: Draft) -> None:
    """Remove a draft with its photos."""
    photos.forget(session, storage, (PhotoOwner.DRAFT, draft.token_hash))
    session.delete(draft)
    session.flush()


def sweep_drafts(session: Session, storage: Storage, *, now: datetime) -> int:
    """Remove drafts that nobody touched for a day, with their photos; return how many."""
    old = [each for kind in (DRAFT_KIND, NOTE_KIND) for each in old_drafts(session, kind, now=now)]
    for draft in old:
        forget_draft(session, storage, draft)
    return len(old)


def _get_draft(session: Session, token: str) -> Draft:
    draft = find_draft(session, DRAFT_KIND, token)
    if draft is None:
        raise NotFoundError("draft")
    return draft
