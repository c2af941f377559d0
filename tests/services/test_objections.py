"""A second person rules on an objection; questions to the teller wait for one reply."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.errors import InvalidError
from app.moderation import asking_services, marking, objection_queries, queries, services
from app.moderation.asking_services import QuestionWaitsError
from app.moderation.changes import Change
from app.moderation.decisions import ReasonNeededError
from app.moderation.models import Answer, Ruling
from app.moderation.objection_queries import objection_views, objections_for, open_to_objection
from app.moderation.objection_rules import (
    NewOutcomeError,
    NoObjectionError,
    NothingToObjectError,
    ObjectionAbout,
    ObjectionWaitsError,
    SecondPersonError,
    Verdict,
)
from app.moderation.objection_services import Ruled, object_to, rule
from app.moderation.rules import Redaction
from app.moderation.services import Decision
from app.staff.models import StaffMember
from app.staff.queries import member_scope
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.queries import events_of
from app.stories.rules import EventKind, Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_story

JAN = Redaction(53, 56, "buurman")
LATER = NOW + timedelta(days=30)


@pytest.fixture
def fatima(session: Session) -> StaffMember:
    make_programme(session)
    return make_member(session, "fatima", districts=("noord",))


@pytest.fixture
def wim(session: Session, fatima: StaffMember) -> StaffMember:
    del fatima
    return make_member(session, "wim", districts=("noord",))


@pytest.fixture
def story(session: Session, fatima: StaffMember) -> Story:
    del fatima
    return make_story(session)


@pytest.fixture
def refused(session: Session, story: Story, fatima: StaffMember) -> Story:
    """A story that Fatima refused and whose teller doesn't agree."""
    decision = Decision(Outcome.REFUSED, "Er staan namen in.")
    services.answer_and_decide(session, story, "Dank u.", decision, change(fatima, story))
    object_to(session, story, ObjectionAbout.REFUSAL, "Ik noem niemand.", now=NOW)
    return story


@pytest.fixture
def hidden(session: Session, story: Story, fatima: StaffMember) -> Story:
    """A published story of which Fatima hid a word, and whose teller doesn't agree."""
    marking.save_redactions(session, story, [JAN], change(fatima, story))
    decision = Decision(Outcome.PUBLISHED)
    services.answer_and_decide(session, story, "Dank u.", decision, change(fatima, story))
    object_to(session, story, ObjectionAbout.REDACTION, "Jan vindt het goed.", now=NOW)
    return story


def change(member: StaffMember, story: Story) -> Change:
    return Change(member, story.version, NOW)


GRANTED = Ruled(Verdict.GRANTED, "Er staan geen namen in.", Outcome.PUBLISHED)
REJECTED = Ruled(Verdict.REJECTED, "Er staat een huisnummer in.")


def test_who_refused_can_not_rule_and_nothing_else_is_decided(
    session: Session, refused: Story, fatima: StaffMember, wim: StaffMember
) -> None:
    with pytest.raises(SecondPersonError):
        rule(session, refused, GRANTED, change(fatima, refused))
    for member in (fatima, wim):
        with pytest.raises(ObjectionWaitsError):
            services.decide(
                session, refused, Decision(Outcome.PUBLISHED, "Toch wel."), change(member, refused)
            )
    assert refused.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("ruled", "outcome", "event"),
    [
        (GRANTED, Outcome.PUBLISHED, EventKind.OBJECTION_GRANTED),
        (REJECTED, Outcome.REFUSED, EventKind.OBJECTION_REJECTED),
    ],
)
def test_a_second_person_rules_with_a_reason(
    session: Session,
    refused: Story,
    wim: StaffMember,
    ruled: Ruled,
    outcome: Outcome,
    event: EventKind,
) -> None:
    assert refused.status is StoryStatus.IN_REVIEW

    rule(session, refused, ruled, change(wim, refused))

    assert (refused.status, refused.outcome) == (StoryStatus.ANSWERED, outcome)
    stored = session.exec(select(Ruling)).one()
    assert (stored.reason, stored.member_id) == (ruled.reason, wim.id)
    assert event in [each.kind for each in events_of(session, refused)]
    line = session.exec(select(AuditEntry).where(AuditEntry.action == f"story.{event}")).one()
    assert (line.actor, line.facts) == (wim.ref, {"decision": "refusal"})
    assert (refused.refusal_reason is None) is (outcome is Outcome.PUBLISHED)


@pytest.mark.parametrize(
    ("ruled", "error"),
    [
        (Ruled(Verdict.REJECTED, " "), ReasonNeededError),
        (Ruled(Verdict.GRANTED, "Ja."), NewOutcomeError),
        (Ruled(Verdict.GRANTED, "Ja.", Outcome.REFUSED), NewOutcomeError),
        (Ruled(Verdict.REJECTED, "Nee.", Outcome.PUBLISHED), NewOutcomeError),
    ],
)
def test_a_ruling_says_why_and_what_instead(
    session: Session, refused: Story, wim: StaffMember, ruled: Ruled, error: type[InvalidError]
) -> None:
    with pytest.raises(error):
        rule(session, refused, ruled, change(wim, refused))

    assert session.exec(select(Ruling)).all() == []


def test_a_ruling_is_given_once_and_ends_it(
    session: Session, refused: Story, wim: StaffMember
) -> None:
    rule(session, refused, REJECTED, change(wim, refused))

    with pytest.raises(NoObjectionError):
        rule(session, refused, GRANTED, change(wim, refused))
    with pytest.raises(NothingToObjectError):
        object_to(session, refused, ObjectionAbout.REFUSAL, "Toch niet.", now=LATER)


