"""What the council tells elsewhere: steps of a story, and where a promise was made."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from app.core.dates import date_in_words, local_day
from app.council.models import Advice, AdviceStory, Meeting, PackItem
from app.council.queries import find_meeting
from app.council.rules import MeetingState, PackKind
from app.promises.origins import Origin
from app.stories.chain import ChainStep


def meeting_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return the held meetings whose pack had a quote of each of these stories, in one read."""
    wanted = (
        select(PackItem.story_ref, Meeting.ref, Meeting.starts_at)
        .where(col(Meeting.id) == col(PackItem.meeting_id))
        .where(PackItem.kind == PackKind.QUOTE, col(PackItem.chosen).is_(True))
        .where(col(PackItem.story_ref).in_(list(story_refs)))
        .where(Meeting.state == MeetingState.HELD)
        .distinct()
        .order_by(col(Meeting.starts_at))
    )
    found: dict[str, list[ChainStep]] = {}
    for ref, meeting, starts_at in session.exec(wanted):
        day = local_day(starts_at)
        words = _("Besproken in het beraad op %(day)s", day=date_in_words(day))
        found.setdefault(ref or "", []).append(ChainStep(day, str(words), f"/beraad/{meeting}"))
    return found


def advice_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return the public advice that stands on each of these stories, in one read."""
    wanted = (
        select(AdviceStory.story_ref, Advice, Meeting)
        .where(col(Advice.id) == col(AdviceStory.advice_id))
        .where(col(Meeting.id) == col(Advice.meeting_id))
        .where(col(AdviceStory.story_ref).in_(list(story_refs)))
        .where(col(Advice.published_at).is_not(None))
        .order_by(col(Advice.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for ref, advice, meeting in session.exec(wanted):
        words = _("Advies van het beraad: %(subject)s", subject=advice.subject)
        step = ChainStep(
            local_day(advice.published_at or meeting.starts_at),
            str(words),
            f"/beraad/{meeting.ref}#advies-{advice.ref}",
        )
        found.setdefault(ref, []).append(step)
    return found


def meeting_origin(session: Session, ref: str) -> Origin | None:
    """Return the meeting in which something was promised, if everybody may know of it."""
    meeting = find_meeting(session, ref)
    if meeting is None or meeting.state is MeetingState.DRAFT:
        return None
    day = date_in_words(local_day(meeting.starts_at))
    words = _("In het bewonersberaad van %(day)s", day=day)
    return Origin(str(words), f"/beraad/{meeting.ref}")
