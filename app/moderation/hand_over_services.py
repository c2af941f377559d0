"""Handing a story to an office or partner, asking again, and taking it back."""

from sqlmodel import Session

from app.core.dates import local_day
from app.moderation.changes import Change, begin, step
from app.moderation.hand_over_queries import open_hand_over
from app.moderation.hand_over_rules import (
    AlreadyWaitingError,
    Expected,
    NotWaitingError,
    check_expected,
)
from app.moderation.models import HandOver
from app.programme.models import Office
from app.stories.models import Story
from app.stories.rules import EventKind


def hand_over(
    session: Session, story: Story, office: Office, expected: Expected, change: Change
) -> HandOver:
    """Note that the story waits for `office` from today; the teller sees it on the card.

    Raises:
        AlreadyWaitingError: it waits for somebody already.
        ReminderDayError: a day has passed.
        StoryChangedError: somebody else was first.
    """
    story_id = begin(session, story, change)
    today = local_day(change.now)
    check_expected(expected, today)
    if open_hand_over(session, story) is not None:
        raise AlreadyWaitingError(story.ref)
    assert office.id is not None
    started = HandOver(
        story_id=story_id,
        office_id=office.id,
        since=today,
        remind_on=expected.remind_on,
        answer_due=expected.answer_due,
        started_by=change.member.ref,
    )
    session.add(started)
    session.flush()
    step(
        session,
        story,
        EventKind.HANDED_OVER,
        change,
        reason=office.name,
        office=office.key,
        remind_on=expected.remind_on.isoformat(),
    )
    return started


def ask_again(session: Session, story: Story, expected: Expected, change: Change) -> None:
    """Note that staff asked how it stands, and when they will ask once more.

    Raises:
        NotWaitingError: it waits for nobody.
        ReminderDayError: a day has passed.
        StoryChangedError: somebody else was first.
    """
    begin(session, story, change)
    check_expected(expected, local_day(change.now))
    waiting = _waiting(session, story)
    waiting.remind_on, waiting.answer_due = expected.remind_on, expected.answer_due
    session.add(waiting)
    office = _office(session, waiting)
    step(
        session,
        story,
        EventKind.ASKED_AGAIN,
        change,
        reason=office.name,
        office=office.key,
        remind_on=expected.remind_on.isoformat(),
    )


def take_back(session: Session, story: Story, change: Change) -> None:
    """Note that the story waits for nobody any more.

    Raises:
        NotWaitingError: it doesn't.
        StoryChangedError: somebody else was first.
    """
    begin(session, story, change)
    _end(session, story, _waiting(session, story), change)


def end_with_answer(session: Session, story: Story, change: Change) -> None:
    """Note that an answer ended the waiting, where the story waited; within another change."""
    waiting = open_hand_over(session, story)
    if waiting is not None:
        _end(session, story, waiting, change)


def _end(session: Session, story: Story, waiting: HandOver, change: Change) -> None:
    waiting.ended_on = local_day(change.now)
    session.add(waiting)
    session.flush()
    office = _office(session, waiting)
    step(session, story, EventKind.HANDED_BACK, change, reason=office.name, office=office.key)


def _waiting(session: Session, story: Story) -> HandOver:
    waiting = open_hand_over(session, story)
    if waiting is None:
        raise NotWaitingError(story.ref)
    return waiting


def _office(session: Session, waiting: HandOver) -> Office:
    office = session.get(Office, waiting.office_id)
    assert office is not None
    return office
