"""Under which subjects a story came, in what became of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.dates import local_day
from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.stories.chain import ChainStep
from app.stories.models import Story

_TAGGED: Final = "story.tagged"


def cluster_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return since when each of these stories is about its subjects, in two reads.

    The audit log knows the day; of a subject that it doesn't know nothing is told.
    """
    since = _since(session, story_refs)
    wanted = (
        select(Story.ref, Cluster.key, Cluster.short_title)
        .join(StoryCluster, col(StoryCluster.story_id) == col(Story.id))
        .join(Cluster, col(Cluster.id) == col(StoryCluster.cluster_id))
        .where(col(Story.ref).in_(list(since)))
        .order_by(col(StoryCluster.is_main).desc(), col(Cluster.position), col(Cluster.id))
    )
    days: dict[str, dict[date, list[str]]] = {}
    for ref, key, title in session.exec(wanted):
        if key in since[ref]:
            days.setdefault(ref, {}).setdefault(since[ref][key], []).append(title)
    return {
        ref: [ChainStep(day, _words(titles)) for day, titles in sorted(mine.items())]
        for ref, mine in days.items()
    }


def _since(session: Session, story_refs: Collection[str]) -> dict[str, dict[str, date]]:
    """Return for each story the day since which it is about a cluster, by the cluster's key."""
    tagged = select(AuditEntry).where(
        col(AuditEntry.reference).in_(list(story_refs)), AuditEntry.action == _TAGGED
    )
    since: dict[str, dict[str, date]] = {}
    for entry in session.exec(tagged.order_by(col(AuditEntry.id))):
        before, day = since.get(entry.reference, {}), local_day(entry.at)
        since[entry.reference] = {key: before.get(key, day) for key in entry.facts["clusters"]}
    return since


def _words(titles: Sequence[str]) -> str:
    return str(_("Het gaat over: %(subjects)s", subjects=", ".join(titles)))
