"""Polls of the town: in the making, announced, open, and being counted."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day, moment_of
from app.photos.services import keep_files
from app.polls import freezing_services, making_services, option_services
from app.polls.making_rules import OptionPlan, PollPlan
from app.polls.models import Poll
from app.polls.rules import Access
from tests.browser.town import Town, picture

BY: Final = "wijkmanager"
PEILING: Final[dict[str, Any]] = {"access": Access.OPEN, "has_paper": False}
SCENES: Final = ("playground", "swings", "football_cage")
NAMES: Final = ("Klimtoren met glijbaan", "Schommels en zandbak", "Voetbalkooi")


def hold_polls(town: Town) -> None:
    """Make a poll in every state of its making, and keep their references."""
    with town.writing() as session:
        maker = PollMaker(town, session, clock.now())
        maker.keep("bare", maker.make("Waar komt de bank?", options=0))
        maker.keep("draft", maker.make("Welke bomen komen er?"))
        maker.keep("ready", maker.make("Hoe noemen wij het plein?", **PEILING))
        maker.keep("together", maker.make("Wat doen wij?", district_keys=("noord", "oost")))
        maker.keep("announced", maker.frozen("Welk kunstwerk kiest u?", days=3))
        maker.keep("open", maker.frozen("Welke speeltuin komt er?", days=-3))
        several = maker.frozen("Wat wilt u in het park?", days=-2, max_choices=2)
        maker.extend(several)
        maker.keep("several", several)
        maker.keep("counting", maker.frozen("Welke naam krijgt de school?", days=-20))


@dataclass
class PollMaker:
    """Makes polls by the real services."""

    town: Town
    session: Session
    now: datetime

    def keep(self, name: str, poll: Poll) -> None:
        """Remember the poll's references under this name."""
        self.town.refs[f"poll {name}"] = poll.ref
        self.town.refs[f"slug {name}"] = poll.slug

    def make(self, question: str, *, options: int = 3, days: int = 14, **changes: Any) -> Poll:
        """A draft that lacks nothing but letters, to open after so many days."""
        opens = moment_of(local_day(self.now + timedelta(days=days)), time(9, 0))
        plan = PollPlan(
            question=question,
            why="Het plein bij de flats wordt nieuw.\n\nWij bouwen wat de meeste stemmen krijgt.",
            opens_at=opens,
            closes_at=opens + timedelta(days=14),
            district_keys=("noord",),
            has_paper=True,
            help_text="Kom langs in het buurthuis.\nOp maandag van 10.00 tot 12.00 uur.",
            decided_by="Het college besluit en volgt uw keuze.",
            decision_due=local_day(opens + timedelta(days=30)),
        )
        plan = replace(plan, **changes)
        poll = making_services.create_poll(self.session, plan, actor=BY, now=self.now)
        for number in range(options):
            self._add(poll, number)
        return poll

    def frozen(self, question: str, *, days: int, **changes: Any) -> Poll:
        """A peiling whose rules were frozen before it opened."""
        poll = self.make(question, days=days, **PEILING, **changes)
        before = min(self.now, poll.opens_at - timedelta(hours=1))
        freezing_services.freeze(self.session, poll, actor=BY, now=before)
        return poll

    def extend(self, poll: Poll) -> None:
        """Let people vote for longer, in public."""
        later, reason = poll.closes_at + timedelta(days=2), "De post bracht de brieven te laat."
        freezing_services.extend(self.session, poll, later, reason, actor=BY, now=self.now)

    def _add(self, poll: Poll, number: int) -> None:
        session, storage, now = self.session, self.town.parts.storage, self.now
        plan = OptionPlan(NAMES[number], "Voor kinderen van 4 tot 12 jaar.", 31_000, "Plein")
        option = option_services.add_option(session, poll, plan, actor=BY, now=now)
        kept = keep_files(storage, picture(SCENES[number]))
        option_services.set_picture(session, storage, option, kept, actor=BY, now=now)
        alt = f"Tekening van een speelplek: {NAMES[number]}."
        option_services.set_alt(session, option, alt, seen_version=1, actor=BY, now=now)
        self.town.refs[f"option {poll.slug} {number}"] = option.ref
