"""Sending a story in, and every later step in its life."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import insert
from sqlmodel import Session, col, select, update

from app.audit.services import record
from app.core.codes import Code, derive_code
from app.core.dates import local_day, working_days_after
from app.core.errors import ConflictError
from app.core.hashing import HashCost, hash_secret
from app.core.search import index_story
from app.core.versions import PUBLIC, raise_version
from app.photos import services as photos
from app.photos.models import PhotoOwner
from app.programme import queries as programme
from app.programme.models import District
from app.stories import queries
from app.stories.models import FollowCard, Story, StoryEvent
from app.stories.notice_rules import notice_of
from app.stories.notice_services import notify
from app.stories.rules import EventKind, StoryStatus, check_move
from app.stories.submission import Submission
from app.web.drafts import Draft, token_hash

#: The kind of draft that becomes a story.
DRAFT_KIND: Final = "story"
#: The kind of draft that holds what the stories of one note share.
NOTE_KIND: Final = "note"
TELLER: Final = "teller"


class StoryChangedError(ConflictError):
    """Somebody else changed the story in the meantime."""


class LookupTakenError(ConflictError):
    """Another card took the look-up since this one was prepared; prepare it again."""


@dataclass(frozen=True)
class PreparedCard:
    """A follow card that waits for its story; the slow hashing is done."""

    token: str = field(repr=False)
    counter: int
    code: Code
    secret_hash: str = field(repr=False)


@dataclass(frozen=True)
class Submitted:
    """A story that is stored, and the code that opens it."""

    story: Story
    code: Code


def prepare_card(
    session: Session, token: str, cost: HashCost, *, taken: Collection[str] = ()
) -> PreparedCard:
    """Return the card for the story of `token`: the first code whose look-up is free.

    taken: look-ups of cards that are prepared with it. Do this before the transaction: it takes
    some 50 ms.

    Raises:
        BusyError: too many are being hashed.
    """
    counter = 0
    code = derive_code(token.encode(), counter)
    while code.lookup in taken or queries.find_card(session, code.lookup) is not None:
        counter += 1
        code = derive_code(token.encode(), counter)
    return PreparedCard(token, counter, code, hash_secret(code.secret, cost))


def find_submitted(session: Session, token: str) -> Submitted | None:
    """Return the story that was sent with `token`, and its code made anew, if it was sent."""
    story = queries.find_sent(session, token_hash(token))
    if story is None:
        return None
    counter = queries.card_of(session, story).counter
    return Submitted(story, derive_code(token.encode(), counter))


def submit_story(
    session: Session,
    submission: Submission,
    card: PreparedCard,
    *,
    answer_days: int,
    now: datetime,
    actor: str = TELLER,
) -> Submitted:
    """Store the story with its card, photos and first event, and drop its draft.

    actor: who sends it, where that isn't the teller. A token that was used already gives the same
    story and code again, and stores nothing.

    Raises:
        LookupTakenError: prepare the card again, and call this again.
    """
    sent = find_submitted(session, card.token)
    if sent is not None:
        return sent
    if queries.find_card(session, card.code.lookup) is not None:
        raise LookupTakenError(card.code.lookup)
    story = _store(session, submission, card, answer_days=answer_days, now=now)
    add_event(session, story, EventKind.RECEIVED, actor=actor, now=now)
    record(session, actor, "story.received", ("story", story.ref), now=now)
    if story.guardian_consent_at is not None:
        add_event(session, story, EventKind.GUARDIAN_CONSENT, actor=actor, now=now)
    _take_draft(session, story)
    return Submitted(story, card.code)


def due_date(session: Session, now: datetime, answer_days: int) -> date:
    """Return the last day on which an answer to a story of `now` is in time."""
    return working_days_after(local_day(now), answer_days, programme.closed_days(session))


def add_event(
    session: Session,
    story: Story,
    kind: EventKind,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Add a step that the teller sees on the card; figures that residents see change with it.

    Of most steps that others take the teller gets a short mail, if one was asked for.
    """
    assert story.id is not None
    raise_version(session, PUBLIC)
    session.add(StoryEvent(story_id=story.id, at=now, kind=kind, actor=actor, reason=reason))
    session.flush()
    notice = notice_of(kind)
    if notice is not None and actor != TELLER:
        notify(session, [story.ref], notice, now=now)


def add_events(
    session: Session, refs: Iterable[str], kind: EventKind, *, actor: str, now: datetime
) -> None:
    """Add the same step to each of these stories; what `add_event` does, for many at once."""
    raise_version(session, PUBLIC)
    found = select(col(Story.id), Story.ref).where(col(Story.ref).in_(refs))
    stories = session.exec(found.order_by(col(Story.id))).all()
    steps = [{"story_id": id_, "at": now, "kind": kind, "actor": actor} for id_, _ in stories]
    session.connection().execute(insert(StoryEvent), steps)
    notice = notice_of(kind)
    if notice is not None and actor != TELLER:
        notify(session, [ref for _, ref in stories], notice, now=now)


def move(session: Session, story: Story, status: StoryStatus) -> None:
    """Move the story to `status`.

    Raises:
        MoveNotAllowedError: this status can't follow the present one.
    """
    check_move(story.status, status)
    story.status = status
    session.add(story)
    session.flush()


def bump(session: Session, story: Story, seen_version: int) -> None:
    """Claim the story for a change, made by somebody who saw it at `seen_version`.

    Raises:
        StoryChangedError: it was changed since.
    """
    claimed = session.exec(
        update(Story)
        .where(col(Story.id) == story.id, col(Story.version) == seen_version)
        .values(version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount == 0:
        raise StoryChangedError(story.ref)
    session.refresh(story)


def _store(
    session: Session, submission: Submission, card: PreparedCard, *, answer_days: int, now: datetime
) -> Story:
    current = programme.current_round(session, submission.told_on or local_day(now))
    story = Story(
        original=submission.original,
        language=submission.language,
        district_id=_district_id(session, submission.district_key),
        round_id=current.id if current else None,
        teller=submission.teller,
        signed_as=submission.signed_as,
        age_group=submission.age_group,
        guardian_consent_at=now if submission.guardian_seen else None,
        channel=submission.channel,
        audience=submission.audience,
        consent_paper=submission.consent_paper,
        consent_online=submission.consent_online,
        consent_photos=submission.consent_photos,
        status=StoryStatus.RECEIVED,
        received_at=now,
        due_on=due_date(session, now, answer_days),
        submission_hash=token_hash(card.token),
    )
    session.add(story)
    session.flush()
    assert story.id is not None
    session.add(
        FollowCard(
            story_id=story.id,
            lookup=card.code.lookup,
            secret_hash=card.secret_hash,
            counter=card.counter,
        )
    )
    index_story(session, story.id, submission.original)
    return story


def _district_id(session: Session, key: str | None) -> int | None:
    return session.exec(select(District.id).where(District.key == key)).one_or_none()


def _take_draft(session: Session, story: Story) -> None:
    """Give the draft's photos to the story, and drop the draft."""
    old, new = (PhotoOwner.DRAFT, story.submission_hash), (PhotoOwner.STORY, story.ref)
    photos.move_photos(session, old, new)
    draft = session.get(Draft, story.submission_hash)
    if draft is not None:
        session.delete(draft)
    session.flush()
