"""Questions to tellers, and objections with their rulings, in the town."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from app.moderation import asking_services, marking, services
from app.moderation.changes import Change
from app.moderation.models import Answer
from app.moderation.objection_rules import ObjectionAbout, Verdict
from app.moderation.objection_services import Ruled, object_to, rule
from app.moderation.rules import Redaction
from app.stories.rules import Outcome

if TYPE_CHECKING:
    from app.stories.models import Story
    from tests.browser.town import People

WHY = "Ik noem niemand bij naam."


class Talks:
    """Asks, objects and rules what the states promise."""

    def __init__(self, people: People) -> None:
        self.people, self.session, self.now = people, people.session, people.now

    def arrange(self) -> None:
        """Do everything."""
        self._ask("questioned", "question")
        story = self._ask("question answered", "question replied")
        (question,) = self.session.exec(select(Answer).where(Answer.story_id == story.id))
        services.reply(
            self.session, story, question, "Bij het veld, in de Bosstraat.", now=self.now
        )
        self._ruled("granted", Ruled(Verdict.GRANTED, "Er staan geen namen in.", Outcome.PUBLISHED))
        self._ruled("rejected", Ruled(Verdict.REJECTED, "Het huisnummer wijst iemand aan."))
        self._hidden()

    def _ask(self, name: str, ref: str) -> Story:
        story = self.people.tell(name, days_ago=2)
        words = "Wij willen graag komen kijken.\n\nBij welke straat is het?"
        asked = asking_services.ask(self.session, story, words, self.people.change(story))
        self.people.town.refs[ref] = asked.ref
        return story

    def _ruled(self, name: str, ruled: Ruled) -> None:
        story = self.people.tell(name, days_ago=4)
        self.people.answer(story, Outcome.REFUSED, "Uw verhaal noemt mensen bij naam.")
        object_to(self.session, story, ObjectionAbout.REFUSAL, WHY, now=self.now)
        second = Change(self.people.staff["beheerder"], story.version, self.now)
        rule(self.session, story, ruled, second)

    def _hidden(self) -> None:
        story = self.people.tell("hidden objected", days_ago=3)
        hidden = [Redaction(0, 5, "straat")]
        marking.save_redactions(self.session, story, hidden, self.people.change(story))
        self.people.answer(story, Outcome.PUBLISHED)
        about = ObjectionAbout.REDACTION
        object_to(self.session, story, about, "Dat woord mag blijven.", now=self.now)
