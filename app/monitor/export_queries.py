"""Reading stories for files: some at a time, in an order that tells nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, exists, func, select

from app.core.dates import moment_of
from app.moderation.models import StoryCluster
from app.monitor.export_rules import Choice
from app.photos.models import Photo, PhotoOwner
from app.programme import queries as programme_queries
from app.quotes.models import Quote, QuoteCluster
from app.quotes.queries import in_scope
from app.quotes.rules import Approval
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import (
    AgeGroup,
    Audience,
    Channel,
    Consent,
    Outcome,
    StoryStatus,
    TellerKind,
)

#: Stories that are read at once.
BATCH: Final = 250


@dataclass(slots=True)
class Facts:
    """What decides how much of a story may leave, and what is told of its teller."""

    id: int
    ref: str
    status: StoryStatus
    outcome: Outcome | None
    audience: Audience
    teller: TellerKind
    signed_as: str | None
    age_group: AgeGroup | None
    guardian_consent_at: datetime | None
    consent_paper: Consent
    consent_online: Consent
    consent_photos: Consent
    district_id: int | None
    round_id: int | None
    channel: Channel
    language: str
    received_at: datetime
    is_example: bool
    has_quote: bool
    has_approved_quote: bool

    @property
    def is_quotable(self) -> bool:
        """Whether there is a quote that the teller lets be printed, if printing is allowed."""
        return self.has_approved_quote if self.consent_paper is Consent.ASK else self.has_quote


def facts(session: Session, scope: Scope, choice: Choice) -> Iterator[Facts]:
    """Yield every story of the choice within `scope`, without its text, in no order."""
    found = session.connection().execute(
        _facts(session, scope, choice), execution_options={"yield_per": BATCH}
    )
    for row in found:
        yield Facts(*row)


def batches(
    session: Session, scope: Scope, choice: Choice
) -> Iterator[list[tuple[Facts, str | None]]]:
    """Yield the stories that could leave with their originals, in order of their random names."""
    columns = _facts(session, scope, choice).add_columns(col(Story.original))
    could = columns.where(
        col(Story.status) != StoryStatus.WITHDRAWN,
        col(Story.outcome).in_([Outcome.PUBLISHED, Outcome.COUNCIL_ONLY]),
        col(Story.consent_paper) != Consent.NO,
    )
    last = ""
    while True:
        page = could.where(col(Story.ref) > last).order_by(col(Story.ref)).limit(BATCH)
        rows = session.connection().execute(page).all()
        if not rows:
            return
        yield [(Facts(*row[:-1]), row[-1]) for row in rows]
        last = rows[-1].ref


def quotes_by_story(session: Session, ids: Sequence[int]) -> dict[int, list[Quote]]:
    """Return the quotes of each of these stories that has some, in the order of its text."""
    found: dict[int, list[Quote]] = {}
    for quote in session.exec(select(Quote).where(col(Quote.story_id).in_(ids))):
        found.setdefault(quote.story_id, []).append(quote)
    for quotes in found.values():
        quotes.sort(key=lambda quote: (quote.spans, quote.ref))
    return found


def clusters_by_quote(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the clusters of each of these quotes that has some."""
    found: dict[int, list[int]] = {}
    wanted = select(QuoteCluster.quote_id, QuoteCluster.cluster_id)
    for quote_id, cluster_id in session.exec(wanted.where(col(QuoteCluster.quote_id).in_(ids))):
        found.setdefault(quote_id, []).append(cluster_id)
    return found


def clusters_by_story(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the clusters of each of these stories that has some, the main one first."""
    found: dict[int, list[int]] = {}
    wanted = select(StoryCluster.story_id, StoryCluster.cluster_id).order_by(
        col(StoryCluster.is_main).desc(), col(StoryCluster.cluster_id)
    )
    for story_id, cluster_id in session.exec(wanted.where(col(StoryCluster.story_id).in_(ids))):
        found.setdefault(story_id, []).append(cluster_id)
    return found


def newest_id(session: Session) -> int:
    """Return the highest id of a story; 0 without any."""
    return session.exec(select(func.max(Story.id))).one() or 0


def state_of(session: Session, scope: Scope, choice: Choice, *, up_to: int) -> list[list[Any]]:
    """Return numbers that change when anything does that decides what may leave.

    Every change of staff or teller raises the version of a story or photo; consents to quotes are
    counted. Stories that came after the one with id `up_to` don't count.
    """
    mine = sql_select(col(Story.id)).where(
        *_conditions(session, scope, choice),
        col(Story.id) <= up_to,
        col(Story.status) != StoryStatus.WITHDRAWN,
        col(Story.outcome).in_([Outcome.PUBLISHED, Outcome.COUNCIL_ONLY]),
        col(Story.consent_paper) != Consent.NO,
    )
    refs = sql_select(col(Story.ref)).where(col(Story.id).in_(mine))
    asked: tuple[Select[*tuple[Any, ...]], ...] = (
        sql_select(func.count(col(Story.id)), func.sum(col(Story.version))).where(
            col(Story.id).in_(mine)
        ),
        sql_select(col(Quote.approval), func.count(col(Quote.id)))
        .where(col(Quote.story_id).in_(mine))
        .group_by(col(Quote.approval))
        .order_by(col(Quote.approval)),
        sql_select(func.count(col(Photo.id)), func.sum(col(Photo.version))).where(
            col(Photo.owner_kind) == PhotoOwner.STORY, col(Photo.owner_ref).in_(refs)
        ),
    )
    connection = session.connection()
    return [list(map(list, connection.execute(each).all())) for each in asked]


def _facts(session: Session, scope: Scope, choice: Choice) -> Select[*tuple[Any, ...]]:
    mine = col(Quote.story_id) == col(Story.id)
    columns = [getattr(Story, name) for name in list(Facts.__dataclass_fields__)[:-2]]
    return sql_select(
        *columns,
        exists().where(mine, col(Quote.approval) != Approval.REFUSED),
        exists().where(mine, col(Quote.approval) == Approval.APPROVED),
    ).where(*_conditions(session, scope, choice))


def _conditions(session: Session, scope: Scope, choice: Choice) -> list[Any]:
    found: list[Any] = [in_scope(scope)]
    # The sums keep the database from going by an index of these: it would have to sort then, with
    # every text in hand, instead of reading in the order of the names.
    if choice.district_key is not None:
        district = programme_queries.get_district(session, choice.district_key)
        found.append(col(Story.district_id) + 0 == district.id)
    if choice.round_key is not None:
        round_ = programme_queries.get_round(session, choice.round_key)
        found.append(col(Story.round_id) + 0 == round_.id)
    if choice.first_day is not None:
        found.append(col(Story.received_at) >= moment_of(choice.first_day, time()))
    if choice.last_day is not None:
        found.append(
            col(Story.received_at) < moment_of(choice.last_day + timedelta(days=1), time())
        )
    return found
