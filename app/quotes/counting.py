"""On how many stories a quote book and its chapters stand."""

from typing import Any

from sqlmodel import Session, col, func, or_, select

from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.quotes.frame import Frame
from app.stories.models import Story
from app.stories.noting_queries import silent_people
from app.stories.rules import Outcome, StoryStatus


class Counts:
    """The stories of each subject in each district, counted in one read."""

    def __init__(self, session: Session, frame: Frame) -> None:
        self._session, self._frame = session, frame
        rows = session.exec(
            select(StoryCluster.cluster_id, Story.district_id, func.count(col(Story.id)))
            .where(col(Story.id) == col(StoryCluster.story_id), *counted(frame))
            .group_by(col(StoryCluster.cluster_id), col(Story.district_id))
        )
        self._by_cluster: dict[int, dict[int | None, int]] = {}
        for cluster_id, district_id, count in rows:
            self._by_cluster.setdefault(cluster_id, {})[district_id] = count

    def of(self, cluster: Cluster) -> dict[int | None, int]:
        """Return how many stories are about `cluster`, by the id of their district."""
        return self._by_cluster.get(cluster.id or 0, {})

    def people(self, cluster: Cluster) -> int:
        """Return how many people at the least told the stories about `cluster`."""
        about = (
            select(col(Story.id))
            .join(StoryCluster, col(StoryCluster.story_id) == col(Story.id))
            .where(StoryCluster.cluster_id == cluster.id, *counted(self._frame))
        )
        return sum(self.of(cluster).values()) + silent_people(self._session, about)


def count_people(session: Session, frame: Frame) -> int:
    """Return how many people at the least told the stories of the round in these districts."""
    told = select(col(Story.id)).where(*counted(frame))
    return count_stories(session, frame) + silent_people(session, told)


def count_stories(session: Session, frame: Frame) -> int:
    """Return how many stories of the round were told in these districts."""
    return session.exec(select(func.count(col(Story.id))).where(*counted(frame))).one()


def counted(frame: Frame) -> list[Any]:
    """Return the conditions of a story that counts: neither withdrawn nor refused."""
    ids = [id_ for id_ in frame.districts if id_ is not None]
    unplaced = [col(Story.district_id).is_(None)] if None in frame.districts else []
    refused = col(Story.outcome) == Outcome.REFUSED
    return [
        or_(col(Story.district_id).in_(ids), *unplaced),
        Story.round_id == frame.round.id,
        col(Story.status) != StoryStatus.WITHDRAWN,
        col(Story.outcome).is_(None) | ~refused,
    ]
