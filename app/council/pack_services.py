"""Putting a pack together: gathering what is new, choosing, ordering, introducing, asking."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, delete, update

from app.audit.services import record
from app.core.errors import InvalidError
from app.core.versions import PUBLIC, raise_version
from app.council import queries
from app.council.meeting_services import Act
from app.council.models import AdviceStory, Meeting, PackItem
from app.council.rules import PARTS, MeetingState, PackChangedError, PackKind, StepNotAllowedError
from app.council.subjects import PackSubject
from app.stories.models import Story


def take_in(session: Session, meeting: Meeting, subjects: Iterable[PackSubject], act: Act) -> int:
    """Let everything of `subjects` that is new stand in the pack; return how much that is.

    What was gathered before stays as it was chosen, ordered and introduced.

    Raises:
        StepNotAllowedError: the meeting was held.
    """
    _check_open(meeting)
    items = queries.items_of(session, meeting)
    known = {(item.kind, item.reference) for item in items}
    place = max((item.position for item in items), default=-1) + 1
    for part in PARTS:
        if (PackKind.PART, part.value) not in known:
            session.add(_item(meeting, PackKind.PART, part.value, place))
            place += 1
    new = [each for each in subjects if (each.kind, each.ref) not in known]
    for position, each in enumerate(new, place):
        item = _item(meeting, each.kind, each.ref, position)
        item.story_ref = each.story_ref
        session.add(item)
    meeting.gathered_at = act.now
    meeting.pack_version += 1
    session.add(meeting)
    session.flush()
    _note(session, meeting, "gathered", act)
    return len(new)


def choose(
    session: Session, meeting: Meeting, item: PackItem, *, chosen: bool, seen: int, act: Act
) -> None:
    """Leave something out of the pack, or take it in again.

    Raises:
        PackChangedError: somebody else was first.
        StepNotAllowedError: the meeting was held.
    """
    _claim(session, meeting, seen)
    item.chosen = chosen
    session.add(item)
    _note(session, meeting, "chosen", act)


def move(
    session: Session,
    meeting: Meeting,
    beside: Sequence[PackItem],
    moved: tuple[PackItem, int],
    *,
    seen: int,
    act: Act,
) -> None:
    """Move an item, given with how many places down, among those that it stands with.

    Raises:
        InvalidError: it doesn't stand among them.
        PackChangedError: somebody else was first.
        StepNotAllowedError: the meeting was held.
    """
    item, steps = moved
    if item not in beside:
        raise InvalidError(item.ref)
    _claim(session, meeting, seen)
    places = sorted(each.position for each in beside)
    others = [each for each in beside if each is not item]
    at = max(0, min(len(others), list(beside).index(item) + steps))
    for row, position in zip([*others[:at], item, *others[at:]], places, strict=True):
        row.position = position
        session.add(row)
    session.flush()
    _note(session, meeting, "ordered", act)


def introduce(
    session: Session, meeting: Meeting, item: PackItem, words: str, *, seen: int, act: Act
) -> None:
    """Write what stands above something in the pack.

    Raises:
        PackChangedError: somebody else was first.
        StepNotAllowedError: the meeting was held.
    """
    _claim(session, meeting, seen)
    item.intro = words
    session.add(item)
    _note(session, meeting, "introduced", act)


def ask(session: Session, meeting: Meeting, question: str, intro: str, act: Act) -> PackItem:
    """Ask the council something; flushed.

    Raises:
        StepNotAllowedError: the meeting was held.
    """
    _check_open(meeting)
    items = queries.items_of(session, meeting)
    place = max((item.position for item in items), default=-1) + 1
    item = _item(meeting, PackKind.QUESTION, "", place)
    item.reference, item.question, item.intro = item.ref, question, intro
    meeting.pack_version += 1
    session.add_all((item, meeting))
    session.flush()
    _note(session, meeting, "asked", act)
    return item


def ask_otherwise(
    session: Session,
    meeting: Meeting,
    item: PackItem,
    words: tuple[str, str],
    *,
    seen: int,
    act: Act,
) -> None:
    """Change a question and what goes before it, given as (question, introduction).

    Raises:
        InvalidError: it is no question.
        PackChangedError: somebody else was first.
        StepNotAllowedError: the meeting was held.
    """
    if item.kind is not PackKind.QUESTION:
        raise InvalidError(item.ref)
    _claim(session, meeting, seen)
    item.question, item.intro = words
    session.add(item)
    _note(session, meeting, "asked", act)


def ask_no_more(session: Session, meeting: Meeting, item: PackItem, *, seen: int, act: Act) -> None:
    """Take a question away.

    Raises:
        InvalidError: it is no question.
        PackChangedError: somebody else was first.
        StepNotAllowedError: the meeting was held.
    """
    if item.kind is not PackKind.QUESTION:
        raise InvalidError(item.ref)
    _claim(session, meeting, seen)
    session.delete(item)
    session.flush()
    _note(session, meeting, "asked", act)


def forget(session: Session, story: Story) -> None:
    """Take everything of a story out of every pack and from below every advice."""
    session.exec(delete(PackItem).where(col(PackItem.story_ref) == story.ref))
    session.exec(delete(AdviceStory).where(col(AdviceStory.story_ref) == story.ref))
    raise_version(session, PUBLIC)


def _item(meeting: Meeting, kind: PackKind, reference: str, position: int) -> PackItem:
    assert meeting.id is not None
    return PackItem(meeting_id=meeting.id, kind=kind, reference=reference, position=position)


def _check_open(meeting: Meeting) -> None:
    if meeting.state is MeetingState.HELD:
        raise StepNotAllowedError(meeting.ref)


def _claim(session: Session, meeting: Meeting, seen: int) -> None:
    _check_open(meeting)
    claimed = session.exec(
        update(Meeting)
        .where(col(Meeting.id) == meeting.id, col(Meeting.pack_version) == seen)
        .values(pack_version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount == 0:
        raise PackChangedError(meeting.ref)
    session.refresh(meeting)


def _note(session: Session, meeting: Meeting, what: str, act: Act) -> None:
    record(session, act.actor, f"pack.{what}", ("meeting", meeting.ref), now=act.now)
