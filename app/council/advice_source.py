"""What became of earlier advice, for the pack of the next meeting."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from app.core.dates import date_in_words, local_day
from app.council.models import Advice, Meeting
from app.council.queries import overlap
from app.council.rules import MeetingState, PackKind
from app.council.subjects import PackSubject
from app.programme.models import District
from app.promises import queries as promises
from app.promises.models import Promise
from app.promises.rules import PromiseStatus
from app.promises.words import standing_label


def advice_subjects(
    session: Session, since: datetime, until: datetime, districts: Sequence[District]
) -> list[PackSubject]:
    """Return advice of earlier meetings that is new or not settled, or was settled since."""
    keys = [each.key for each in districts]
    rows = [
        (advice, meeting)
        for advice, meeting in _given(session, until)
        if overlap(meeting.districts, keys)
    ]
    refs = [advice.promise_ref for advice, _meeting in rows if advice.promise_ref]
    kept = promises.find_promises(session, refs)
    first, today = local_day(since), local_day(until)
    return [
        _subject(advice, meeting, kept.get(advice.promise_ref or ""), today)
        for advice, meeting in rows
        if advice.written_at > since or _is_news(advice, kept.get(advice.promise_ref or ""), first)
    ]


def _given(session: Session, until: datetime) -> Sequence[tuple[Advice, Meeting]]:
    wanted = (
        select(Advice, Meeting)
        .where(col(Meeting.id) == col(Advice.meeting_id))
        .where(Meeting.state == MeetingState.HELD, col(Meeting.starts_at) < until)
        .order_by(col(Meeting.starts_at).desc(), col(Advice.id))
    )
    return [(advice, meeting) for advice, meeting in session.exec(wanted)]


def _is_news(advice: Advice, promise: Promise | None, first: date) -> bool:
    if promise is None:
        return not advice.answer
    return promise.status is PromiseStatus.OPEN or (promise.closed_on or first) >= first


def _subject(advice: Advice, meeting: Meeting, promise: Promise | None, today: date) -> PackSubject:
    day = date_in_words(local_day(meeting.starts_at))
    words = [f"{_('Het advies:')} {advice.text}"]
    label = str(_("Nog geen antwoord"))
    if advice.answer:
        words.append(f"{_('Het antwoord:')} {advice.answer}")
        label = str(_("Beantwoord"))
    if promise is not None:
        words.append(
            str(_("%(office)s beloofde: %(what)s", office=promise.office, what=promise.what))
        )
        label = standing_label(promise, promises.standing(promise, today))[1]
    return PackSubject(
        PackKind.ADVICE,
        advice.ref,
        advice.subject,
        words=tuple(words),
        group=str(_("Advies van %(day)s", day=day)),
        label=label,
        districts=frozenset({advice.district_id} if advice.district_id else ()),
        path=f"/beloofd/{promise.ref}" if promise is not None else "",
    )
