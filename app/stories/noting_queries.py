"""Reading what was written down together."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from app.stories.models import Story
from app.stories.noting_models import CollectedStory, Collection
from app.stories.noting_rules import people_behind


def find_collection(session: Session, submission_hash: str, *, by: str) -> Collection | None:
    """Return the collection that came with the token of this hash, for whoever typed it."""
    wanted = select(Collection).where(
        Collection.submission_hash == submission_hash, Collection.written_by == by
    )
    return session.exec(wanted).one_or_none()


def collection_of(session: Session, story: Story) -> Collection | None:
    """Return how the story was written down; None where its teller sent it."""
    wanted = (
        select(Collection)
        .join(CollectedStory, col(CollectedStory.collection_id) == col(Collection.id))
        .where(CollectedStory.story_id == story.id)
    )
    return session.exec(wanted).one_or_none()


def stories_in(session: Session, collection: Collection) -> Sequence[tuple[int, Story]]:
    """Return the stories of a collection that weren't withdrawn, each with its number."""
    wanted = (
        select(CollectedStory.number, Story)
        .join(Story, col(Story.id) == CollectedStory.story_id)
        .where(CollectedStory.collection_id == collection.id)
        .order_by(col(CollectedStory.number))
    )
    return session.exec(wanted).all()


def people_of(session: Session, story_ids: Sequence[int]) -> int:
    """Return how many people at the least these stories come from."""
    ids = set(story_ids)
    return len(ids) + silent_people(session, ids)


def silent_people(session: Session, story_ids: Any) -> int:  # noqa: ANN401 - ids, or a select of them
    """Return how many people took part in the talks these stories come from, and have no story.

    Each story has a card of its own; of a talk in a group everybody counts who took part.
    """
    shared = select(CollectedStory.collection_id).where(col(CollectedStory.story_id).in_(story_ids))
    sizes = (
        select(Collection.people, func.count(col(CollectedStory.story_id)))
        .join(CollectedStory, col(CollectedStory.collection_id) == col(Collection.id))
        .where(col(Collection.id).in_(shared))
        .group_by(col(Collection.id), col(Collection.people))
    )
    return sum(people_behind(people, voices) - voices for people, voices in session.exec(sizes))
