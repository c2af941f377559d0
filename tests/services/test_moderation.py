from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import Session, select

from app.audit.queries import entries_about
from app.core.db import Database
from app.core.errors import ConflictError, InvalidError
from app.core.text import TextError
from app.core.versions import read_version
from app.moderation import marking, queries, services
from app.moderation.changes import Change, WithdrawnError
from app.moderation.models import Answer, Reading, Reply, StoryCluster, StoryRedaction
from app.moderation.objection_rules import NothingToObjectError, ObjectionAbout
from app.moderation.objection_services import object_to
from app.moderation.rules import Redaction, RedactionError
from app.moderation.services import Decision
from app.programme.models import District
from app.staff.models import StaffMember
from app.stories.models import Story, StoryEvent
from app.stories.queries import events_of
from app.stories.rules import AgeGroup, Audience, EventKind, Outcome, StoryStatus
from app.stories.services import StoryChangedError
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_story

JAN = Redaction(53, 56, "buurman")


@pytest.fixture
def fatima(session: Session) -> StaffMember:
    make_programme(session)
    return make_member(session, "fatima", districts=("noord",))


@pytest.fixture
def story(session: Session, fatima: StaffMember) -> Story:
    del fatima
    return make_story(session)


def change(member: StaffMember, story: Story, now: datetime = NOW) -> Change:
    return Change(member, story.version, now)


def kinds(session: Session, story: Story) -> list[EventKind]:
    return [event.kind for event in events_of(session, story)]


def refuse(session: Session, story: Story, member: StaffMember) -> None:
    decision = Decision(Outcome.REFUSED, "Er staan namen in.")
    services.answer_and_decide(session, story, "Dank u.", decision, change(member, story))


