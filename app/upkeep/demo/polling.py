"""Holding the example polls: made, given letters and frozen by the real services."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, select

from app.core.codes import Code
from app.core.dates import local_day, moment_of
from app.core.refs import new_ref
from app.photos.decoder import decode_photo
from app.photos.services import keep_files
from app.polls import code_services, freezing_services, making_services, option_services
from app.polls.code_making import draw_codes, lock_codes
from app.polls.code_rules import BatchPlan, LetterForm
from app.polls.making_rules import OptionPlan, PollPlan
from app.polls.models import Poll
from app.polls.rules import MIN_BATCH, Access, Electorate, TieRule
from app.upkeep.demo.pictures import draw
from app.upkeep.demo.telling import Stage

_FILE: Final = Path(__file__).with_name("polls.toml")
_ACTOR: Final = "command"
_OPENS: Final = time(9, 0)
_CLOSES: Final = time(20, 0)
#: Letters of a batch that stay at the counter.
_RESERVE: Final = 5

#: One `[[polls]]` entry of the file.
Held = dict[str, Any]


def example_polls() -> list[Held]:
    """Return every example poll, the one that opened first first."""
    polls: list[Held] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["polls"]
    return sorted(polls, key=lambda poll: -int(poll["opened_days_ago"]))


def hold_polls(stage: Stage) -> list[Code]:
    """Hold the example polls where there are none, and return codes that are good for a vote.

    The caller commits.
    """
    if stage.session.exec(select(Poll.id).limit(1)).first() is not None:
        return []
    codes: list[Code] = []
    for held in example_polls():
        codes += _hold(stage, held)
    return codes


def _hold(stage: Stage, held: Held) -> list[Code]:
    plan = _plan(held, stage.now)
    made_at = plan.opens_at - timedelta(days=1)
    poll = making_services.create_poll(
        stage.session, plan, actor=_ACTOR, now=made_at, is_example=True
    )
    for seed, option in enumerate(held["options"]):
        _add(stage, poll, option, seed, made_at)
    codes = _letters(stage, poll, made_at) if plan.access is Access.LETTERS else []
    freezing_services.freeze(stage.session, poll, actor=_ACTOR, now=made_at)
    return codes


def _plan(held: Held, now: datetime) -> PollPlan:
    today = local_day(now)
    return PollPlan(
        question=held["question"],
        why=held["why"].strip(),
        opens_at=moment_of(today - timedelta(days=held["opened_days_ago"]), _OPENS),
        closes_at=moment_of(today + timedelta(days=held["closes_in_days"]), _CLOSES),
        district_keys=tuple(held["districts"]),
        access=Access(held["access"]),
        electorate=Electorate(held["electorate"]),
        max_choices=held["max_choices"],
        tie_rule=TieRule(held["tie_rule"]),
        min_turnout=held.get("min_turnout"),
        has_paper=held["has_paper"],
        help_text=held["help_text"].strip(),
        decided_by=held["decided_by"],
        decision_due=today + timedelta(days=held["decision_in_days"]),
    )


def _add(stage: Stage, poll: Poll, told: dict[str, Any], seed: int, now: datetime) -> None:
    plan = OptionPlan(told["title"], told["line"], told["cost"], told.get("place", ""))
    option = option_services.add_option(stage.session, poll, plan, actor=_ACTOR, now=now)
    kept = keep_files(stage.storage, decode_photo(draw(told["scene"], seed + 2)))
    photo = option_services.set_picture(
        stage.session, stage.storage, option, kept, actor=_ACTOR, now=now
    )
    option_services.set_alt(
        stage.session, option, told["alt"], seen_version=photo.version, actor=_ACTOR, now=now
    )


def _letters(stage: Stage, poll: Poll, now: datetime) -> list[Code]:
    """Make the codes of one small batch for each district; nobody prints these letters."""
    codes: list[Code] = []
    for key in making_services.plan_of(stage.session, poll).district_keys:
        plan = BatchPlan(
            ref=new_ref(),
            poll_ref=poll.ref,
            district_key=key,
            form=LetterForm.A4,
            issued=MIN_BATCH - _RESERVE,
            reserve=_RESERVE,
            actor=_ACTOR,
        )
        codes += _batch(stage.session, poll, plan, stage, now)
    return codes


def _batch(
    session: Session, poll: Poll, plan: BatchPlan, stage: Stage, now: datetime
) -> list[Code]:
    drawn = draw_codes(plan.total, set())
    made = lock_codes(drawn, stage.cost, lambda _done, _total: None)
    batch = code_services.make_codes(session, poll, plan, made, stage.cost, now=now)
    batch.destroyed_at = now
    session.add(batch)
    return drawn[: plan.issued]
