"""Keeping a file that was made, noting that it was, and destroying it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from app.audit.services import record
from app.core.errors import NotFoundError
from app.core.refs import new_ref
from app.core.storage import Storage, remove_after_commit
from app.monitor.export_making import Made, Order, pack_choice, state_now, unpack_choice
from app.monitor.models import ExportFile
from app.staff.rules import Scope

#: Begins the owner part of every key of ours, so that a sweep leaves other files alone.
FILE_OWNER: Final = "export"
#: How long a file waits to be fetched.
LONGEST: Final = timedelta(hours=24)


def new_owner() -> str:
    """Return the owner of a file that is about to be kept."""
    return f"{FILE_OWNER}{new_ref()}"


def still_holds(session: Session, made: Made) -> bool:
    """Whether everything in a file that was just made may still leave."""
    return state_now(session, made.order, made.newest_story) == made.state


def keep(session: Session, made: Made, key: str, *, size: int, now: datetime) -> ExportFile:
    """Record a file that lies in the storage, and that it was made; flushed."""
    order = made.order
    kept = ExportFile(
        kind=order.kind,
        choice=pack_choice(order.choice),
        districts=None if order.scope.everything else sorted(order.scope.district_ids),
        made_at=now,
        made_by=order.actor,
        newest_story=made.newest_story,
        state=made.state,
        counts=made.counts,
        bytes=size,
        file_key=key,
    )
    session.add(kept)
    session.flush()
    note(session, made, kept.ref, now=now)
    return kept


def note(session: Session, made: Made, reference: str, *, now: datetime) -> None:
    """Write into the audit log who took which stories out, and how many; no words of them."""
    order = made.order
    record(
        session,
        order.actor,
        "export.exported",
        ("export", reference),
        now=now,
        format=order.kind.value,
        stories=made.overview.stories,
        left_out=made.overview.left_out.total(),
        **pack_choice(order.choice),
    )


def is_fit(session: Session, kept: ExportFile) -> bool:
    """Whether everything in a kept file may still leave."""
    return state_now(session, _order(kept), kept.newest_story) == kept.state


def files_of(session: Session, actor: str) -> Sequence[ExportFile]:
    """Return the kept files of somebody, newest first."""
    mine = select(ExportFile).where(ExportFile.made_by == actor)
    return session.exec(mine.order_by(col(ExportFile.id).desc())).all()


def get_file(session: Session, ref: str, *, actor: str | None) -> ExportFile:
    """Return a kept file of `actor`, of anybody for None; raise `NotFoundError` without one."""
    found = session.exec(select(ExportFile).where(ExportFile.ref == ref)).one_or_none()
    if found is None or actor not in {None, found.made_by}:
        raise NotFoundError(ref)
    return found


def kept_files(session: Session) -> Sequence[ExportFile]:
    """Return every kept file, oldest first."""
    return session.exec(select(ExportFile).order_by(col(ExportFile.id))).all()


def destroy(session: Session, storage: Storage, files: Iterable[ExportFile]) -> int:
    """Destroy files with their rows when the transaction commits; return how many."""
    count = 0
    for kept in files:
        remove_after_commit(session, storage, [kept.file_key])
        session.delete(kept)
        count += 1
    return count


def forget(session: Session, storage: Storage) -> int:
    """Destroy every kept file, because a story is withdrawn: any of them can hold it."""
    return destroy(session, storage, kept_files(session))


def _order(kept: ExportFile) -> Order:
    scope = Scope(everything=kept.districts is None, district_ids=frozenset(kept.districts or ()))
    return Order(kept.kind, unpack_choice(kept.choice), scope, kept.made_by)
