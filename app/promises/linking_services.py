"""On which stories a promise stands: their cards show it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, delete, select, update

from app.core.versions import PUBLIC, raise_version
from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.promises.models import Promise, PromiseStory
from app.promises.queries import stories_below
from app.promises.rules import SourceKind
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify
from app.stories.rules import StoryStatus


def link_stories(
    session: Session, promise: Promise, story_refs: Collection[str], *, now: datetime
) -> int:
    """Let the promise stand on these stories too, in one statement; return how many are new.

    Their cards show it from now on, and their tellers hear that there is something new.
    """
    new = sorted(set(story_refs) - set(stories_below(session, promise)))
    if new:
        rows = [{"promise_id": _id(promise), "story_ref": ref} for ref in new]
        session.connection().execute(insert(PromiseStory), rows)
        notify(session, new, Notice.CHAIN, now=now)
    raise_version(session, PUBLIC)
    return len(new)


def link_stories_about(
    session: Session,
    promise: Promise,
    clusters: Collection[Cluster],
    scope: Scope,
    *,
    now: datetime,
) -> int:
    """Do as `link_stories` for all stories about `clusters` in its district within `scope`."""
    about = select(StoryCluster.story_id).where(
        col(StoryCluster.cluster_id).in_([cluster.id for cluster in clusters])
    )
    wanted = select(Story.ref).where(
        col(Story.id).in_(about), Story.status != StoryStatus.WITHDRAWN
    )
    if promise.district_id is not None:
        wanted = wanted.where(Story.district_id == promise.district_id)
    if not scope.everything:
        mine = col(Story.district_id).in_(scope.district_ids)
        wanted = wanted.where(mine | col(Story.district_id).is_(None))
    return link_stories(session, promise, session.exec(wanted).all(), now=now)


def forget(session: Session, story: Story) -> None:
    """Take a story out from below every promise; what was promised stays."""
    session.exec(delete(PromiseStory).where(col(PromiseStory.story_ref) == story.ref))
    made_there = (
        update(Promise)
        .where(col(Promise.source_kind) == SourceKind.STORY)
        .where(col(Promise.source_ref) == story.ref)
    )
    session.exec(made_there.values(source_ref=None))
    raise_version(session, PUBLIC)


def _id(promise: Promise) -> int:
    assert promise.id is not None
    return promise.id
