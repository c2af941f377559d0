"""Meetings of the town's council, in every state of their life."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.core import clock
from app.core.dates import local_day
from app.council import advice_services, meeting_services, pack_services
from app.council.advice_services import Words
from app.council.gathering import subjects_of
from app.council.meeting_services import Act, Plan
from app.council.models import Meeting
from app.council.queries import PACK, items_of
from app.council.rules import PackKind, PaperForm
from app.editions.services import NewEdition, record_edition
from app.programme.models import Cluster
from app.promises.services import Plan as Promised
from tests.browser.town import Town

DAY = timedelta(days=1)


def meet(town: Town) -> None:
    """Fill the town with a meeting that was held, one to come, and one that nobody knows of."""
    with town.app.app_context(), town.writing() as session:
        _Chair(town, session).meet()


class _Chair:
    def __init__(self, town: Town, session: Session) -> None:
        self.town, self.session, self.now = town, session, clock.now()

    def act(self, at: datetime) -> Act:
        return Act(self.town.refs["member beheerder"], at)

    def meet(self) -> None:
        held = self.meeting("held", -30)
        self.pack(held)
        self.advise(held)
        self.pack(self.meeting("coming", 20), number=2)
        self.meeting("draft", 40)

    def meeting(self, name: str, days: int) -> Meeting:
        """A meeting so many days from now, with all that is new and a question."""
        starts_at = self.now + days * DAY
        act = self.act(min(self.now, starts_at - DAY))
        agenda = "Welkom\nWat mensen vertellen\nRondvraag"
        plan = Plan("Noorderhuis, grote zaal", starts_at, agenda=agenda)
        meeting = meeting_services.plan_meeting(self.session, plan, act)
        asked = pack_services.ask(
            self.session, meeting, "Wat moet er als eerste?", "Er is weinig geld.", act
        )
        new = subjects_of(self.session, meeting, act.now)
        pack_services.take_in(self.session, meeting, new, act)
        if name != "draft":
            meeting_services.announce(self.session, meeting, act)
        if name == "held":
            meeting_services.hold_meeting(self.session, meeting, self.act(starts_at + DAY / 12))
        self.town.refs[f"meeting {name}"] = meeting.ref
        self.town.refs[f"question {name}"] = asked.ref
        (part, *_rest) = [
            each for each in items_of(self.session, meeting) if each.kind is PackKind.PART
        ]
        self.town.refs[f"part {name}"] = part.ref
        return meeting

    def advise(self, meeting: Meeting) -> None:
        """Advice that only the team reads, and advice that was promised in public."""
        after = self.act(meeting.starts_at + DAY)
        clusters = self.session.exec(select(Cluster).limit(2)).all()
        words = Words(
            "Licht op het achterpad", "Zet eerst licht waar kinderen lopen.", None, clusters
        )
        first = advice_services.write_advice(self.session, meeting, words, after)
        advice_services.publish_advice(self.session, meeting, first, after)
        due = local_day(self.now) + 9 * DAY
        plan = Promised("Wij zetten vijf lantaarns.", "Groen en wegen", due)
        advice_services.promise_advice(self.session, meeting, first, plan, after)
        other = Words(
            "Een sleutel", "Geef drie bewoners een sleutel.", answer="Dat zoeken wij uit."
        )
        second = advice_services.write_advice(self.session, meeting, other, after)
        self.town.refs["advice promised"] = first.ref
        self.town.refs["advice"] = second.ref

    def pack(self, meeting: Meeting, number: int = 1) -> None:
        """A pack in all its forms, as far as pages know."""
        put = self.town.parts.storage.put
        forms = tuple(
            (form.value, put(f"{form} {number}".encode(), owner="edition"), 12)
            for form in PaperForm
            if form is not PaperForm.A4
        )
        new = NewEdition(
            kind=PACK,
            number=number,
            title="Bewonersberaad",
            round_key=None,
            made_by=self.town.refs["member beheerder"],
            pages=12,
            content_hash=f"pack {number}",
            file_key=put(f"a4 {number}".encode(), owner="edition"),
            items=(),
            composition={"meeting": meeting.ref, "version": 1, "fingerprints": {}},
            forms=forms,
        )
        record_edition(self.session, new, now=self.now)
