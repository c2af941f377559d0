"""A story that waits for an office: since when, asked again, ended by hand or by an answer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.audit.queries import entries_about
from app.core.errors import DomainError
from app.moderation import hand_over_services, services
from app.moderation.changes import Change
from app.moderation.hand_over_queries import count_reminders, waits_for
from app.moderation.hand_over_rules import (
    AlreadyWaitingError,
    Expected,
    NotWaitingError,
    ReminderDayError,
)
from app.moderation.models import HandOver
from app.moderation.queue import QueueFilters, QueueState, queue
from app.moderation.services import Decision
from app.programme.models import Office
from app.programme.queries import get_office
from app.staff.models import StaffMember
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.queries import events_of
from app.stories.rules import EventKind, Outcome, StoryStatus
from app.stories.services import StoryChangedError
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_story

TODAY = NOW.date()
EXPECTED = Expected(date(2026, 12, 7), date(2026, 12, 11))


@pytest.fixture
def fatima(session: Session) -> StaffMember:
    make_programme(session)
    return make_member(session, "fatima", districts=("noord",))


@pytest.fixture
def story(session: Session, fatima: StaffMember) -> Story:
    del fatima
    return make_story(session)


@pytest.fixture
def weller(session: Session, fatima: StaffMember) -> Office:
    del fatima
    return get_office(session, "weller")


@pytest.fixture
def waiting(session: Session, story: Story, weller: Office, fatima: StaffMember) -> Story:
    hand_over_services.hand_over(session, story, weller, EXPECTED, change(fatima, story))
    return story


def change(member: StaffMember, story: Story, now: datetime = NOW) -> Change:
    return Change(member, story.version, now)


def last_events(session: Session, story: Story) -> list[tuple[EventKind, str | None]]:
    return [(event.kind, event.reason) for event in events_of(session, story)]


def test_a_story_waits_from_today_and_keeps_its_own_clock(
    session: Session, story: Story, weller: Office, fatima: StaffMember
) -> None:
    due = story.due_on

    hand_over_services.hand_over(session, story, weller, EXPECTED, change(fatima, story))

    found = waits_for(session, story)
    assert found is not None
    assert (found.office, found.since) == ("Weller", TODAY)
    assert (found.remind_on, found.answer_due) == (EXPECTED.remind_on, EXPECTED.answer_due)
    assert (story.due_on, story.status) == (due, StoryStatus.IN_REVIEW)
    assert (EventKind.HANDED_OVER, "Weller") in last_events(session, story)
    entry = entries_about(session, "story", story.ref)[0]
    assert (entry.action, entry.actor, entry.at) == ("story.handed_over", fatima.ref, NOW)
    assert entry.facts == {"office": "weller", "remind_on": "2026-12-07"}


def test_a_story_waits_for_one_at_a_time(
    session: Session, waiting: Story, weller: Office, fatima: StaffMember
) -> None:
    with pytest.raises(AlreadyWaitingError):
        hand_over_services.hand_over(session, waiting, weller, EXPECTED, change(fatima, waiting))


@pytest.mark.parametrize(
    "expected",
    [
        Expected(TODAY),
        Expected(TODAY - timedelta(days=1)),
        Expected(date(2026, 12, 7), TODAY - timedelta(days=1)),
    ],
)
def test_a_day_that_has_passed_is_no_day_to_ask(
    session: Session, story: Story, weller: Office, fatima: StaffMember, expected: Expected
) -> None:
    with pytest.raises(ReminderDayError):
        hand_over_services.hand_over(session, story, weller, expected, change(fatima, story))


def test_asking_again_keeps_since_and_sets_another_day(
    session: Session, waiting: Story, fatima: StaffMember
) -> None:
    later = NOW + timedelta(days=14)

    hand_over_services.ask_again(
        session, waiting, Expected(date(2026, 12, 21)), change(fatima, waiting, later)
    )

    found = waits_for(session, waiting)
    assert found is not None
    assert (found.since, found.remind_on, found.answer_due) == (TODAY, date(2026, 12, 21), None)
    assert last_events(session, waiting)[-1] == (EventKind.ASKED_AGAIN, "Weller")


def test_taking_it_back_ends_the_waiting_and_another_may_begin(
    session: Session, waiting: Story, weller: Office, fatima: StaffMember
) -> None:
    hand_over_services.take_back(session, waiting, change(fatima, waiting))

    assert waits_for(session, waiting) is None
    assert last_events(session, waiting)[-1] == (EventKind.HANDED_BACK, "Weller")
    with pytest.raises(NotWaitingError):
        hand_over_services.take_back(session, waiting, change(fatima, waiting))
    hand_over_services.hand_over(session, waiting, weller, EXPECTED, change(fatima, waiting))
    assert len(session.exec(select(HandOver)).all()) == 2


def test_an_answer_ends_the_waiting(session: Session, waiting: Story, fatima: StaffMember) -> None:
    services.answer_and_decide(
        session, waiting, "Weller komt langs.", Decision(Outcome.PUBLISHED), change(fatima, waiting)
    )

    assert waits_for(session, waiting) is None
    assert EventKind.HANDED_BACK in {kind for kind, _ in last_events(session, waiting)}


def test_an_answer_that_says_so_leaves_it_there(
    session: Session, waiting: Story, fatima: StaffMember
) -> None:
    services.write_answer(
        session, waiting, "Het ligt bij Weller.", change(fatima, waiting), still_waits=True
    )

    assert waits_for(session, waiting) is not None


def test_who_saw_an_older_story_hands_nothing_over(
    session: Session, story: Story, weller: Office, fatima: StaffMember
) -> None:
    stale = replace(change(fatima, story), seen_version=story.version + 1)

    for act in (
        lambda: hand_over_services.hand_over(session, story, weller, EXPECTED, stale),
        lambda: hand_over_services.ask_again(session, story, EXPECTED, stale),
        lambda: hand_over_services.take_back(session, story, stale),
    ):
        with pytest.raises(StoryChangedError):
            act()

    assert issubclass(StoryChangedError, DomainError)
    assert session.exec(select(HandOver)).all() == []


def test_the_queue_finds_what_waits_and_for_whom(
    session: Session, waiting: Story, weller: Office
) -> None:
    make_story(session)
    scope = Scope(district_ids=frozenset({1}))

    def found(**filters: object) -> list[str]:
        wanted = QueueFilters(state=QueueState.ALL, **filters)  # type: ignore[arg-type] # as they are
        return [row.ref for row in queue(session, scope, wanted, names={}).items]

    assert found(is_handed_over=True) == [waiting.ref]
    assert found(office_id=weller.id) == [waiting.ref]
    assert found(office_id=(weller.id or 0) + 1) == []
    assert found(remind_by=EXPECTED.remind_on) == [waiting.ref]
    assert found(remind_by=EXPECTED.remind_on - timedelta(days=1)) == []
    row = next(
        row
        for row in queue(session, scope, QueueFilters(), names={}).items
        if row.ref == waiting.ref
    )
    assert row.waiting is not None
    assert (row.waiting.office, row.waiting.since) == ("Weller", TODAY)


def test_reminders_count_within_the_scope_from_their_day_on(
    session: Session, waiting: Story
) -> None:
    del waiting
    noord, oost = Scope(district_ids=frozenset({1})), Scope(district_ids=frozenset({2}))

    assert count_reminders(session, noord, today=EXPECTED.remind_on - timedelta(days=1)) == 0
    assert count_reminders(session, noord, today=EXPECTED.remind_on) == 1
    assert count_reminders(session, Scope(everything=True), today=EXPECTED.remind_on) == 1
    assert count_reminders(session, oost, today=EXPECTED.remind_on) == 0


def test_of_a_withdrawn_story_no_waiting_is_left(session: Session, waiting: Story) -> None:
    services.forget(session, waiting)

    assert session.exec(select(HandOver)).all() == []
    assert {reason for _, reason in last_events(session, waiting)} == {None}
