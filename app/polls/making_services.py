"""Making a poll: its plan, its options and their pictures, until its rules are frozen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from app.audit.services import record
from app.core.dates import local_day, local_time
from app.core.seen import check_seen
from app.core.storage import Storage, remove_after_commit
from app.photos import services as photos
from app.photos.services import KeptFiles
from app.polls import queries
from app.polls.drafting import check_draft, note_change
from app.polls.making_rules import (
    PollPlan,
    check_plan,
    check_printed,
    slug_of,
)
from app.polls.models import (
    Ballot,
    CodeBatch,
    Poll,
    PollDistrict,
    PollOption,
    VotingCode,
)
from app.polls.option_services import copy_options
from app.programme import queries as programme_queries

#: Of the plan, what is a column of the same name.
COLUMNS = (
    "question",
    "why",
    "access",
    "electorate",
    "min_age",
    "max_choices",
    "opens_at",
    "closes_at",
    "tie_rule",
    "min_turnout",
    "has_paper",
    "help_text",
    "decided_by",
    "decision_due",
)


def plan_of(session: Session, poll: Poll) -> PollPlan:
    """Return what was decided about the poll."""
    columns: dict[str, Any] = {name: getattr(poll, name) for name in COLUMNS}
    keys = tuple(district.key for district in queries.districts_of(session, poll))
    return PollPlan(**columns, district_keys=keys)


def seen_of(session: Session, poll: Poll) -> dict[str, object]:
    """Return what a form about the poll shows, to notice that somebody changed it."""
    plan = plan_of(session, poll)
    shown = {name: getattr(plan, name) for name in COLUMNS if not name.endswith("s_at")}
    return shown | {
        "has_paper": "yes" if plan.has_paper else "no",
        "districts": list(plan.district_keys),
        "opens_day": local_day(plan.opens_at),
        "opens_time": local_time(plan.opens_at),
        "closes_day": local_day(plan.closes_at),
        "closes_time": local_time(plan.closes_at),
    }


def create_poll(
    session: Session, plan: PollPlan, *, actor: str, now: datetime, is_example: bool = False
) -> Poll:
    """Add a poll as a draft; flushed.

    Raises:
        PlanError: the plan can't be right.
        TextError: the question is empty or can't be stored.
    """
    _check(session, plan)
    poll = Poll(
        slug=slug_of(plan.question, _slugs(session)),
        created_at=now,
        created_by=actor,
        is_example=is_example,
        **{name: getattr(plan, name) for name in COLUMNS},
    )
    session.add(poll)
    session.flush()
    _set_districts(session, poll, plan)
    record(session, actor, "poll.added", ("poll", poll.ref), now=now)
    return poll


def change_poll(
    session: Session, poll: Poll, plan: PollPlan, *, seen: str | None, actor: str, now: datetime
) -> None:
    """Change what was decided about a draft.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
        PollFrozenError: the rules are in the ledger.
        PlanError: the plan can't be right, or letters already say something else.
        TextError: the question is empty or can't be stored.
    """
    check_draft(poll)
    check_seen(seen, seen_of(session, poll))
    _check(session, plan)
    if queries.batches_of(session, poll):
        check_printed(plan_of(session, poll), plan)
    elif plan.question != poll.question:
        poll.slug = slug_of(plan.question, _slugs(session) - {poll.slug})
    for name in COLUMNS:
        setattr(poll, name, getattr(plan, name))
    _set_districts(session, poll, plan)
    note_change(session, poll, "poll.changed", actor, now)


def copy_poll(
    session: Session,
    poll: Poll,
    pictures: Mapping[str, KeptFiles],
    *,
    actor: str,
    now: datetime,
) -> Poll:
    """Add a draft with the same plan and options; flushed.

    pictures: by the reference of an option of `poll`, its picture stored once more.
    """
    copied = create_poll(session, plan_of(session, poll), actor=actor, now=now)
    copy_options(session, poll, copied, pictures, now=now)
    return copied


def remove_draft(
    session: Session, storage: Storage, poll: Poll, *, actor: str, now: datetime
) -> None:
    """Remove a poll that nobody could vote in, with its pictures, codes and letters.

    Raises:
        PollFrozenError: the rules are in the ledger.
    """
    check_draft(poll)
    for option in queries.options_of(session, poll):
        photos.forget(session, storage, queries.owner_of(option))
    keys = [batch.file_key for batch in queries.batches_of(session, poll) if batch.file_key]
    remove_after_commit(session, storage, keys)
    for model in (VotingCode, Ballot, CodeBatch, PollOption, PollDistrict):
        session.exec(delete(model).where(col(model.poll_id) == poll.id))
    session.delete(poll)
    record(session, actor, "poll.deleted", ("poll", poll.ref), now=now)
    session.flush()


def _check(session: Session, plan: PollPlan) -> None:
    check_plan(plan, {district.key for district in programme_queries.districts(session)})


def _set_districts(session: Session, poll: Poll, plan: PollPlan) -> None:
    assert poll.id is not None
    session.exec(delete(PollDistrict).where(col(PollDistrict.poll_id) == poll.id))
    for district in programme_queries.districts(session):
        if district.key in plan.district_keys:
            assert district.id is not None
            session.add(PollDistrict(poll_id=poll.id, district_id=district.id))
    session.flush()


def _slugs(session: Session) -> set[str]:
    return set(session.exec(select(Poll.slug)))
