"""Freezing the rules of a poll, and what can change after that: only in public, with a reason."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.core.errors import ConflictError
from app.core.text import check_text, clean_text
from app.core.versions import PUBLIC, raise_version
from app.ledger import services as ledger
from app.photos.queries import PhotoView
from app.polls import queries
from app.polls.drafting import check_draft, note_change
from app.polls.making_rules import (
    MAX_HELP,
    MAX_REASON,
    DistrictFacts,
    Missing,
    NotLaterError,
    NotReadyError,
    OptionFacts,
    PollFacts,
    SameHelpError,
    frozen_rules,
    missing_in,
)
from app.polls.making_services import plan_of
from app.polls.models import Poll, PollOption
from app.polls.rules import PollClosedError, PollStatus


class PollChangedError(ConflictError):
    """The poll isn't what somebody looked at before they froze it."""


def facts_of(session: Session, poll: Poll) -> PollFacts:
    """Return the poll as it would be frozen now, with the letters counted from their tables."""
    options = queries.options_of(session, poll)
    pictures = queries.pictures_of(session, options)
    codes, ballots = queries.codes_made(session, poll), queries.ballots_made(session, poll)
    return PollFacts(
        plan=plan_of(session, poll),
        options=tuple(_option_facts(option, pictures.get(option.ref)) for option in options),
        districts=tuple(
            DistrictFacts(
                each.key, each.name, codes.get(each.id or 0, 0), ballots.get(each.id or 0, 0)
            )
            for each in queries.districts_of(session, poll)
        ),
    )


def missing(session: Session, poll: Poll, *, now: datetime) -> Sequence[Missing]:
    """Return what has to be filled in or made before the rules can be frozen."""
    return missing_in(facts_of(session, poll), now)


def freeze(
    session: Session, poll: Poll, *, actor: str, now: datetime, seen_version: int | None = None
) -> None:
    """Freeze the rules and put them into the ledger; voting starts at the opening time.

    seen_version: of the poll that somebody looked at; None where nobody did.

    Raises:
        PollFrozenError: that was done before.
        PollChangedError: somebody changed the poll since it was looked at.
        NotReadyError: something is still missing.
    """
    check_draft(poll)
    if seen_version is not None and seen_version != poll.version:
        raise PollChangedError(poll.ref)
    facts = facts_of(session, poll)
    if lacks := missing_in(facts, now):
        raise NotReadyError(lacks)
    poll.frozen_at = now
    ledger.append(session, "poll.opened", frozen_rules(poll.ref, poll.slug, facts), now=now)
    _note(session, poll, "poll.frozen", actor, now)


def extend(
    session: Session, poll: Poll, closes_at: datetime, reason: str, *, actor: str, now: datetime
) -> None:
    """Let people vote until a later moment; the reason is public.

    Raises:
        PollClosedError: it isn't announced or open.
        NotLaterError: it would not close later than it does.
        TextError: the reason is empty or can't be stored.
    """
    reason = _checked(poll, reason, (PollStatus.ANNOUNCED, PollStatus.OPEN), now)
    if closes_at <= poll.closes_at:
        raise NotLaterError(poll.ref)
    _close_at(session, poll, "poll.extended", closes_at, reason, now)
    _note(session, poll, "poll.extended", actor, now)


def close_early(session: Session, poll: Poll, reason: str, *, actor: str, now: datetime) -> None:
    """Stop the voting now; the reason is public.

    Raises:
        PollClosedError: it isn't open.
        TextError: the reason is empty or can't be stored.
    """
    reason = _checked(poll, reason, (PollStatus.OPEN,), now)
    _close_at(session, poll, "poll.closed_early", now.replace(microsecond=0), reason, now)
    _note(session, poll, "poll.closed_early", actor, now)


def change_help(
    session: Session, poll: Poll, help_text: str, reason: str, *, actor: str, now: datetime
) -> None:
    """Say anew where people get help or vote on paper; the reason is public.

    Raises:
        PollClosedError: it isn't announced or open.
        SameHelpError: that is said already.
        TextError: one of the texts is empty or can't be stored.
    """
    reason = _checked(poll, reason, (PollStatus.ANNOUNCED, PollStatus.OPEN), now)
    help_text = clean_text(help_text)
    check_text(help_text, MAX_HELP)
    if help_text == poll.help_text:
        raise SameHelpError(poll.ref)
    facts = {
        "subject": poll.ref,
        "slug": poll.slug,
        "before": poll.help_text,
        "help_text": help_text,
        "reason": reason,
    }
    poll.help_text = help_text
    ledger.append(session, "poll.help_changed", facts, now=now)
    _note(session, poll, "poll.help_changed", actor, now)


def _checked(poll: Poll, reason: str, during: Sequence[PollStatus], now: datetime) -> str:
    if queries.status(poll, now) not in during:
        raise PollClosedError(poll.ref)
    reason = clean_text(reason)
    check_text(reason, MAX_REASON)
    return reason


def _close_at(
    session: Session, poll: Poll, kind: str, closes_at: datetime, reason: str, now: datetime
) -> None:
    facts = {
        "subject": poll.ref,
        "slug": poll.slug,
        "before": poll.closes_at.isoformat(),
        "closes_at": closes_at.isoformat(),
        "reason": reason,
    }
    poll.closes_at = closes_at
    ledger.append(session, kind, facts, now=now)


def _note(session: Session, poll: Poll, action: str, actor: str, now: datetime) -> None:
    note_change(session, poll, action, actor, now)
    raise_version(session, PUBLIC)


def _option_facts(option: PollOption, picture: PhotoView | None) -> OptionFacts:
    return OptionFacts(
        number=option.number,
        title=option.title,
        line=option.line,
        cost=option.cost,
        place=option.place,
        alt=None if picture is None else picture.alt,
        picture=None if picture is None else picture.digest,
    )
