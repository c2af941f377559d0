"""Storing a batch of codes with its empty ballots, and the encrypted file with the letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlmodel import Session, col, delete, select

from app.audit.services import record
from app.core.errors import NotFoundError
from app.core.hashing import HashCost
from app.core.sealing import seal, unseal
from app.core.storage import Storage, remove_after_commit
from app.polls import code_queries, queries
from app.polls.code_making import MadeCode
from app.polls.code_rules import BatchPlan, PassphraseShownError
from app.polls.drafting import check_draft
from app.polls.models import Ballot, CodeBatch, Poll, VotingCode
from app.polls.receipts import NO_RECEIPT
from app.polls.rules import NOTHING, CodeState, pack_choice

_PURPOSE: Final = "letters"


def make_codes(
    session: Session,
    poll: Poll,
    plan: BatchPlan,
    made: Sequence[MadeCode],
    cost: HashCost,
    *,
    now: datetime,
) -> CodeBatch:
    """Add the batch, its codes in order of number, and as many empty ballots in order of id.

    Nothing but the secret of a code ties it to its ballot. Flushed.

    Raises:
        PollFrozenError: the number of codes is in the ledger.
    """
    check_draft(poll)
    assert poll.id is not None
    district_id = _district_id(session, poll, plan.district_key)
    batch = CodeBatch(
        ref=plan.ref,
        poll_id=poll.id,
        district_id=district_id,
        first_number=code_queries.next_number(session, poll),
        issued=plan.issued,
        reserve=plan.reserve,
        form=plan.form,
        made_at=now,
        made_by=plan.actor,
    )
    session.add(batch)
    session.flush()
    session.execute(insert(VotingCode), _code_rows(batch, made, cost))
    session.execute(insert(Ballot), _ballot_rows(batch, made))
    _record(session, plan.actor, "poll.letters_made", poll, now, letters=plan.total)
    return batch


def shelve(
    session: Session, batch: CodeBatch, file_key: str, passphrase: str, *, secret_key: str
) -> None:
    """Remember where the batch's encrypted file lies, and its passphrase under our own key."""
    batch.file_key = file_key
    sealed = passphrase.encode()
    batch.sealed_passphrase = seal(secret_key, _purpose(batch), sealed, now=batch.made_at)
    session.add(batch)
    session.flush()


def show_passphrase(
    session: Session, poll: Poll, batch: CodeBatch, *, secret_key: str, actor: str, now: datetime
) -> str:
    """Return the passphrase and forget it; this works once.

    Raises:
        PassphraseShownError: it was shown before, or its file is gone.
    """
    sealed = batch.sealed_passphrase
    passphrase = unseal(secret_key, _purpose(batch), sealed, now=now) if sealed else None
    if passphrase is None:
        raise PassphraseShownError(batch.ref)
    batch.sealed_passphrase = None
    session.add(batch)
    _record(session, actor, "poll.letters_passphrase", poll, now, batch=batch.ref)
    return passphrase.decode()


def note_download(
    session: Session, poll: Poll, batch: CodeBatch, *, actor: str, now: datetime
) -> None:
    """Put into the log who takes the file with the codes.

    Raises:
        NotFoundError: it was destroyed.
    """
    if batch.file_key is None:
        raise NotFoundError(batch.ref)
    _record(session, actor, "poll.letters_downloaded", poll, now, batch=batch.ref)


def destroy_file(
    session: Session,
    storage: Storage,
    batch: CodeBatch,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Destroy the file with the codes, and its passphrase; the letters are on paper by now."""
    if batch.file_key is None:
        return
    remove_after_commit(session, storage, [batch.file_key])
    batch.file_key = batch.sealed_passphrase = None
    batch.destroyed_at = now
    session.add(batch)
    poll = session.get_one(Poll, batch.poll_id)
    _record(session, actor, "poll.letters_destroyed", poll, now, batch=batch.ref)


def drop_batch(
    session: Session, storage: Storage, poll: Poll, batch: CodeBatch, *, actor: str, now: datetime
) -> None:
    """Remove a batch as if it had never been made: its codes, as many empty ballots, its file.

    Which ballots are its own nobody can tell. So all ballots of its district go, and with them
    all batches of that district.

    Raises:
        PollFrozenError: the number of codes is in the ledger.
    """
    check_draft(poll)
    same = select(CodeBatch).where(
        CodeBatch.poll_id == poll.id, CodeBatch.district_id == batch.district_id
    )
    batches = session.exec(same).all()
    remove_after_commit(session, storage, [each.file_key for each in batches if each.file_key])
    for each in batches:
        session.exec(delete(VotingCode).where(col(VotingCode.batch_id) == each.id))
        session.delete(each)
    mine = (col(Ballot.poll_id) == poll.id, col(Ballot.district_id) == batch.district_id)
    session.exec(delete(Ballot).where(*mine))
    session.flush()
    _record(session, actor, "poll.letters_dropped", poll, now, batches=len(batches))


def _record(
    session: Session, actor: str, action: str, poll: Poll, now: datetime, **facts: int | str
) -> None:
    record(session, actor, action, ("poll", poll.ref), now=now, **facts)


def _district_id(session: Session, poll: Poll, key: str) -> int:
    for district in queries.districts_of(session, poll):
        if district.key == key:
            assert district.id is not None
            return district.id
    raise NotFoundError(key)


def _code_rows(
    batch: CodeBatch, made: Sequence[MadeCode], cost: HashCost
) -> list[dict[str, object]]:
    return [
        {
            "lookup": each.code.lookup,
            "poll_id": batch.poll_id,
            "batch_id": batch.id,
            "number": number,
            "salt": each.salt,
            "time_cost": cost.time_cost,
            "memory_kib": cost.memory_kib,
            "parallelism": cost.parallelism,
            "check_value": each.keys.check_value,
            "state": CodeState.ISSUED if place < batch.issued else CodeState.RESERVE,
        }
        for place, (number, each) in enumerate(enumerate(made, batch.first_number))
    ]


def _ballot_rows(batch: CodeBatch, made: Sequence[MadeCode]) -> list[dict[str, object]]:
    return [
        {
            "poll_id": batch.poll_id,
            "id": ballot_id,
            "district_id": batch.district_id,
            "choice": pack_choice(NOTHING),
            "receipt": NO_RECEIPT,
            "closed": False,
        }
        for ballot_id in sorted(each.keys.ballot_id for each in made)
    ]


def _purpose(batch: CodeBatch) -> str:
    return f"{_PURPOSE}:{batch.ref}"
