"""Promises: made, moved, kept or dropped, and every step of it in public."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.dates import local_day
from app.core.text import TextError
from app.ledger.queries import all_entries, entries_about
from app.ledger.rules import facts_of, verify
from app.moderation.models import StoryCluster
from app.programme.models import Cluster, District
from app.promises import queries
from app.promises.linking_services import forget, link_stories, link_stories_about
from app.promises.models import Promise
from app.promises.queries import Wanted
from app.promises.rules import (
    OfficeMissingError,
    PastDayError,
    PromiseChangedError,
    PromiseEventKind,
    PromiseStatus,
    ReasonMissingError,
    SourceKind,
    Standing,
    StepNotAllowedError,
    Voices,
)
from app.promises.services import (
    Plan,
    Source,
    Subject,
    change_words,
    drop_promise,
    finish_promise,
    make_promise,
    move_promise,
    reopen_by_residents,
    reopen_promise,
    sort_promise,
)
from app.promises.steps import Act
from app.staff.rules import Scope
from app.stories.rules import StoryStatus
from tests.conftest import NOW
from tests.factories import make_programme, make_public, make_story

TODAY = local_day(NOW)
DAY = timedelta(days=1)
ACTOR = "anna"
PLAN = Plan("Wij zetten een bank bij het veld.", "Groen en wegen", TODAY + 30 * DAY)


def act(promise: Promise, now: datetime = NOW) -> Act:
    return Act(ACTOR, promise.version, now)


@pytest.fixture
def promise(session: Session) -> Promise:
    make_programme(session)
    return promised(session)


def promised(
    session: Session, *, days: int = 30, now: datetime = NOW, subject: Subject | None = None
) -> Promise:
    plan = Plan(PLAN.what, PLAN.office, local_day(now) + days * DAY)
    return make_promise(session, plan, subject or Subject(), Source(), actor=ACTOR, now=now)


def kinds(session: Session, promise: Promise) -> list[str]:
    return [event.kind.value for event in queries.events_of(session, promise)]


# Steps


def test_a_promise_is_made_in_public(session: Session, promise: Promise) -> None:
    (event,) = queries.events_of(session, promise)
    (entry,) = entries_about(session, promise.ref)

    assert (event.kind, event.office, event.actor) == ("made", "Groen en wegen", ACTOR)
    assert entry.kind == "promise.made"
    assert facts_of(entry) == {
        "subject": promise.ref,
        "office": "Groen en wegen",
        "what": PLAN.what,
        "for_whom": "",
        "due": "2026-12-23",
    }


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Plan("", "Groen", TODAY), TextError),
        (Plan("x" * 301, "Groen", TODAY), TextError),
        (Plan("Een bank.", " ", TODAY), OfficeMissingError),
        (Plan("Een bank.", "Groen", TODAY - DAY), PastDayError),
    ],
)
def test_a_promise_that_says_nothing_is_refused(
    session: Session, plan: Plan, error: type[Exception]
) -> None:
    with pytest.raises(error):
        make_promise(session, plan, Subject(), Source(), actor=ACTOR, now=NOW)
    assert session.exec(select(Promise)).all() == []


def test_every_step_is_in_the_history_the_audit_log_and_the_ledger(
    session: Session, promise: Promise
) -> None:
    later = PLAN.due_on + 30 * DAY
    move_promise(session, promise, later, "De bank is nog niet binnen.", act(promise))
    change_words(
        session,
        promise,
        Plan("Wij zetten twee banken bij het veld.", "Groen en wegen", later),
        "Er waren er twee beloofd.",
        act(promise),
    )
    finish_promise(session, promise, "Ze staan er.", act(promise))
    reopen_by_residents(session, promise, Voices(yes=1, no=3), now=NOW)
    drop_promise(session, promise, "Het veld wordt verkocht.", act(promise))
    reopen_promise(session, promise, "De verkoop gaat niet door.", act(promise))
    expected = ["made", "moved", "changed", "done", "reopened_by_residents", "dropped", "reopened"]
    audited = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id))).all()

    assert kinds(session, promise) == expected
    assert audited == [f"promise.{kind}" for kind in expected]
    assert [entry.kind for entry in entries_about(session, promise.ref)] == audited
    assert verify(all_entries(session)) is None


def test_the_ledger_names_an_office_and_never_a_person(session: Session, promise: Promise) -> None:
    finish_promise(session, promise, "", act(promise))
    reopen_by_residents(session, promise, Voices(no=3), now=NOW)
    told = [facts_of(entry) or {} for entry in entries_about(session, promise.ref)]

    assert [facts["office"] for facts in told] == ["Groen en wegen", "Groen en wegen", "bewoners"]
    assert not any(ACTOR in entry.payload for entry in all_entries(session))


def test_a_moved_day_stays_visible_with_its_reason(session: Session, promise: Promise) -> None:
    move_promise(session, promise, TODAY + 60 * DAY, "Het regende.", act(promise))
    moved = queries.events_of(session, promise)[-1]

    assert (moved.old_due, moved.new_due) == (TODAY + 30 * DAY, TODAY + 60 * DAY)
    assert (promise.first_due, promise.due_on) == (TODAY + 30 * DAY, TODAY + 60 * DAY)
    assert moved.reason == "Het regende."


def test_words_that_were_changed_stay_to_be_read(session: Session, promise: Promise) -> None:
    plan = Plan("Wij zetten niets neer.", "Weller", PLAN.due_on)
    change_words(session, promise, plan, "Het kan niet.", act(promise))

    assert PLAN.what in queries.events_of(session, promise)[-1].was
    assert promise.due_on == PLAN.due_on


def test_the_same_words_are_no_step(session: Session, promise: Promise) -> None:
    change_words(session, promise, PLAN, "", act(promise))

    assert kinds(session, promise) == ["made"]


def test_what_is_done_is_done_today_and_no_day_before(session: Session, promise: Promise) -> None:
    late = NOW + 40 * DAY
    finish_promise(session, promise, "", act(promise, late))

    assert promise.closed_on == local_day(late)
    assert queries.standing(promise, local_day(late)) is Standing.KEPT_LATE


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_step_without_its_reason_changes_nothing(
    session: Session, promise: Promise, reason: str
) -> None:
    session.commit()
    other = Plan("Iets anders.", "Groen", TODAY)
    steps: list[Callable[[], None]] = [
        lambda: move_promise(session, promise, TODAY + 60 * DAY, reason, act(promise)),
        lambda: drop_promise(session, promise, reason, act(promise)),
        lambda: change_words(session, promise, other, reason, act(promise)),
    ]
    for step in steps:
        with pytest.raises(ReasonMissingError):
            step()
        session.rollback()
        session.refresh(promise)
    assert kinds(session, promise) == ["made"]
    assert (promise.status, promise.version) == (PromiseStatus.OPEN, 1)


def test_who_comes_second_is_told(session: Session, promise: Promise) -> None:
    seen = act(promise)
    move_promise(session, promise, TODAY + 60 * DAY, "Het regende.", seen)

    with pytest.raises(PromiseChangedError):
        drop_promise(session, promise, "Geen geld.", seen)
    assert promise.status is PromiseStatus.OPEN


def test_what_is_done_can_not_be_moved(session: Session, promise: Promise) -> None:
    finish_promise(session, promise, "", act(promise))

    with pytest.raises(StepNotAllowedError):
        move_promise(session, promise, TODAY + 60 * DAY, "omdat", act(promise))


def test_a_promise_can_not_be_moved_to_the_past(session: Session, promise: Promise) -> None:
    with pytest.raises(PastDayError):
        move_promise(session, promise, TODAY - DAY, "omdat", act(promise))


def test_what_it_is_about_can_be_set_without_a_public_step(
    session: Session, promise: Promise
) -> None:
    clusters = session.exec(select(Cluster)).all()
    sort_promise(session, promise, Subject(clusters, 2, "groen"), act(promise))

    found = queries.clusters_by_promise(session, [promise.id or 0])[promise.id or 0]
    assert found == list(clusters)
    assert (promise.district_id, promise.effort) == (2, "groen")
    assert kinds(session, promise) == ["made"]


# The list


def walk(session: Session, wanted: Wanted, today: date, size: int = 3) -> list[Promise]:
    found: list[Promise] = []
    while True:
        place = (found[-1].list_place, found[-1].id or 0) if found else None
        page = queries.list_promises(session, wanted, today, limit=size, place=place)
        if not page:
            return found
        found.extend(page)


def test_overdue_stands_first_and_what_is_over_last(session: Session) -> None:
    make_programme(session)
    done, dropped = promised(session), promised(session)
    soon, late, later = (promised(session, days=days) for days in (5, 1, 20))
    finish_promise(session, done, "", act(done))
    drop_promise(session, dropped, "Geen geld.", act(dropped, NOW + DAY))
    today = TODAY + 3 * DAY

    assert walk(session, Wanted(), today) == [late, soon, later, dropped, done]
    assert walk(session, Wanted(), today, size=1) == walk(session, Wanted(), today, size=9)


def test_walking_back_gives_the_neighbours_before(session: Session) -> None:
    make_programme(session)
    one, two, three = (promised(session, days=days) for days in (1, 2, 3))
    place = (three.list_place, three.id or 0)

    found = queries.list_promises(session, Wanted(), TODAY, limit=9, place=place, back=True)
    assert list(found) == [two, one]


def test_nobody_touches_it_and_it_is_overdue(session: Session, promise: Promise) -> None:
    before, after = promise.due_on, promise.due_on + DAY

    assert queries.count_by_standing(session, Wanted(), before)[Standing.OPEN] == 1
    assert queries.count_by_standing(session, Wanted(), after)[Standing.OVERDUE] == 1
    assert queries.standing(promise, after) is Standing.OVERDUE
    assert promise.version == 1


def test_counts_say_how_promises_were_kept(session: Session) -> None:
    make_programme(session)
    on_time, late, gone, _open, _overdue = (
        promised(session, days=days) for days in (30, 1, 30, 30, 1)
    )
    finish_promise(session, on_time, "", act(on_time))
    finish_promise(session, late, "", act(late, NOW + 2 * DAY))
    drop_promise(session, gone, "Geen geld.", act(gone))

    assert queries.count_by_standing(session, Wanted(), TODAY + 2 * DAY) == {
        Standing.OPEN: 1,
        Standing.OVERDUE: 1,
        Standing.KEPT_ON_TIME: 1,
        Standing.KEPT_LATE: 1,
        Standing.DROPPED: 1,
    }


@pytest.mark.parametrize("standing", list(Standing))
def test_the_list_of_a_standing_holds_what_is_counted(session: Session, standing: Standing) -> None:
    test_counts_say_how_promises_were_kept(session)
    today = TODAY + 2 * DAY
    (found,) = queries.list_promises(session, Wanted(standing=standing), today, limit=9)

    assert queries.standing(found, today) is standing


def test_a_district_sees_its_own_and_what_is_for_all(session: Session) -> None:
    make_programme(session)
    noord, oost = session.exec(select(District.id).order_by(col(District.id))).all()
    mine = promised(session, subject=Subject(district_id=noord))
    theirs = promised(session, subject=Subject(district_id=oost))
    all_of_us = promised(session)

    assert walk(session, Wanted(district_id=noord), TODAY) == [mine, all_of_us]
    assert walk(session, Wanted(scope=Scope(district_ids=frozenset({oost or 0}))), TODAY) == [
        theirs,
        all_of_us,
    ]


def test_the_list_can_be_asked_by_cluster_and_office(session: Session) -> None:
    make_programme(session)
    cluster = session.exec(select(Cluster)).all()[0]
    about = promised(session, subject=Subject([cluster]))
    other = make_promise(
        session, Plan("Iets.", "Weller", PLAN.due_on), Subject(), Source(), actor=ACTOR, now=NOW
    )

    assert walk(session, Wanted(cluster_id=cluster.id), TODAY) == [about]
    assert walk(session, Wanted(office="Weller"), TODAY) == [other]
    assert queries.offices(session) == ["Groen en wegen", "Weller"]
    assert queries.views_of(session, [about], TODAY)[0].clusters == [cluster]


def test_what_is_due_soon_is_found(session: Session) -> None:
    make_programme(session)
    tomorrow = promised(session, days=1)
    promised(session, days=20)
    kept = promised(session, days=1)
    finish_promise(session, kept, "", act(kept))

    assert queries.due_between(session, Scope(everything=True), TODAY, TODAY + 6 * DAY) == [
        tomorrow
    ]


# Stories below it


def test_a_promise_from_a_story_stands_on_it(session: Session) -> None:
    make_programme(session)
    story = make_story(session)
    source = Source(SourceKind.STORY, story.ref)
    promise = make_promise(session, PLAN, Subject(), source, actor=ACTOR, now=NOW)

    assert queries.promises_on(session, story.ref) == [promise]
    assert not any(story.ref in entry.payload for entry in all_entries(session))


def test_many_stories_about_a_subject_are_linked_at_once(session: Session) -> None:
    make_programme(session)
    cluster = session.exec(select(Cluster)).all()[0]
    here, elsewhere = make_story(session), make_story(session, district_id=2)
    gone = make_story(session, status=StoryStatus.WITHDRAWN)
    other = make_story(session)
    for story in (here, elsewhere, gone):
        tagged = StoryCluster(story_id=story.id or 0, cluster_id=cluster.id or 0, is_main=True)
        session.add(tagged)
    promise = promised(session, subject=Subject([cluster], 1))
    everything = Scope(everything=True)

    assert link_stories_about(session, promise, [cluster], everything, now=NOW) == 1
    assert link_stories_about(session, promise, [cluster], everything, now=NOW) == 0
    assert queries.stands_on(session, promise, here.ref)
    assert not queries.stands_on(session, promise, other.ref)
    assert queries.count_stories(session, promise) == 1


def test_only_public_stories_are_shown_below_it(session: Session, promise: Promise) -> None:
    shown, hidden = make_public(session), make_story(session)
    link_stories(session, promise, [shown.ref, hidden.ref], now=NOW)

    assert [each.ref for each in queries.public_stories(session, promise, limit=9)] == [shown.ref]
    assert queries.count_stories(session, promise) == 2


def test_a_story_that_is_withdrawn_leaves_no_trace_below_a_promise(
    session: Session, stored: Callable[[], Session]
) -> None:
    make_programme(session)
    story = make_story(session)
    source = Source(SourceKind.STORY, story.ref)
    promise = make_promise(session, PLAN, Subject(), source, actor=ACTOR, now=NOW)
    forget(session, story)
    session.commit()

    again = queries.get_promise(stored(), promise.ref)
    assert queries.count_stories(stored(), again) == 0
    assert again.source_ref is None
    assert again.source_kind is SourceKind.STORY
    assert [event.kind for event in queries.events_of(stored(), again)] == [PromiseEventKind.MADE]
