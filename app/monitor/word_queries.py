"""Reading the words of public stories, and those of them that stand out."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlmodel import Session, col, func, select

from app.core.dates import local_day
from app.moderation.models import StoryCluster
from app.moderation.queries import public_texts
from app.monitor.figure_models import StandingWord, WordUse
from app.monitor.figures_rules import quarter_of
from app.monitor.word_rules import LEAST_TELLERS, TOLD, About, Text
from app.stories.models import Story

#: Words are looked for in stories of this language only.
LANGUAGE: Final = "nl"
#: The newest public stories; older ones tell nothing new.
MOST: Final = 5_000


def public_words(session: Session) -> list[Text]:
    """Return what everybody can read of the newest public stories."""
    newest = (
        select(Story)
        .where(col(Story.is_public).is_(True), Story.language == LANGUAGE)
        .order_by(col(Story.published_at).desc(), col(Story.ref).desc())
        .limit(MOST)
    )
    stories = session.exec(newest).all()
    texts = public_texts(session, stories)
    tags: dict[int, set[int]] = {}
    tagged = select(StoryCluster.story_id, StoryCluster.cluster_id)
    for story_id, cluster_id in session.exec(tagged):
        tags.setdefault(story_id, set()).add(cluster_id)
    return [
        Text(
            story_id=story.id or 0,
            words=texts[story.id or 0],
            district_id=story.district_id,
            cluster_ids=frozenset(tags.get(story.id or 0, ())),
            period=quarter_of(local_day(story.received_at)).isoformat(),
        )
        for story in stories
    ]


def words_state(session: Session, quarter: date) -> str:
    """Return what changes with the stories and with the quarter of today."""
    counted = select(func.count(), func.sum(Story.version)).where(col(Story.is_public).is_(True))
    stories, versions = session.exec(counted).one()
    return f"{quarter} {stories} {versions}"


def standing_words(
    session: Session, district_ids: Collection[int] | None
) -> dict[tuple[int, About, str], list[str]]:
    """Return the words that are told of each district (0: all), kind of subject and subject.

    district_ids: whose; None for those of all together. Of each word it is counted anew whether
    enough tellers use it.
    """
    tellers = func.count(col(WordUse.story_id))
    wanted = (
        select(StandingWord)
        .join(WordUse, col(WordUse.word_id) == col(StandingWord.id))
        .group_by(col(StandingWord.id))
        .having(tellers >= LEAST_TELLERS)
        .order_by(col(StandingWord.place))
    )
    if district_ids is None:
        wanted = wanted.where(col(StandingWord.district_id).is_(None))
    else:
        wanted = wanted.where(col(StandingWord.district_id).in_(district_ids))
    found: dict[tuple[int, About, str], list[str]] = {}
    for row in session.exec(wanted):
        told = found.setdefault((row.district_id or 0, row.about, row.subject), [])
        if len(told) < TOLD:
            told.append(row.word)
    return found
