"""Asking the teller something: no answer yet, and the clock of the story goes on."""

from sqlmodel import Session

from app.core.errors import InvalidError
from app.moderation import queries
from app.moderation.changes import Change, begin, step
from app.moderation.models import Answer
from app.moderation.services import new_message, settle
from app.stories.models import Story
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify
from app.stories.rules import EventKind


class QuestionWaitsError(InvalidError):
    """The teller has not replied to the question before."""


def ask(session: Session, story: Story, question: str, change: Change) -> Answer:
    """Send the teller a question, to which one reply can come; one question at a time.

    What the teller had written back counts as dealt with: this goes on about it.

    Raises:
        QuestionWaitsError: there is a question that waits.
        StoryChangedError: somebody else was first.
        TextError: it says nothing, too much, or what can't be stored.
    """
    story_id = begin(session, story, change)
    if queries.open_question(queries.answers_of(session, story_id)) is not None:
        raise QuestionWaitsError(story.ref)
    asked = new_message(session, story, question, change, is_question=True)
    session.flush()
    step(session, story, EventKind.ASKED, change)
    notify(session, [story.ref], Notice.QUESTION, now=change.now)
    settle(session, story)
    return asked
