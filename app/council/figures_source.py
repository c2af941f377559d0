"""Figures for the pack: stories by district and by subject, without small counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from app.council.rules import PackKind, small
from app.council.subjects import PackSubject, PackTable
from app.moderation.models import StoryCluster
from app.programme import queries as programme
from app.programme.models import District
from app.programme.rules import ClusterKind
from app.stories.models import Story
from app.stories.rules import Outcome, StoryStatus

#: How many stories, by district id and by something else.
_Counts = dict[tuple[int | None, int | None], int]


def figure_subjects(
    session: Session, since: datetime, until: datetime, districts: Sequence[District]
) -> list[PackSubject]:
    """Return how many stories came in and what they are about, in each of these districts."""
    told = told_between(session, since, until, districts)
    columns = _columns(session, told, districts)
    return [
        PackSubject(
            PackKind.FIGURES,
            "verhalen",
            str(_("Hoeveel verhalen kwamen er binnen?")),
            words=(_note(),),
            tables=(_by_state(session, told, columns),),
        ),
        PackSubject(
            PackKind.FIGURES,
            "onderwerpen",
            str(_("Waar gaan de verhalen over?")),
            words=(str(_("Eén verhaal kan over meer onderwerpen gaan.")),),
            tables=_by_cluster(session, told, columns),
        ),
    ]


def told_between(
    session: Session, since: datetime, until: datetime, districts: Sequence[District]
) -> list[ColumnElement[bool]]:
    """Return the conditions of a story that counts: new, not withdrawn, not refused."""
    return [
        in_districts(session, districts),
        and_(col(Story.received_at) > since, col(Story.received_at) <= until),
        col(Story.status) != StoryStatus.WITHDRAWN,
        or_(col(Story.outcome).is_(None), col(Story.outcome) != Outcome.REFUSED),
    ]


def in_districts(session: Session, districts: Sequence[District]) -> ColumnElement[bool]:
    """Return the condition that a story is of these districts; where they are all, or of none."""
    here: ColumnElement[bool] = col(Story.district_id).in_([each.id for each in districts])
    if len(districts) == len(programme.districts(session)):
        return or_(here, col(Story.district_id).is_(None))
    return here


def cell(count: int) -> str:
    """Return a count as it is printed; small ones are not told."""
    return str(_("minder dan 5")) if small(count) else str(count)


def _columns(
    session: Session, told: Sequence[ColumnElement[bool]], districts: Sequence[District]
) -> list[tuple[int | None, str]]:
    """Return id and name of each district, and of none where any story has none."""
    columns: list[tuple[int | None, str]] = [(each.id, each.name) for each in districts]
    if _count(session, told).get((None, None)):
        columns.append((None, str(_("Geen wijk genoemd"))))
    return columns


def _by_state(
    session: Session, told: list[ColumnElement[bool]], columns: Sequence[tuple[int | None, str]]
) -> PackTable:
    answered = col(Story.answered_at).is_not(None)
    rows = [
        (str(_("Binnengekomen")), _count(session, told)),
        (str(_("Beantwoord")), _count(session, [*told, answered])),
    ]
    head = ("", *(name for _id, name in columns))
    return PackTable(
        caption=str(_("Verhalen per wijk")),
        head=head,
        rows=tuple(
            (words, *(cell(counts.get((id_, None), 0)) for id_, _name in columns))
            for words, counts in rows
        ),
    )


def _by_cluster(
    session: Session, told: list[ColumnElement[bool]], columns: Sequence[tuple[int | None, str]]
) -> tuple[PackTable, ...]:
    counts = _count(session, told, StoryCluster.cluster_id)
    clusters = programme.clusters(session, retired=True)
    captions = {
        ClusterKind.PROBLEM: str(_("Problemen")),
        ClusterKind.OPPORTUNITY: str(_("Kansen")),
    }
    tables = []
    for kind, caption in captions.items():
        rows = [
            (each.title, *(cell(counts.get((id_, each.id), 0)) for id_, _name in columns))
            for each in clusters
            if each.kind is kind and any(counts.get((id_, each.id)) for id_, _name in columns)
        ]
        if rows:
            head = (str(_("Onderwerp")), *(name for _id, name in columns))
            tables.append(PackTable(caption, head, tuple(rows)))
    return tuple(tables)


def _count(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    by: Any = None,  # noqa: ANN401 - a column
) -> _Counts:
    if by is None:
        wanted = select(Story.district_id, func.count()).where(*conditions)
        rows = session.exec(wanted.group_by(col(Story.district_id)))
        return {(district, None): count for district, count in rows}
    tagged = (
        select(Story.district_id, by, func.count())
        .join(StoryCluster, col(StoryCluster.story_id) == col(Story.id))
        .where(*conditions)
        .group_by(col(Story.district_id), by)
    )
    return {(district, value): count for district, value, count in session.exec(tagged)}


def _note() -> str:
    return str(_("Kleine aantallen noemen wij niet: zo herkent niemand een buur."))
