"""Reading stories as staff do, and what staff did with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from app.core.errors import NotFoundError
from app.moderation import rules
from app.moderation.models import Answer, Reading, Reply, StoryCluster, StoryRedaction
from app.programme.models import Cluster
from app.staff.models import StaffMember
from app.staff.rules import Scope
from app.stories.models import Story

#: Somebody who opened a story longer ago is taken to be done with it.
READING_LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class AnswerView:
    """One message of staff, with what the teller wrote back."""

    answer: Answer
    reply: Reply | None
    #: Name of who wrote it; None when the account is gone.
    author_name: str | None


@dataclass(frozen=True)
class TaggedCluster:
    """A subject of a story."""

    cluster: Cluster
    is_main: bool


def get_story(session: Session, scope: Scope, ref: str) -> Story:
    """Return the story; raise `NotFoundError` when there is none within `scope`."""
    story = session.exec(select(Story).where(Story.ref == ref)).one_or_none()
    if story is None or not scope.covers(story.district_id):
        raise NotFoundError(ref)
    return story


def redactions_of(session: Session, story_id: int) -> tuple[rules.Redaction, ...]:
    """Return what is hidden in a story, in order."""
    return redactions_by_story(session, [story_id]).get(story_id, ())


def redactions_by_story(
    session: Session, story_ids: Iterable[int]
) -> dict[int, tuple[rules.Redaction, ...]]:
    """Return what is hidden in each of these stories that has something hidden."""
    found: dict[int, list[rules.Redaction]] = defaultdict(list)
    wanted = select(StoryRedaction).where(col(StoryRedaction.story_id).in_(list(story_ids)))
    for row in session.exec(wanted.order_by(col(StoryRedaction.start))):
        found[row.story_id].append(rules.Redaction(row.start, row.end, row.replacement))
    return {story_id: tuple(redactions) for story_id, redactions in found.items()}


def public_text(session: Session, story: Story) -> str:
    """Return the story as readers see it; empty once it is withdrawn."""
    return public_texts(session, [story])[story.id or 0]


def public_texts(session: Session, stories: Sequence[Story]) -> dict[int, str]:
    """Return the text of each story as readers see it, by id, in one read for all of them."""
    ids = [story.id for story in stories if story.id is not None]
    hidden = redactions_by_story(session, ids)
    return {
        story.id or 0: rules.public_text(story.original or "", hidden.get(story.id or 0, ()))
        for story in stories
    }


def clusters_of(session: Session, story_id: int) -> list[TaggedCluster]:
    """Return the subjects of a story, the main one first."""
    tagged = (
        select(Cluster, StoryCluster.is_main)
        .where(StoryCluster.story_id == story_id, Cluster.id == StoryCluster.cluster_id)
        .order_by(col(StoryCluster.is_main).desc(), col(Cluster.position), col(Cluster.id))
    )
    return [TaggedCluster(cluster, is_main) for cluster, is_main in session.exec(tagged)]


def answers_of(session: Session, story_id: int) -> list[AnswerView]:
    """Return the messages about a story, oldest first, each with the teller's reply."""
    found = (
        select(Answer, Reply, StaffMember.name)
        .join(Reply, col(Reply.answer_id) == col(Answer.id), isouter=True)
        .join(StaffMember, col(StaffMember.id) == col(Answer.member_id), isouter=True)
        .where(Answer.story_id == story_id)
        .order_by(col(Answer.id))
    )
    return [AnswerView(answer, reply, name) for answer, reply, name in session.exec(found)]


def objections_of(session: Session, story_id: int) -> Sequence[Reply]:
    """Return the objections of the teller to decisions, oldest first."""
    wanted = select(Reply).where(Reply.story_id == story_id, col(Reply.is_objection))
    return session.exec(wanted.order_by(col(Reply.id))).all()


def open_objection(session: Session, story_id: int) -> Reply | None:
    """Return the objection that waits for a second person, if one does."""
    wanted = select(Reply).where(
        Reply.story_id == story_id, col(Reply.is_objection), col(Reply.handled_at).is_(None)
    )
    return session.exec(wanted.order_by(col(Reply.id))).first()


def open_question(views: Sequence[AnswerView]) -> Answer | None:
    """Return the question that waits for the teller: not replied to, and nothing came after."""
    last = views[-1] if views else None
    return last.answer if last and last.answer.is_question and last.reply is None else None


def stories_asked(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of these stories have a question that waits for the teller."""
    last = select(func.max(Answer.id)).where(col(Answer.story_id).in_(ids))
    wanted = (
        select(Answer.story_id)
        .join(Reply, col(Reply.answer_id) == col(Answer.id), isouter=True)
        .where(col(Answer.id).in_(last.group_by(col(Answer.story_id))))
        .where(col(Answer.is_question), col(Reply.id).is_(None))
    )
    return set(session.exec(wanted))


def waiting_replies(session: Session, story_id: int) -> Sequence[Reply]:
    """Return what the teller wrote back and staff have not dealt with, oldest first."""
    wanted = select(Reply).where(Reply.story_id == story_id, col(Reply.handled_at).is_(None))
    return session.exec(wanted.order_by(col(Reply.id))).all()


def others_reading(
    session: Session, story: Story, member: StaffMember, *, now: datetime
) -> list[str]:
    """Return the names of colleagues who opened the story a short while ago."""
    wanted = (
        select(StaffMember.name)
        .join(Reading, col(Reading.member_id) == col(StaffMember.id))
        .where(
            Reading.story_id == story.id,
            Reading.member_id != member.id,
            Reading.seen_at > now - READING_LASTS,
        )
        .order_by(col(StaffMember.name))
    )
    return list(session.exec(wanted))
