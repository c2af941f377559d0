"""Reading letters by their numbers; no query gives a look-up to a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.polls.models import CodeBatch, Poll, VotingCode
from app.polls.rules import CodeState


@dataclass(frozen=True)
class LetterCounts:
    """How many letters of a poll or batch are in which state."""

    issued: int = 0
    reserve: int = 0
    void: int = 0

    @property
    def total(self) -> int:
        """All of them; always the codes that were made."""
        return self.issued + self.reserve + self.void


def find_batch(session: Session, ref: str) -> CodeBatch | None:
    """Return the batch with this reference, if there is one."""
    return session.exec(select(CodeBatch).where(CodeBatch.ref == ref)).one_or_none()


def get_batch(session: Session, poll: Poll, ref: str) -> CodeBatch:
    """Return the batch of this poll; raise `NotFoundError` without it."""
    batch = find_batch(session, ref)
    if batch is None or batch.poll_id != poll.id:
        raise NotFoundError(ref)
    return batch


def next_number(session: Session, poll: Poll) -> int:
    """Return the number of the first letter that isn't made yet."""
    highest = session.exec(
        select(func.max(VotingCode.number)).where(VotingCode.poll_id == poll.id)
    ).one()
    return (highest or 0) + 1


def taken_lookups(session: Session) -> set[str]:
    """Return the look-up of every code of every poll."""
    return set(session.exec(select(VotingCode.lookup)))


def count_letters(session: Session, poll: Poll) -> LetterCounts:
    """Return how many letters of the poll are in which state."""
    return _counts(session, VotingCode.poll_id == poll.id)


def count_batch(session: Session, batch: CodeBatch) -> LetterCounts:
    """Return how many letters of the batch are in which state."""
    return _counts(session, VotingCode.batch_id == batch.id)


def find_letter(session: Session, poll: Poll, number: int) -> VotingCode | None:
    """Return the letter with this number, if there is one."""
    wanted = select(VotingCode).where(VotingCode.poll_id == poll.id, VotingCode.number == number)
    return session.exec(wanted).one_or_none()


def district_of(session: Session, letter: VotingCode) -> int:
    """Return the district that the letter was made for."""
    batch = select(CodeBatch.district_id).where(CodeBatch.id == letter.batch_id)
    return session.exec(batch).one()


def next_reserve(session: Session, poll: Poll, district_id: int) -> VotingCode | None:
    """Return the reserve letter of this district with the lowest number, if any is left."""
    free = (
        select(VotingCode)
        .join(CodeBatch, col(CodeBatch.id) == col(VotingCode.batch_id))
        .where(
            VotingCode.poll_id == poll.id,
            VotingCode.state == CodeState.RESERVE,
            CodeBatch.district_id == district_id,
        )
    )
    return session.exec(free.order_by(col(VotingCode.number)).limit(1)).first()


def unfetched(session: Session, *, made_before: datetime) -> Sequence[CodeBatch]:
    """Return batches made before then whose file still lies here."""
    return session.exec(
        select(CodeBatch).where(
            col(CodeBatch.file_key).is_not(None), col(CodeBatch.made_at) < made_before
        )
    ).all()


def known_files(session: Session) -> set[str]:
    """Return the keys of the files that batches still have."""
    kept = select(CodeBatch.file_key).where(col(CodeBatch.file_key).is_not(None))
    return {key for key in session.exec(kept) if key is not None}


def _counts(session: Session, of: object) -> LetterCounts:
    counted = select(VotingCode.state, func.count()).where(of).group_by(col(VotingCode.state))  # type: ignore[arg-type] # SQLModel types a comparison as bool
    by_state = dict(session.exec(counted).all())
    return LetterCounts(**{state.value: by_state.get(state, 0) for state in CodeState})
