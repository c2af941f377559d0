"""What every change of a story by staff has in common."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.audit.services import Fact, record
from app.core.errors import InvalidError
from app.core.versions import raise_version
from app.staff.models import StaffMember
from app.stories.consent_rules import is_public
from app.stories.models import Story
from app.stories.rules import EventKind, StoryStatus
from app.stories.services import add_event, bump, move


class WithdrawnError(InvalidError):
    """The teller took the story back; there is nothing left to work on."""


@dataclass(frozen=True)
class Change:
    """Who changes something, from which version of it, and when."""

    member: StaffMember
    seen_version: int
    now: datetime


def begin(session: Session, story: Story, change: Change) -> int:
    """Claim the story for this change and return its id.

    The first work on it tells the teller that it is being read.

    Raises:
        StoryChangedError: somebody else was first.
        WithdrawnError: the teller took it back.
    """
    assert story.id is not None
    bump(session, story, change.seen_version)
    if story.status is StoryStatus.WITHDRAWN:
        raise WithdrawnError(story.ref)
    if story.status is StoryStatus.RECEIVED:
        move(session, story, StoryStatus.IN_REVIEW)
        add_event(session, story, EventKind.OPENED, actor=change.member.ref, now=change.now)
    return story.id


def step(
    session: Session,
    story: Story,
    kind: EventKind,
    change: Change,
    *,
    reason: str | None = None,
    **facts: Fact,
) -> None:
    """Add a step that the teller sees, and who made it; the reason is not copied to the audit."""
    add_event(session, story, kind, actor=change.member.ref, reason=reason, now=change.now)
    note(session, story, change, kind.value, **facts)


def note(session: Session, story: Story, change: Change, action: str, **facts: Fact) -> None:
    """Add to the audit log what was done; facts hold no words of a resident."""
    about = ("story", story.ref)
    record(session, change.member.ref, f"story.{action}", about, now=change.now, **facts)


def tell_readers(session: Session, story: Story) -> None:
    """Make pages for residents anew if the story is among them."""
    if is_public(story):
        raise_version(session, "public")
