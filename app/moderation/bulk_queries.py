"""Reading answers that are sent to many stories."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from app.core.errors import NotFoundError
from app.core.text import excerpt
from app.moderation.bulk_rules import BulkResult
from app.moderation.models import BulkAnswer, BulkItem
from app.moderation.queue import EXCERPT
from app.staff.models import StaffMember
from app.staff.rules import Scope
from app.stories.models import Story


@dataclass(frozen=True)
class BulkRow:
    """One story, and what came of it."""

    #: None when the reader may not see it any more.
    ref: str | None
    language: str
    #: Its first words; empty once withdrawn.
    opening: str
    result: BulkResult | None


def get_bulk(session: Session, ref: str) -> BulkAnswer:
    """Return the answer to many with this reference; raise `NotFoundError` without one."""
    found = session.exec(select(BulkAnswer).where(BulkAnswer.ref == ref)).one_or_none()
    if found is None:
        raise NotFoundError(ref)
    return found


def own_bulk(session: Session, member: StaffMember, ref: str) -> BulkAnswer:
    """Return it for who sent it; raise `NotFoundError` for others."""
    found = get_bulk(session, ref)
    if found.member_id != member.id:
        raise NotFoundError(ref)
    return found


def items_of(session: Session, bulk: BulkAnswer) -> Sequence[BulkItem]:
    """Return the stories that it goes to, in a fixed order."""
    mine = select(BulkItem).where(BulkItem.bulk_id == bulk.id)
    return session.exec(mine.order_by(col(BulkItem.story_id))).all()


def rows_of(session: Session, bulk: BulkAnswer, scope: Scope) -> list[BulkRow]:
    """Return what came of each story, those that were skipped first.

    Of one that went to another district only that it did.
    """
    opening = func.substr(Story.original, 1, 4 * EXCERPT)
    found = (
        sql_select(
            col(Story.ref),
            col(Story.language),
            opening,
            col(BulkItem.result),
            col(Story.district_id),
        )
        .join(BulkItem, col(BulkItem.story_id) == col(Story.id))
        .where(col(BulkItem.bulk_id) == bulk.id)
        .order_by(col(Story.id))
    )
    rows = [
        BulkRow(ref, language, _cut(text), result)
        if scope.covers(district_id)
        else BulkRow(None, "nl", "", result)
        for ref, language, text, result, district_id in session.execute(found)
    ]
    return sorted(rows, key=lambda row: row.result is BulkResult.ANSWERED)


def stories_of(session: Session, refs: Sequence[str]) -> list[BulkRow]:
    """Return these stories in order of arrival, before anything is sent."""
    opening = func.substr(Story.original, 1, 4 * EXCERPT)
    found = select(Story.ref, Story.language, opening).where(col(Story.ref).in_(refs))
    rows = session.exec(found.order_by(col(Story.id))).all()
    return [BulkRow(ref, language, _cut(text), None) for ref, language, text in rows]


def _cut(text: str | None) -> str:
    return excerpt(" ".join((text or "").split()), EXCERPT)
