"""Promises for the pack: overdue, still to come, and what became of others."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session, col, or_, select

from app.core.dates import local_day
from app.council.rules import PackKind
from app.council.subjects import PackSubject
from app.programme.models import District
from app.promises import queries
from app.promises.models import Promise
from app.promises.queries import PromiseView
from app.promises.rules import PromiseStatus, Standing
from app.promises.words import standing_label

#: In the order of the paper: what went wrong is not hidden behind what went well.
_GROUPS: Final = {
    Standing.OVERDUE: _l("Te laat"),
    Standing.OPEN: _l("Nog te doen"),
    Standing.KEPT_LATE: _l("Klaar, later dan beloofd"),
    Standing.KEPT_ON_TIME: _l("Klaar, op tijd"),
    Standing.DROPPED: _l("Gaat niet door"),
}


def promise_subjects(
    session: Session, since: datetime, until: datetime, districts: Sequence[District]
) -> list[PackSubject]:
    """Return every open promise, and those that were closed in this time; overdue ones first."""
    first, today = local_day(since), local_day(until)
    views = queries.views_of(session, _wanted(session, first, districts), today)
    places = list(_GROUPS)
    return [_subject(view, today) for view in sorted(views, key=lambda v: places.index(v.standing))]


def _wanted(session: Session, first: date, districts: Sequence[District]) -> Sequence[Promise]:
    here = or_(
        col(Promise.district_id).in_([each.id for each in districts]),
        col(Promise.district_id).is_(None),
    )
    is_new = or_(col(Promise.status) == PromiseStatus.OPEN, col(Promise.closed_on) >= first)
    wanted = select(Promise).where(here, is_new)
    return session.exec(wanted.order_by(col(Promise.due_on), col(Promise.id))).all()


def _subject(view: PromiseView, today: date) -> PackSubject:
    promise = view.promise
    place = view.district or str(_("alle wijken"))
    words = [str(_("%(office)s, voor %(place)s.", office=promise.office, place=place))]
    if view.standing is Standing.OVERDUE:
        days = (today - promise.due_on).days
        words.append(str(_("Dit is nu %(days)s dagen te laat.", days=days)))
    return PackSubject(
        PackKind.PROMISE,
        promise.ref,
        promise.what,
        words=tuple(words),
        group=str(_GROUPS[view.standing]),
        rank=list(_GROUPS).index(view.standing),
        label=standing_label(promise, view.standing)[1],
        districts=frozenset({promise.district_id} if promise.district_id else ()),
        path=f"/beloofd/{promise.ref}",
    )
