"""Learning which words go with which cluster, from what staff tagged before."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from app.core.db import Database
from app.moderation.models import StoryCluster
from app.moderation.queries import public_texts
from app.programme.queries import clusters
from app.stories.models import Story
from app.suggesting import queries, services
from app.suggesting.rules import LEAST_STORIES, MOST_STORIES, Example


def learn_clusters(database: Database, *, now: datetime) -> bool:
    """Learn anew when stories changed since the last time; return whether that was done."""
    with database.freeze() as session:
        version = _state(session)
        if not queries.is_on(session) or version == queries.learned_version(session):
            return False
        told = examples(session)
        described = {each.id or 0: f"{each.title} {each.description}" for each in clusters(session)}
    if len(told) < LEAST_STORIES:
        return False
    from app.suggesting.learning import learn

    learned = learn(told, described)
    with database.write() as session:
        if not queries.is_on(session):
            return False
        services.keep_learned(session, learned, version=version, now=now)
        session.commit()
    return True


def examples(session: Session) -> list[Example]:
    """Return the newest tagged stories without what is hidden in them."""
    tagged: dict[int, list[tuple[bool, int]]] = {}
    newest = (
        select(col(Story.id))
        .where(
            col(Story.id).in_(select(StoryCluster.story_id)),
            col(Story.original).is_not(None),
        )
        .order_by(col(Story.id).desc())
        .limit(MOST_STORIES)
    )
    offered = {each.id for each in clusters(session)}
    wanted = select(StoryCluster).where(col(StoryCluster.story_id).in_(newest))
    for row in session.exec(wanted):
        if row.cluster_id in offered:
            tagged.setdefault(row.story_id, []).append((not row.is_main, row.cluster_id))
    stories = session.exec(select(Story).where(col(Story.id).in_(newest))).all()
    texts = public_texts(session, [each for each in stories if each.id in tagged])
    return [
        Example(texts[story_id], tuple(cluster_id for _, cluster_id in sorted(tagged[story_id])))
        for story_id in sorted(texts)
    ]


def _state(session: Session) -> int:
    """Return a number that grows with every change of a story by staff or teller."""
    return session.exec(select(func.sum(Story.version))).one() or 0
