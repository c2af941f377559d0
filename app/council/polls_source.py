"""Polls for the pack: results that opened, and what can be voted on now."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.core.dates import date_in_words, in_words, local_day
from app.council.rules import PackKind
from app.council.subjects import PackBar, PackSubject
from app.polls import queries
from app.polls.models import Poll
from app.polls.result_showing import Bar, result_view
from app.polls.rules import PollStatus
from app.polls.words import NAMES, STATUSES
from app.programme.models import District


def poll_subjects(
    session: Session, since: datetime, until: datetime, districts: Sequence[District]
) -> list[PackSubject]:
    """Return the polls with a result from this time, and those that are frozen without one."""
    here, ids = {each.id for each in districts}, queries.district_ids(session)
    mine = [poll for poll in queries.all_polls(session) if here & ids[poll.id or 0]]
    opened = [poll for poll in mine if poll.result_at and since < poll.result_at <= until]
    running = [poll for poll in mine if poll.frozen_at and poll.result_at is None]
    return [
        *(_opened(session, poll, ids[poll.id or 0]) for poll in opened),
        *(_running(poll, until, ids[poll.id or 0]) for poll in running),
    ]


def _opened(session: Session, poll: Poll, districts: frozenset[int]) -> PackSubject:
    view = result_view(session, poll)
    assert poll.result_at is not None
    return PackSubject(
        PackKind.POLL,
        poll.ref,
        poll.question,
        words=(view.headline, *view.why, *_turnout(view.figures.ballots)),
        group=str(_("Uitslagen")),
        label=str(
            _(
                "%(kind)s, uitslag van %(day)s",
                kind=NAMES[poll.access],
                day=date_in_words(local_day(poll.result_at)),
            )
        ),
        districts=districts,
        bars=tuple(_bar(bar) for bar in (*view.bars, *view.rest)),
        path=f"/stemmen/{poll.slug}/uitslag",
    )


def _running(poll: Poll, now: datetime, districts: frozenset[int]) -> PackSubject:
    status = queries.status(poll, now)
    words = [poll.why] if poll.why else []
    if status is PollStatus.ANNOUNCED:
        words.append(str(_("Stemmen kan vanaf %(day)s.", day=in_words(poll.opens_at))))
    words.append(str(_("Stemmen kan tot en met %(day)s.", day=in_words(poll.closes_at))))
    return PackSubject(
        PackKind.POLL,
        poll.ref,
        poll.question,
        words=tuple(words),
        group=str(_("Nog geen uitslag")),
        rank=1,
        label=f"{NAMES[poll.access]}: {STATUSES[status][0]}",
        districts=districts,
        path=f"/stemmen/{poll.slug}",
    )


def _turnout(ballots: int) -> tuple[str, ...]:
    return (str(_("%(count)s mensen stemden.", count=ballots)),)


def _bar(bar: Bar) -> PackBar:
    votes = _(
        "%(title)s: %(votes)s stemmen (%(percent)s)",
        title=bar.title,
        votes=bar.votes,
        percent=bar.percent,
    )
    return PackBar(str(votes), bar.share, is_first=bar.is_winner)
