"""The options of a poll and their pictures, until the rules are frozen."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.core.seen import check_seen
from app.core.storage import Storage
from app.core.text import check_text
from app.photos import services as photos
from app.photos.models import Photo
from app.photos.queries import stored_photos
from app.photos.services import KeptFiles
from app.polls import queries
from app.polls.drafting import check_draft, check_unprinted, note_change
from app.polls.making_rules import MAX_ALT, MAX_OPTION_TITLE, OptionPlan, TooManyOptionsError
from app.polls.models import Poll, PollOption
from app.polls.rules import MAX_OPTIONS


def seen_of(option: PollOption) -> dict[str, object]:
    """Return what a form about the option shows, to notice that somebody changed it."""
    return option.model_dump(include={"title", "line", "cost", "place"})


def add_option(
    session: Session, poll: Poll, plan: OptionPlan, *, actor: str, now: datetime
) -> PollOption:
    """Add an option behind the others; flushed.

    Raises:
        PollFrozenError: the rules are in the ledger.
        PollPrintedError: there are letters.
        TooManyOptionsError: there are `MAX_OPTIONS` already.
        TextError: its title is empty or can't be stored.
    """
    check_draft(poll)
    check_unprinted(session, poll)
    check_text(plan.title, MAX_OPTION_TITLE)
    count = len(queries.options_of(session, poll))
    if count >= MAX_OPTIONS:
        raise TooManyOptionsError(poll.ref)
    assert poll.id is not None
    option = PollOption(poll_id=poll.id, number=count + 1, title="")
    _set(option, plan)
    session.add(option)
    note_change(session, poll, "poll.option_added", actor, now)
    return option


def change_option(
    session: Session,
    option: PollOption,
    plan: OptionPlan,
    *,
    seen: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Give the option other words.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
        PollFrozenError: the rules are in the ledger.
        PollPrintedError: there are letters with its title.
        TextError: its title is empty or can't be stored.
    """
    poll = _draft_of(session, option)
    check_text(plan.title, MAX_OPTION_TITLE)
    check_seen(seen, seen_of(option))
    if plan.title != option.title:
        check_unprinted(session, poll)
    _set(option, plan)
    session.add(option)
    note_change(session, poll, "poll.option_changed", actor, now)


def move_option(
    session: Session, option: PollOption, steps: int, *, actor: str, now: datetime
) -> None:
    """Move the option `steps` places down, or up when negative, and number all anew.

    Raises:
        PollFrozenError: the rules are in the ledger.
        PollPrintedError: there are letters.
    """
    poll = _draft_of(session, option)
    check_unprinted(session, poll)
    options = list(queries.options_of(session, poll))
    at = options.index(option)
    options.insert(max(0, min(at + steps, len(options) - 1)), options.pop(at))
    _number(session, options)
    note_change(session, poll, "poll.option_moved", actor, now)


def remove_option(
    session: Session, storage: Storage, option: PollOption, *, actor: str, now: datetime
) -> None:
    """Remove the option with its picture, and number the others anew.

    Raises:
        PollFrozenError: the rules are in the ledger.
        PollPrintedError: there are letters.
    """
    poll = _draft_of(session, option)
    check_unprinted(session, poll)
    photos.forget(session, storage, queries.owner_of(option))
    session.delete(option)
    session.flush()
    _number(session, list(queries.options_of(session, poll)))
    note_change(session, poll, "poll.option_removed", actor, now)


def set_picture(
    session: Session,
    storage: Storage,
    option: PollOption,
    kept: KeptFiles,
    *,
    actor: str,
    now: datetime,
) -> Photo:
    """Give the option this picture in the place of an earlier one; its alt text is asked anew.

    Raises:
        PollFrozenError: the rules are in the ledger.
    """
    poll = _draft_of(session, option)
    photos.forget(session, storage, queries.owner_of(option))
    photo = _record(session, option, kept, now=now)
    note_change(session, poll, "poll.picture_set", actor, now)
    return photo


def set_alt(
    session: Session,
    option: PollOption,
    alt: str,
    *,
    seen_version: int,
    actor: str,
    now: datetime,
) -> None:
    """Store what is to be seen on the option's picture; nothing happens without a picture.

    Raises:
        PollFrozenError: the rules are in the ledger.
        PhotoChangedError: somebody else put another picture or text there.
        TextError: it is empty or can't be stored.
    """
    poll = _draft_of(session, option)
    check_text(alt, MAX_ALT)
    for photo in stored_photos(session, queries.owner_of(option)):
        photos.set_alt(session, photo, alt, seen_version=seen_version)
    note_change(session, poll, "poll.picture_described", actor, now)


def copy_options(
    session: Session,
    source: Poll,
    target: Poll,
    pictures: Mapping[str, KeptFiles],
    *,
    now: datetime,
) -> None:
    """Give `target` the options of `source`, with these pictures by reference of the original."""
    assert target.id is not None
    for option in queries.options_of(session, source):
        copied = PollOption(poll_id=target.id, number=option.number, title="")
        _set(copied, OptionPlan(option.title, option.line, option.cost, option.place))
        session.add(copied)
        session.flush()
        if option.ref in pictures:
            earlier = stored_photos(session, queries.owner_of(option))[-1]
            _record(session, copied, pictures[option.ref], now=now, alt=earlier.alt)


def _record(
    session: Session, option: PollOption, kept: KeptFiles, *, now: datetime, alt: str = ""
) -> Photo:
    photo = photos.record_photo(session, kept, owner=queries.owner_of(option), now=now)
    # Staff chose it: it is shown as soon as the poll is.
    photo.shown, photo.alt = True, alt
    session.add(photo)
    session.flush()
    return photo


def _number(session: Session, options: list[PollOption]) -> None:
    for number, option in enumerate(options, 1):
        option.number = number
        session.add(option)


def _set(option: PollOption, plan: OptionPlan) -> None:
    option.title, option.line = plan.title, plan.line
    option.cost, option.place = plan.cost, plan.place


def _draft_of(session: Session, option: PollOption) -> Poll:
    poll = session.get_one(Poll, option.poll_id)
    check_draft(poll)
    return poll
