"""Reading polls: what is asked, what one may choose, and where it stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.photos.models import PhotoOwner
from app.photos.queries import Owner, PhotoView, photos_by_owner
from app.polls.models import Ballot, CodeBatch, Poll, PollDistrict, PollOption, VotingCode
from app.polls.rules import Moments, PollStatus, status_of
from app.programme.models import District

#: Closing time and reference of a poll: where it stands in the public list.
Place = tuple[datetime, str]

#: Long side of the pictures on pages with several options: at most some 40 kB each.
PICTURE_SIZE: Final = 400


def find_poll(session: Session, ref: str) -> Poll | None:
    """Return the poll with this reference, if there is one."""
    return session.exec(select(Poll).where(Poll.ref == ref)).one_or_none()


def get_poll(session: Session, ref: str) -> Poll:
    """Return the poll with this reference; raise `NotFoundError` without one."""
    poll = find_poll(session, ref)
    if poll is None:
        raise NotFoundError(ref)
    return poll


def get_public_poll(session: Session, slug: str) -> Poll:
    """Return the poll at this public address; raise `NotFoundError` before it is frozen."""
    wanted = select(Poll).where(Poll.slug == slug, col(Poll.frozen_at).is_not(None))
    poll = session.exec(wanted).one_or_none()
    if poll is None:
        raise NotFoundError(slug)
    return poll


def status(poll: Poll, now: datetime) -> PollStatus:
    """Return where the poll stands at `now`."""
    return status_of(Moments(poll.opens_at, poll.closes_at, poll.frozen_at, poll.result_at), now)


def all_polls(session: Session) -> Sequence[Poll]:
    """Return every poll, the one that closes last first."""
    order = col(Poll.closes_at).desc(), col(Poll.id).desc()
    return session.exec(select(Poll).order_by(*order)).all()


def finished_polls(
    session: Session, *, limit: int, place: Place | None, back: bool
) -> Sequence[Poll]:
    """Return up to `limit` polls whose result is open, in the order of the walk.

    The one that closed last comes first; walking `back` the nearest to `place` does.
    """
    here = tuple_(col(Poll.closes_at), col(Poll.ref))
    finished = select(Poll).where(col(Poll.result_at).is_not(None)).limit(limit)
    if place is not None:
        finished = finished.where(here > place if back else here < place)
    if back:
        return session.exec(finished.order_by(col(Poll.closes_at), col(Poll.ref))).all()
    newest = col(Poll.closes_at).desc(), col(Poll.ref).desc()
    return session.exec(finished.order_by(*newest)).all()


def running_polls(session: Session) -> Sequence[Poll]:
    """Return frozen polls without a result, the one that closes first first."""
    running = select(Poll).where(col(Poll.frozen_at).is_not(None), col(Poll.result_at).is_(None))
    return session.exec(running.order_by(col(Poll.closes_at), col(Poll.id))).all()


def options_of(session: Session, poll: Poll) -> Sequence[PollOption]:
    """Return the options in order of their numbers."""
    mine = select(PollOption).where(PollOption.poll_id == poll.id)
    return session.exec(mine.order_by(col(PollOption.number), col(PollOption.id))).all()


def get_option(session: Session, poll: Poll, ref: str) -> PollOption:
    """Return the option of this poll; raise `NotFoundError` without it."""
    wanted = select(PollOption).where(PollOption.poll_id == poll.id, PollOption.ref == ref)
    option = session.exec(wanted).one_or_none()
    if option is None:
        raise NotFoundError(ref)
    return option


def districts_of(session: Session, poll: Poll) -> Sequence[District]:
    """Return the districts whose residents vote, in order."""
    mine = (
        select(District)
        .join(PollDistrict, col(PollDistrict.district_id) == col(District.id))
        .where(PollDistrict.poll_id == poll.id)
    )
    return session.exec(mine.order_by(col(District.position), col(District.id))).all()


def district_ids(session: Session) -> Mapping[int, frozenset[int]]:
    """Return the districts of every poll, by its id."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in session.exec(select(PollDistrict)):
        found[row.poll_id].add(row.district_id)
    return defaultdict(frozenset, {poll: frozenset(ids) for poll, ids in found.items()})


def owner_of(option: PollOption) -> Owner:
    """Return what the picture of an option belongs to."""
    return PhotoOwner.POLL_OPTION, option.ref


def pictures_of(session: Session, options: Sequence[PollOption]) -> dict[str, PhotoView]:
    """Return the picture of each option that has one, by the option's reference."""
    refs = [option.ref for option in options]
    found = photos_by_owner(session, PhotoOwner.POLL_OPTION, refs)
    return {ref: photos[-1] for ref, photos in found.items() if photos}


def batches_of(session: Session, poll: Poll) -> Sequence[CodeBatch]:
    """Return the batches of letters, in order of their numbers."""
    mine = select(CodeBatch).where(CodeBatch.poll_id == poll.id)
    return session.exec(mine.order_by(col(CodeBatch.first_number))).all()


def codes_made(session: Session, poll: Poll) -> dict[int, int]:
    """Return how many codes are stored for each district, reserve ones and void ones included."""
    counted = (
        select(CodeBatch.district_id, func.count())
        .join(VotingCode, col(VotingCode.batch_id) == col(CodeBatch.id))
        .where(VotingCode.poll_id == poll.id)
        .group_by(col(CodeBatch.district_id))
    )
    return dict(session.exec(counted).all())


def ballots_made(session: Session, poll: Poll) -> dict[int, int]:
    """Return how many ballots are stored for each district, empty or not."""
    counted = (
        select(Ballot.district_id, func.count())
        .where(Ballot.poll_id == poll.id, col(Ballot.district_id).is_not(None))
        .group_by(col(Ballot.district_id))
    )
    return {district: count for district, count in session.exec(counted) if district is not None}
