"""On which stories a promise stands: their cards show it."""

from collections.abc import Collection

from sqlalchemy import insert, literal
from sqlmodel import Session, col, delete, select, update

from app.core.versions import PUBLIC, raise_version
from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.promises.models import Promise, PromiseStory
from app.promises.rules import SourceKind
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import StoryStatus


def link_stories(session: Session, promise: Promise, story_refs: Collection[str]) -> None:
    """Let the promise stand on these stories too; their cards show it from now on."""
    known = select(PromiseStory.story_ref).where(PromiseStory.promise_id == promise.id)
    present = set(session.exec(known))
    for ref in sorted(set(story_refs) - present):
        session.add(PromiseStory(promise_id=_id(promise), story_ref=ref))
    session.flush()
    raise_version(session, PUBLIC)


def link_stories_about(
    session: Session, promise: Promise, clusters: Collection[Cluster], scope: Scope
) -> int:
    """Let the promise stand on all stories about `clusters` in its district within `scope`.

    Returns how many are new; any number of stories is one statement.
    """
    about = select(StoryCluster.story_id).where(
        col(StoryCluster.cluster_id).in_([cluster.id for cluster in clusters])
    )
    present = select(PromiseStory.story_ref).where(PromiseStory.promise_id == promise.id)
    wanted = (
        select(literal(_id(promise)), Story.ref)
        .where(col(Story.id).in_(about), col(Story.ref).not_in(present))
        .where(Story.status != StoryStatus.WITHDRAWN)
    )
    if promise.district_id is not None:
        wanted = wanted.where(Story.district_id == promise.district_id)
    if not scope.everything:
        mine = col(Story.district_id).in_(scope.district_ids)
        wanted = wanted.where(mine | col(Story.district_id).is_(None))
    new = insert(PromiseStory).from_select(["promise_id", "story_ref"], wanted)
    linked = session.connection().execute(new).rowcount
    raise_version(session, PUBLIC)
    return linked


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
