"""Reading stories. What staff may see goes through the scope of `moderation.queries`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.programme.models import Round
from app.stories.models import FollowCard, Story, StoryEvent
from app.stories.rules import Outcome


@dataclass(frozen=True)
class Prospect:
    """What a story can expect, as long as nothing came of it."""

    is_answered: bool
    #: Last day on which an answer is in time.
    due_on: date
    outcome: Outcome | None
    #: Last day of its round, where it belongs to one.
    round_ends: date | None


def get_story(session: Session, ref: str) -> Story:
    """Return the story with this reference, for its teller; raise `NotFoundError` without one."""
    story = session.exec(select(Story).where(Story.ref == ref)).one_or_none()
    if story is None:
        raise NotFoundError(ref)
    return story


def find_sent(session: Session, submission_hash: str) -> Story | None:
    """Return the story that came with the token of this hash, if it was sent."""
    sent = select(Story).where(Story.submission_hash == submission_hash)
    return session.exec(sent).one_or_none()


def card_of(session: Session, story: Story) -> FollowCard:
    """Return the follow card of `story`."""
    return session.exec(select(FollowCard).where(FollowCard.story_id == story.id)).one()


def find_card(session: Session, lookup: str) -> tuple[FollowCard, str] | None:
    """Return the card with this look-up and its story's reference, if there is one."""
    found = (
        select(FollowCard, Story.ref)
        .join(Story, col(Story.id) == FollowCard.story_id)
        .where(FollowCard.lookup == lookup)
    )
    return session.exec(found).one_or_none()


def events_of(session: Session, story: Story) -> Sequence[StoryEvent]:
    """Return the steps of `story`, oldest first."""
    steps = select(StoryEvent).where(StoryEvent.story_id == story.id)
    return session.exec(steps.order_by(col(StoryEvent.id))).all()


def prospect_of(session: Session, ref: str) -> Prospect:
    """Return what a story can expect; raise `NotFoundError` without one."""
    found = (
        select(col(Story.answered_at), col(Story.due_on), col(Story.outcome), col(Round.ends_on))
        .join(Round, col(Round.id) == col(Story.round_id), isouter=True)
        .where(Story.ref == ref)
    )
    row = session.exec(found).one_or_none()
    if row is None:
        raise NotFoundError(ref)
    answered_at, due_on, outcome, round_ends = row
    return Prospect(answered_at is not None, due_on, outcome, round_ends)
