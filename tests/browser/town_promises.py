"""Promises and decisions of the town, in every state of their life."""

from datetime import timedelta

from sqlmodel import Session, select

from app.core import clock
from app.core.dates import local_day
from app.photos.models import PhotoOwner
from app.photos.services import add_photo
from app.polls.models import Poll
from app.polls.result_services import open_result
from app.programme.models import District
from app.promises.confirming_services import Answer, confirm
from app.promises.decision_queries import decision_on
from app.promises.decision_services import News, tell_decision
from app.promises.linking_services import link_stories
from app.promises.models import Promise
from app.promises.rules import ReopenRule, Stage, Verdict, VoiceKind
from app.promises.services import (
    Plan,
    Source,
    Subject,
    drop_promise,
    finish_promise,
    make_promise,
    move_promise,
)
from app.promises.steps import Act
from app.promises.voices import voice_of
from tests.ballot_boxes import make_box, vote
from tests.browser.town import Town, picture

DAY = timedelta(days=1)
OFFICE = "Groen en wegen"


def promise_things(town: Town) -> None:
    """Fill the town with promises, and with polls that were decided on."""
    with town.writing() as session:
        maker = _Maker(town, session)
        maker.promises()
        maker.decisions()


class _Maker:
    def __init__(self, town: Town, session: Session) -> None:
        self.town, self.session, self.now = town, session, clock.now()
        noord = session.exec(select(District).where(District.key == "noord")).one()
        self.subject = Subject(district_id=noord.id)

    def promise(self, name: str, what: str, *, days: int = 30, ago: int = 40) -> Promise:
        """Promise something to the teller of the answered story."""
        made = self.now - ago * DAY
        plan = Plan(what, OFFICE, local_day(self.now) + days * DAY, "Iedereen bij het veld")
        source, actor = Source(), self.town.refs["member noord"]
        promise = make_promise(self.session, plan, self.subject, source, actor=actor, now=made)
        link_stories(self.session, promise, [self.town.stories["answered"]], now=made)
        self.town.refs[f"promise {name}"] = promise.ref
        return promise

    def act(self, promise: Promise, ago: int = 5) -> Act:
        return Act(self.town.refs["member noord"], promise.version, self.now - ago * DAY)

    def promises(self) -> None:
        """One of each standing, one that residents opened again, and enough for two pages."""
        self.promise("open", "Wij zetten een bank bij het veld.")
        self.promise("overdue", "Wij repareren de lantaarns op het pad.", days=-3)
        moved = self.promise("moved", "Wij ruimen de achterpaden op.", days=3)
        day = local_day(self.now) + 60 * DAY
        move_promise(self.session, moved, day, "De container kwam niet.", self.act(moved))
        dropped = self.promise("dropped", "Wij openen een avondschool.")
        drop_promise(self.session, dropped, "Er was te weinig animo.", self.act(dropped))
        done = self.promise("done", "Wij maken het fietspad breder.")
        finish_promise(self.session, done, "Het pad is nu drie meter breed.", self.act(done))
        owner, storage = (PhotoOwner.PROMISE, done.ref), self.town.parts.storage
        photo = add_photo(self.session, storage, picture("bench"), owner=owner, now=self.now)
        photo.alt, photo.shown = "Een bank onder een boom.", True
        self.say(done, VoiceKind.BROWSER, "een", Verdict.NO, "Het pad is nog te smal.")
        reopened = self.promise("reopened", "Wij snoeien de bomen.", days=-1)
        finish_promise(self.session, reopened, "Gesnoeid.", self.act(reopened))
        self.say(reopened, VoiceKind.CARD, "een", Verdict.NO, "Er is niets gesnoeid.")
        for number in range(20):
            self.promise(f"many {number}", f"Wij planten boom {number}.", days=10 + number)

    def say(
        self, promise: Promise, kind: VoiceKind, holder: str, verdict: Verdict, why: str
    ) -> None:
        """Answer whether it was kept."""
        answer = Answer(kind, voice_of("key", kind, holder, promise), verdict, why)
        confirm(self.session, promise, answer, rule=ReopenRule(), now=self.now)

    def decisions(self) -> None:
        """A poll that waits for its decision, one that went otherwise, and one that is built."""
        self.counted("waiting", decision_due=local_day(self.now) - DAY)
        self.tell(self.counted("otherwise"), Stage.DECIDED, 1, "De grond is vervuild.")
        built = self.counted("built")
        for stage in Stage:
            self.tell(built, stage, 2)

    def counted(self, name: str, **values: object) -> Poll:
        """A poll whose second option won."""
        opens, closes = self.now - 30 * DAY, self.now - 9 * DAY
        values |= {"opens_at": opens, "closes_at": closes}
        box = make_box(self.session, letters=(6,), reserve=0, options=3, **values)
        for index, number in enumerate((2, 2, 1)):
            vote(self.session, box, index, 1 << number)
        open_result(self.session, box.poll, actor="town", now=self.now - 8 * DAY)
        self.town.refs[f"poll {name}"] = box.poll.ref
        self.town.refs[f"slug {name}"] = box.poll.slug
        return box.poll

    def tell(self, poll: Poll, stage: Stage, option: int, reason: str = "") -> None:
        """Tell a step of what became of a poll."""
        steps = len(decision_on(self.session, poll).steps)
        due, now = local_day(self.now) + 30 * DAY, self.now - (5 - steps) * DAY
        news = News(
            stage, OFFICE, "Wij bouwen in het voorjaar.", option, reason=reason, due_on=due,
            subject=self.subject,
        )  # fmt: skip
        act = Act(self.town.refs["member noord"], steps, now)
        step = tell_decision(self.session, poll, news, act)
        self.town.refs[f"promise {poll.slug}"] = decision_on(self.session, poll).promise.ref  # type: ignore[union-attr] # told just now
        if stage is Stage.DONE:
            owner, storage = (PhotoOwner.DECISION, step.ref), self.town.parts.storage
            photo = add_photo(self.session, storage, picture("bench"), owner=owner, now=now)
            photo.alt, photo.shown = "De nieuwe speeltuin.", True
