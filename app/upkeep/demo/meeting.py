"""Meeting as the examples do: a council that met, and one that will, by the real services."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, select

from app.core.dates import local_day, morning_of
from app.council import advice_services, meeting_services, pack_services
from app.council.advice_services import Words
from app.council.gathering import subjects_of
from app.council.meeting_services import Act, Plan
from app.council.models import Advice, Meeting
from app.programme import queries as programme
from app.promises.services import Plan as Promised
from app.upkeep.demo.telling import Stage

_FILE: Final = Path(__file__).with_name("council.toml")
#: Hours after nine in the morning at which the council meets.
_EVENING: Final = timedelta(hours=10, minutes=30)
#: How long before a meeting its pack is put together.
_AHEAD: Final = timedelta(days=7)
#: One `[[meetings]]` or `[[meetings.advice]]` entry.
Told = dict[str, Any]


def example_meetings() -> list[Told]:
    """Return every example meeting as it stands in the file."""
    found: list[Told] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["meetings"]
    return found


def hold_meetings(stage: Stage) -> int:
    """Hold or plan every example meeting; return how many, none the second time."""
    if stage.session.exec(select(Meeting.id).limit(1)).first() is not None:
        return 0
    meetings = example_meetings()
    for told in meetings:
        _meet(stage, told)
    return len(meetings)


def _meet(stage: Stage, told: Told) -> None:
    session, actor = stage.session, stage.staff["beheerder"].ref
    day = local_day(stage.now) - timedelta(days=told["days_ago"])
    starts_at = morning_of(day) + _EVENING
    before = min(stage.now, starts_at - _AHEAD)
    act = Act(actor, before)
    plan = Plan(told["place"], starts_at, agenda=told["agenda"])
    meeting = meeting_services.plan_meeting(session, plan, act, is_example=True)
    for asked in told["questions"]:
        pack_services.ask(session, meeting, asked["question"], asked["intro"], act)
    subjects = subjects_of(session, meeting, before)
    pack_services.take_in(session, meeting, subjects, act)
    meeting_services.announce(session, meeting, act)
    if told["held"]:
        after = Act(actor, starts_at + timedelta(hours=2))
        meeting_services.hold_meeting(session, meeting, after)
        for advised in told["advice"]:
            _advise(stage, meeting, advised, after)


def _advise(stage: Stage, meeting: Meeting, told: Told, act: Act) -> None:
    session = stage.session
    words = Words(
        subject=told["subject"],
        text=told["text"],
        clusters=[programme.get_cluster(session, key) for key in told["clusters"]],
        office=told.get("office", ""),
        answer=told.get("answer", ""),
    )
    advice = advice_services.write_advice(session, meeting, words, act, is_example=True)
    if told.get("published"):
        advice_services.publish_advice(session, meeting, advice, act)
    if "promise" in told:
        _promise(session, stage.now, (meeting, advice), told["promise"], act)


def _promise(
    session: Session, now: datetime, about: tuple[Meeting, Advice], told: Told, act: Act
) -> None:
    due = local_day(now) - timedelta(days=told["due"])
    plan = Promised(told["what"], told["office"], due, told["for_whom"])
    advice_services.promise_advice(session, *about, plan, act)