def test_redactions_change_what_is_shown_and_not_what_was_told(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    original = story.original
    told: list[str] = []

    marking.save_redactions(
        session,
        story,
        [JAN],
        change(fatima, story),
        hooks=[lambda _session, told_of, _now: told.append(told_of.ref)],
    )

    assert story.original == original
    assert "[buurman] van hiernaast" in queries.public_text(session, story)
    assert "Jan" not in queries.public_text(session, story)
    assert told == [story.ref]
    entry = entries_about(session, "story", story.ref)[0]
    assert (entry.action, entry.facts) == ("story.redacted", {"count": 1})


def test_a_redaction_that_does_not_fit_is_refused(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    with pytest.raises(RedactionError):
        marking.save_redactions(session, story, [Redaction(5, 900)], change(fatima, story))


def test_the_first_work_on_a_story_tells_the_teller_that_it_is_read(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    marking.set_clusters(session, story, ["helpen"], None, change(fatima, story))
    marking.set_clusters(session, story, ["verloedering"], None, change(fatima, story))

    assert story.status is StoryStatus.IN_REVIEW
    assert kinds(session, story) == [EventKind.OPENED]


def test_of_several_subjects_one_is_the_main_one(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    keys = ["helpen", "verloedering"]
    with pytest.raises(marking.MainClusterError):
        marking.set_clusters(session, story, keys, None, change(fatima, story))

    marking.set_clusters(session, story, keys, "helpen", change(fatima, story))

    tags = queries.clusters_of(session, story.id or 0)
    assert [(tag.cluster.key, tag.is_main) for tag in tags] == [
        ("helpen", True),
        ("verloedering", False),
    ]


@pytest.mark.parametrize("answer_first", [True, False])
def test_a_story_leaves_the_queue_with_both_an_answer_and_a_decision(
    session: Session,
    story: Story,
    fatima: StaffMember,
    answer_first: bool,  # noqa: FBT001 - a table
) -> None:
    steps: list[Callable[[], object]] = [
        lambda: services.write_answer(session, story, "Dank u.", change(fatima, story)),
        lambda: services.decide(session, story, Decision(Outcome.PUBLISHED), change(fatima, story)),
    ]
    first, second = steps if answer_first else reversed(steps)

    first()
    between = story.status
    second()

    assert (between, story.status) == (StoryStatus.IN_REVIEW, StoryStatus.ANSWERED)
    assert {EventKind.ANSWERED, EventKind.PUBLISHED} < set(kinds(session, story))
    assert story.answered_at == story.published_at == NOW


def test_publishing_and_taking_back_make_public_pages_anew(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    before = read_version(session, "public")
    services.decide(session, story, Decision(Outcome.PUBLISHED), change(fatima, story))
    between = read_version(session, "public")
    back = Decision(Outcome.COUNCIL_ONLY, "Uw buurman vroeg erom.")
    services.decide(session, story, back, change(fatima, story))

    assert before < between < read_version(session, "public")
    assert story.published_at is None
    assert events_of(session, story)[-1].reason == "Uw buurman vroeg erom."


def test_reasons_and_answers_are_not_in_the_audit_log(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    refuse(session, story, fatima)

    logged = str([entry.facts for entry in entries_about(session, "story", story.ref)])
    assert story.refusal_reason == "Er staan namen in."
    assert "namen" not in logged
    assert "Dank" not in logged


@pytest.mark.parametrize(
    ("values", "decision"),
    [
        ({"audience": Audience.COUNCIL}, Decision(Outcome.PUBLISHED)),
        ({"age_group": AgeGroup.UNDER_12}, Decision(Outcome.PUBLISHED)),
        ({}, Decision(Outcome.REFUSED)),
        ({"outcome": Outcome.PUBLISHED}, Decision(Outcome.COUNCIL_ONLY)),
        ({}, Decision(Outcome.REFUSED, "x" * 1001)),
    ],
)
def test_a_decision_that_may_not_be_made_is_refused(
    session: Session, fatima: StaffMember, values: dict[str, Any], decision: Decision
) -> None:
    story = make_story(session, **values)

    with pytest.raises(InvalidError):
        services.decide(session, story, decision, change(fatima, story))


@pytest.mark.parametrize("body", ["", " \n ", "x" * 5001, "nul\x00"])
def test_an_answer_says_something_that_can_be_stored(
    session: Session, story: Story, fatima: StaffMember, body: str
) -> None:
    with pytest.raises(TextError):
        services.write_answer(session, story, body, change(fatima, story))


def test_a_parent_s_consent_opens_the_way_to_publishing(
    session: Session, fatima: StaffMember
) -> None:
    story = make_story(session, age_group=AgeGroup.FROM_12_TO_15)

    marking.record_guardian_consent(session, story, change(fatima, story))
    services.decide(session, story, Decision(Outcome.PUBLISHED), change(fatima, story))

    assert kinds(session, story) == [
        EventKind.OPENED,
        EventKind.GUARDIAN_CONSENT,
        EventKind.PUBLISHED,
    ]


def test_a_grown_up_needs_no_parent(session: Session, story: Story, fatima: StaffMember) -> None:
    with pytest.raises(marking.NoGuardianNeededError):
        marking.record_guardian_consent(session, story, change(fatima, story))


def test_another_district_is_a_step_that_the_teller_sees(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    oost = session.exec(select(District).where(District.key == "oost")).one()

    marking.set_district(session, story, oost, change(fatima, story))

    assert story.district_id == oost.id
    assert EventKind.DISTRICT_CHANGED in kinds(session, story)


def test_a_reply_brings_the_story_back_with_a_new_clock(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    decision = Decision(Outcome.PUBLISHED)
    services.answer_and_decide(session, story, "Dank u.", decision, change(fatima, story))
    answer = session.exec(select(Answer)).one()

    services.reply(session, story, answer, "Graag gedaan.", now=NOW + timedelta(days=30))

    assert story.status is StoryStatus.IN_REVIEW
    assert story.due_on > date(2026, 12, 23)
    with pytest.raises(ConflictError):
        services.reply(session, story, answer, "En nog iets.", now=NOW)


@pytest.mark.parametrize("how", ["answer", "read"])
def test_a_reply_waits_until_it_is_answered_or_read(
    session: Session, story: Story, fatima: StaffMember, how: str
) -> None:
    decision = Decision(Outcome.PUBLISHED)
    services.answer_and_decide(session, story, "Dank u.", decision, change(fatima, story))
    services.reply(session, story, session.exec(select(Answer)).one(), "Graag gedaan.", now=NOW)

    if how == "answer":
        services.write_answer(session, story, "Tot ziens.", change(fatima, story))
    else:
        services.mark_replies_read(session, story, change(fatima, story))

    assert story.status is StoryStatus.ANSWERED
    assert queries.waiting_replies(session, story.id or 0) == []


def test_an_objection_comes_once_at_a_time_and_no_answer_settles_it(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    refuse(session, story, fatima)
    object_to(session, story, ObjectionAbout.REFUSAL, "Dat zijn geen echte namen.", now=NOW)

    with pytest.raises(services.AlreadyRepliedError):
        object_to(session, story, ObjectionAbout.REFUSAL, "Hallo?", now=NOW)
    services.mark_replies_read(session, story, change(fatima, story))
    services.write_answer(session, story, "Ik kijk ernaar.", change(fatima, story))

    assert story.status is StoryStatus.IN_REVIEW
    assert EventKind.OBJECTED in kinds(session, story)


def test_what_is_not_refused_can_not_be_objected_to(session: Session, story: Story) -> None:
    with pytest.raises(NothingToObjectError):
        object_to(session, story, ObjectionAbout.REFUSAL, "Nee.", now=NOW)


def test_a_stale_version_changes_nothing(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    stale = change(fatima, story)
    services.write_answer(session, story, "Eerste.", stale)

    with pytest.raises(StoryChangedError):
        services.write_answer(session, story, "Tweede.", stale)

    assert [view.answer.body for view in queries.answers_of(session, story.id or 0)] == ["Eerste."]


def test_of_two_decisions_at_once_one_wins(
    database: Database, session: Session, story: Story, fatima: StaffMember
) -> None:
    session.commit()
    outcomes: list[str] = []
    start = Barrier(2)

    def work(outcome: Outcome) -> None:
        seen = Change(fatima, 1, NOW)
        start.wait()
        with database.write() as own:
            mine = own.exec(select(Story).where(Story.ref == story.ref)).one()
            try:
                services.decide(own, mine, Decision(outcome), seen)
                own.commit()
                outcomes.append(outcome)
            except StoryChangedError:
                outcomes.append("first was another")

    threads = [Thread(target=work, args=[each]) for each in list(Outcome)[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as reader:
        stored = reader.exec(select(Story).where(Story.ref == story.ref)).one()
        steps = reader.exec(select(StoryEvent).where(StoryEvent.kind != EventKind.OPENED)).all()
    assert sorted(outcomes) == sorted([str(stored.outcome), "first was another"])
    assert len(steps) == 1


def test_a_colleague_is_told_for_ten_minutes(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    wim = make_member(session, "wim", districts=("noord",))

    services.mark_reading(session, story, fatima, now=NOW)
    services.mark_reading(session, story, fatima, now=NOW + timedelta(minutes=1))

    soon, late = NOW + timedelta(minutes=5), NOW + timedelta(minutes=12)
    assert queries.others_reading(session, story, wim, now=soon) == ["Medewerker Fatima"]
    assert queries.others_reading(session, story, fatima, now=soon) == []
    assert queries.others_reading(session, story, wim, now=late) == []


def test_forgetting_leaves_no_word(session: Session, story: Story, fatima: StaffMember) -> None:
    marking.save_redactions(session, story, [JAN], change(fatima, story))
    marking.set_clusters(session, story, ["helpen"], None, change(fatima, story))
    refuse(session, story, fatima)
    object_to(session, story, ObjectionAbout.REFUSAL, "Nee.", now=NOW)
    services.mark_reading(session, story, fatima, now=NOW)

    services.forget(session, story)

    for table in (StoryRedaction, StoryCluster, Answer, Reply, Reading):
        assert session.exec(select(table)).all() == []
    assert story.refusal_reason is None
    assert {event.reason for event in events_of(session, story)} == {None}


def test_a_withdrawn_story_can_not_be_worked_on(session: Session, fatima: StaffMember) -> None:
    story = make_story(session, status=StoryStatus.WITHDRAWN, original="")

    with pytest.raises(WithdrawnError):
        services.write_answer(session, story, "Dank u.", change(fatima, story))


def test_texts_of_many_stories_are_read_at_once(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    other = make_story(session, original="Hier staat niets geheims.")
    marking.save_redactions(session, story, [JAN], change(fatima, story))

    texts = queries.public_texts(session, [story, other])

    assert texts[other.id or 0] == "Hier staat niets geheims."
    assert "[buurman]" in texts[story.id or 0]
