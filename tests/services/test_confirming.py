"""Residents say whether a promise was kept; enough of them open it again."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.dates import local_day
from app.core.text import TextError
from app.ledger.queries import all_entries, entries_about
from app.ledger.rules import facts_of
from app.promises import confirming_queries, queries
from app.promises.confirming_services import Answer, confirm, judge_why
from app.promises.linking_services import link_stories
from app.promises.models import Confirmation, Promise, PromiseStory
from app.promises.rules import (
    PromiseStatus,
    ReopenRule,
    StepNotAllowedError,
    Verdict,
    VoiceKind,
    Voices,
    WhyState,
)
from app.promises.services import Plan, Source, Subject, finish_promise, make_promise
from app.promises.steps import Act
from app.promises.voices import voice_of
from app.staff.rules import Scope
from tests.conftest import NOW
from tests.factories import make_programme, make_story

DAY = timedelta(days=1)
RULE = ReopenRule(least=2, percent=50)
EVERYTHING = Scope(everything=True)


def done(session: Session, stories: int = 3) -> Promise:
    make_programme(session)
    plan = Plan("Wij zetten een bank bij het veld.", "Groen", local_day(NOW) + 30 * DAY)
    promise = make_promise(session, plan, Subject(), Source(), actor="anna", now=NOW)
    link_stories(session, promise, [make_story(session).ref for _ in range(stories)], now=NOW)
    finish_promise(session, promise, "", Act("anna", promise.version, NOW))
    return promise


def say(
    session: Session,
    promise: Promise,
    verdict: Verdict,
    holder: str,
    *,
    kind: VoiceKind = VoiceKind.CARD,
    why: str = "",
) -> bool:
    voice = voice_of("key", kind, holder, promise)
    answer = Answer(kind, voice, verdict, why)
    return confirm(session, promise, answer, rule=RULE, now=NOW)


def test_one_no_is_not_enough(session: Session) -> None:
    promise = done(session)

    assert not say(session, promise, Verdict.NO, "a")
    assert promise.status is PromiseStatus.DONE


def test_enough_open_it_again_with_the_figures_in_the_ledger(session: Session) -> None:
    promise = done(session)
    say(session, promise, Verdict.YES, "a")
    say(session, promise, Verdict.NO, "b")

    assert say(session, promise, Verdict.NO, "c")
    assert promise.status is PromiseStatus.OPEN
    entry = entries_about(session, promise.ref)[-1]
    assert entry.kind == "promise.reopened_by_residents"
    assert facts_of(entry) == {
        "subject": promise.ref, "office": "bewoners", "yes": 1, "no": 2, "unknown": 0,
    }  # fmt: skip
    assert queries.events_of(session, promise)[-1].office == "bewoners"


def test_the_same_voice_counts_once_and_may_change_its_mind(session: Session) -> None:
    promise = done(session)
    for verdict in (Verdict.NO, Verdict.UNKNOWN, Verdict.NO):
        assert not say(session, promise, verdict, "a")

    assert confirming_queries.answers_now(session, promise).counting == Voices(no=1)


def test_a_card_and_a_code_of_the_same_name_are_two_voices(session: Session) -> None:
    promise = done(session)
    say(session, promise, Verdict.NO, "a", kind=VoiceKind.CARD)

    assert say(session, promise, Verdict.NO, "a", kind=VoiceKind.CODE)


def test_browsers_are_shown_apart_and_open_nothing(session: Session) -> None:
    promise = done(session)
    for number in range(20):
        assert not say(session, promise, Verdict.NO, str(number), kind=VoiceKind.BROWSER)
    say(session, promise, Verdict.YES, "a")
    answers = confirming_queries.answers_now(session, promise)

    assert (answers.counting, answers.browsers) == (Voices(yes=1), Voices(no=20))
    assert promise.status is PromiseStatus.DONE


def test_the_only_one_who_asked_for_it_is_enough(session: Session) -> None:
    promise = done(session, stories=1)

    assert say(session, promise, Verdict.NO, "a")


def test_nobody_answers_what_is_not_called_done(session: Session) -> None:
    promise = done(session, stories=1)
    say(session, promise, Verdict.NO, "a")

    with pytest.raises(StepNotAllowedError):
        say(session, promise, Verdict.YES, "b")


def test_after_the_repair_everybody_is_asked_anew_and_the_old_answers_stay(
    session: Session,
) -> None:
    promise = done(session, stories=1)
    say(session, promise, Verdict.NO, "a")
    finish_promise(session, promise, "Nu echt.", Act("anna", promise.version, NOW))
    say(session, promise, Verdict.YES, "a")
    first, second = confirming_queries.answers_of(session, promise)

    assert (first.turn, first.counting) == (1, Voices(no=1))
    assert (second.turn, second.counting) == (2, Voices(yes=1))
    assert promise.status is PromiseStatus.DONE


def test_nothing_stored_leads_back_to_who_answered(session: Session) -> None:
    promise = done(session)
    story = session.exec(select(PromiseStory.story_ref)).all()[0]
    say(session, promise, Verdict.YES, story)
    (row,) = session.exec(select(Confirmation)).all()

    assert story not in row.model_dump_json()
    assert row.on == local_day(NOW)
    assert not any(row.voice in entry.payload for entry in all_entries(session))
    before = voice_of("key", VoiceKind.CARD, story, promise)
    promise.turn += 1
    assert voice_of("key", VoiceKind.CARD, story, promise) != before
    assert voice_of("other", VoiceKind.CARD, story, promise) != before


def test_a_line_of_why_waits_for_staff(session: Session) -> None:
    promise = done(session)
    say(session, promise, Verdict.NO, "a", why="De bank is kapot.")

    assert confirming_queries.shown_whys(session, promise, limit=9) == []
    ((row, found),) = confirming_queries.waiting_whys(session, EVERYTHING, limit=9)
    assert (row.why, found) == ("De bank is kapot.", promise)
    judge_why(session, promise, row, shown=True, actor="anna", now=NOW)
    assert confirming_queries.shown_whys(session, promise, limit=9) == [
        (VoiceKind.CARD, Verdict.NO, "De bank is kapot.")
    ]
    assert session.exec(select(AuditEntry)).all()[-1].action == "promise.why_judged"


def test_another_line_waits_again(session: Session) -> None:
    promise = done(session)
    say(session, promise, Verdict.NO, "a", why="De bank is kapot.")
    ((row, _),) = confirming_queries.waiting_whys(session, EVERYTHING, limit=9)
    judge_why(session, promise, row, shown=True, actor="anna", now=NOW)
    say(session, promise, Verdict.NO, "a", why="Bel Jan op 06.")

    assert row.why_state is WhyState.WAITING
    assert confirming_queries.shown_whys(session, promise, limit=9) == []


def test_a_line_that_is_too_long_is_refused(session: Session) -> None:
    promise = done(session)

    with pytest.raises(TextError):
        say(session, promise, Verdict.NO, "a", why="x" * 201)