def test_a_new_refusal_can_be_objected_to_again(
    session: Session, refused: Story, fatima: StaffMember, wim: StaffMember
) -> None:
    rule(session, refused, GRANTED, change(wim, refused))
    again = Decision(Outcome.REFUSED, "Nu staat er een adres in.")
    services.decide(session, refused, again, Change(wim, refused.version, LATER))

    views = objection_views(session, refused.id or 0)
    assert open_to_objection(session, refused, views) == {ObjectionAbout.REFUSAL}
    object_to(session, refused, ObjectionAbout.REFUSAL, "Weer niet eens.", now=LATER)
    with pytest.raises(SecondPersonError):
        rule(session, refused, GRANTED, change(wim, refused))
    rule(session, refused, GRANTED, change(fatima, refused))


def test_who_hid_words_can_not_rule_but_who_shows_them_after_the_objection_can(
    session: Session, hidden: Story, fatima: StaffMember, wim: StaffMember
) -> None:
    said = Ruled(Verdict.GRANTED, "Die naam mag blijven.")
    with pytest.raises(SecondPersonError):
        rule(session, hidden, said, change(fatima, hidden))

    later = Change(wim, hidden.version, NOW + timedelta(hours=1))
    marking.save_redactions(session, hidden, [], later)
    rule(session, hidden, said, change(wim, hidden))

    assert (hidden.status, hidden.outcome) == (StoryStatus.ANSWERED, Outcome.PUBLISHED)
    assert open_to_objection(session, hidden, objection_views(session, hidden.id or 0)) == set()


def test_hidden_words_of_a_story_that_nobody_reads_yet_are_no_decision(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    marking.save_redactions(session, story, [JAN], change(fatima, story))

    with pytest.raises(NothingToObjectError):
        object_to(session, story, ObjectionAbout.REDACTION, "Nee.", now=NOW)


def test_second_persons_are_colleagues_of_the_district_else_who_runs_the_site(
    session: Session, refused: Story, fatima: StaffMember
) -> None:
    oost = make_member(session, "oost")
    runs = make_member(session, "anna", roles=(Role.ADMINISTRATOR,), districts=())
    objection = queries.open_objection(session, refused.id or 0)
    assert objection is not None
    by = objection_queries.decided_by(session, refused, objection)

    def persons() -> list[str]:
        found = objection_queries.second_persons(session, refused, by, today=NOW.date())
        return [each.username for each in found]

    assert by == {fatima.ref}
    assert persons() == ["anna"]
    make_member(session, "wim", districts=("noord",))
    assert persons() == ["wim"]
    for member, count in ((fatima, 0), (oost, 0), (runs, 1)):
        scope = member_scope(session, member, today=NOW.date())
        assert len(objections_for(session, scope, member)) == count


def test_a_question_is_no_answer_and_one_waits_at_a_time(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    due = story.due_on
    asking_services.ask(session, story, "Welke straat is het?", change(fatima, story))

    assert (story.answered_at, story.due_on) == (None, due)
    with pytest.raises(QuestionWaitsError):
        asking_services.ask(session, story, "En wanneer?", change(fatima, story))
    services.decide(session, story, Decision(Outcome.PUBLISHED), change(fatima, story))
    before = story.status
    services.write_answer(session, story, "Wij komen kijken.", change(fatima, story))
    assert (before, story.status) == (StoryStatus.IN_REVIEW, StoryStatus.ANSWERED)
    assert queries.open_question(queries.answers_of(session, story.id or 0)) is None


def test_a_reply_to_a_question_gives_the_story_a_new_term(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    asked = asking_services.ask(session, story, "Welke straat is het?", change(fatima, story))
    in_time = NOW + timedelta(days=3)

    services.reply(session, story, asked, "De Bosstraat.", now=in_time)

    assert story.status is StoryStatus.IN_REVIEW
    assert story.due_on == date(2026, 12, 10)
    assert [each.body for each in queries.waiting_replies(session, story.id or 0)] == [
        "De Bosstraat."
    ]
    asking_services.ask(session, story, "Bij welk nummer?", change(fatima, story))
    assert queries.waiting_replies(session, story.id or 0) == []


def test_a_question_that_came_too_late_wins_no_time(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    due = story.due_on
    late = Change(fatima, story.version, NOW + timedelta(days=40))
    asked = asking_services.ask(session, story, "Welke straat is het?", late)

    services.reply(session, story, asked, "De Bosstraat.", now=NOW + timedelta(days=41))

    assert story.due_on == due


def test_a_question_after_the_answer_brings_the_story_back_with_its_reply(
    session: Session, story: Story, fatima: StaffMember
) -> None:
    decision = Decision(Outcome.PUBLISHED)
    services.answer_and_decide(session, story, "Dank u.", decision, change(fatima, story))
    asked = asking_services.ask(session, story, "Is het nu beter?", change(fatima, story))
    before = story.status

    services.reply(session, story, asked, "Nog niet.", now=NOW + timedelta(days=60))

    assert (before, story.status) == (StoryStatus.ANSWERED, StoryStatus.IN_REVIEW)
    assert story.due_on > (NOW + timedelta(days=60)).date()
    assert session.exec(select(Answer).where(Answer.is_question)).one().body == "Is het nu beter?"
