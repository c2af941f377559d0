"""A small town for the browser: a programme, staff, and stories in every state of their life."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from flask import Flask
from sqlmodel import Session, select

from app.card.services import withdraw
from app.core import clock
from app.core.attempts import FREE_TRIES, LONGEST_WAIT, Limit, Taken, attempt_key
from app.core.codes import Code
from app.core.jobs import Job, JobState
from app.editions.models import Edition, ItemKind
from app.editions.services import Item, NewEdition, record_edition
from app.ledger.services import append
from app.moderation import marking, services
from app.moderation.changes import Change
from app.moderation.models import Answer
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.objection_services import object_to
from app.moderation.rules import Redaction
from app.moderation.services import Decision
from app.photos.decoder import decode_photo
from app.photos.models import PhotoOwner
from app.photos.queries import get_photo
from app.photos.rules import Derivatives
from app.photos.services import add_photo, keep_files
from app.programme.models import Cluster, Round
from app.programme.reading_file import PACKAGED, read_file
from app.programme.services import load_programme
from app.quotes.books import new_book
from app.quotes.models import Quote
from app.quotes.rules import Span
from app.quotes.services import pick_quote
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.staff.services import start_session
from app.stories import draft_services
from app.stories.models import Story
from app.stories.rules import AgeGroup, Audience, Consent, Outcome
from app.stories.services import prepare_card, submit_story
from app.stories.submission import Submission
from app.upkeep.demo.pictures import draw
from app.web.context import Parts, parts
from app.web.cookies import sign
from tests.browser.talking import Talks
from tests.browser.turns import Turns
from tests.factories import CHEAP, make_member

ROLES = {
    "noord": Role.DISTRICT_MANAGER,
    "oost": Role.DISTRICT_MANAGER,
    "beheerder": Role.ADMINISTRATOR,
    "ambassadeur": Role.AMBASSADOR,
    "beraad": Role.COUNCIL,
    "onderzoeker": Role.RESEARCHER,
    "teamlid": Role.TEAM,
}
#: The team of the team member, which takes pleas for help.
TEAM = "tussen-wal-en-schip"
TEXT = (
    "Sinds het buurthuis dicht is, zie ik mijn buren niet meer. Vroeger dronken wij daar op "
    "dinsdag koffie. Jan de Wit van nummer 12 kwam altijd als eerste binnen.\n\n"
    "Nu zit iedereen thuis. Ik mis dat. Een bankje bij het veld zou al helpen."
)
HIDDEN = "Jan de Wit van nummer 12"
QUOTED = "Een bankje bij het veld zou al helpen."
ARABIC = "أعيش هنا منذ عشر سنوات. جيراني طيبون، لكن لا يوجد مكان نلتقي فيه مع أطفالنا."
#: What tellers allow unless a story says otherwise.
SAID = Submission(
    original=TEXT,
    district_key="noord",
    audience=Audience.EVERYONE,
    consent_paper=Consent.YES,
    consent_online=Consent.YES,
    consent_photos=Consent.YES,
)
LONG_ENOUGH = 24


@cache
def picture(scene: str) -> Derivatives:
    """A photo as the decoder hands it over."""
    return decode_photo(draw(scene, 1))


@dataclass
class Town:
    """What stands where, for tests that visit it."""

    app: Flask
    address: str = ""
    #: Story references by the name of their state.
    stories: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    #: Whatever else has a reference: quotes, books, editions, jobs, photos, answers.
    refs: dict[str, str] = field(default_factory=dict)
    #: Tokens of sign-ins by user name.
    signed_in: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> Parts:
        """The opened parts of the app."""
        with self.app.app_context():
            return parts()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed at the end."""
        with self.parts.database.write() as session:
            yield session
            session.commit()

    def request_cookie(self, name: str) -> str:
        """What a browser holds that has this request to be called open."""
        with self.app.app_context():
            return sign("contact", self.refs[f"request {name}"])

    def card_cookie(self, story: str) -> str:
        """What a browser holds that has the card of this story open."""
        with self.app.app_context():
            return sign("card", self.stories[story])

    def draft(self, answers: dict[str, str], scenes: tuple[str, ...] = ()) -> str:
        """Begin a story and return the token that a browser keeps of it."""
        kept = [keep_files(self.parts.storage, picture(scene)) for scene in scenes]
        with self.writing() as session:
            token = draft_services.keep_answers(session, None, answers, now=clock.now())
            draft_services.add_draft_photos(session, token, kept, now=clock.now())
        return token

    def try_too_often(self, *what: str) -> None:
        """Count so many wrong tries at something that the next one has to wait."""
        limit = Limit(attempt_key(self.parts.settings.secret_key, *what))
        tries, now = self.parts.tries, clock.now()
        tries.take_back([limit], Taken(0, {}), forget=[limit])  # those of an earlier visit
        for ago in reversed(range(FREE_TRIES + 3)):
            tries.take_try([limit], now=now - ago * LONGEST_WAIT)


def found_town(app: Flask) -> Town:
    """Give the app a programme, a round that is going on, and staff who are signed in."""
    town, now = Town(app), clock.now()
    with town.writing() as session:
        load_programme(session, read_file(PACKAGED), actor="command", now=now)
        current = session.exec(select(Round)).one()
        current.starts_on = (now - timedelta(days=90)).date()
        current.ends_on = (now + timedelta(days=90)).date()
        session.add(current)
        for name, role in ROLES.items():
            districts = (name,) if role is Role.DISTRICT_MANAGER else ()
            teams = (TEAM,) if role is Role.TEAM else ()
            member = make_member(session, name, roles=(role,), districts=districts, teams=teams)
            town.signed_in[name] = start_session(session, member, now=now)
            town.refs[f"member {name}"] = member.ref
    return town


def populate(town: Town) -> None:
    """Fill the town with stories in every state, quotes, books, editions and jobs."""
    with town.writing() as session:
        People(town, session, clock.now()).arrive()


class People:
    """Tells, answers and prints what `populate` promises."""

    def __init__(self, town: Town, session: Session, now: datetime) -> None:
        self.town, self.session, self.now = town, session, now
        self.staff = {each.username: each for each in session.exec(select(StaffMember))}
        self.clusters = list(session.exec(select(Cluster)))

    def arrive(self) -> None:
        """Do everything, in an order in which later things find what they need."""
        for number in range(LONG_ENOUGH):
            text = f"Verhaal {number}: op de hoek van mijn straat staat al weken een oude bank."
            story = self.tell(f"many {number}", original=text, days_ago=20 + number)
            if number % 2:
                self.answer(story, Outcome.PUBLISHED)
        self.tell("new", scenes=("bench", "container"), consent_paper=Consent.ASK)
        self.tell("other hands")
        self.tell("overdue", days_ago=30)
        self.tell("child", age_group=AgeGroup.FROM_12_TO_15)
        self.tell("arabic", original=ARABIC, language="ar")
        self.tell("elsewhere", district_key="oost")
        self.answered()
        self.waiting()
        self.answer(self.tell("refused"), Outcome.REFUSED, "Uw verhaal noemt mensen bij naam.")
        self.objected()
        self.replied()
        self.withdrawn()
        self.answer(self.tell("council", audience=Audience.COUNCIL), Outcome.COUNCIL_ONLY)
        self.printed()
        self.jobs()
        self.ledger()
        Turns(self).arrange()
        Talks(self).arrange()

    def tell(
        self, name: str, *, scenes: tuple[str, ...] = (), days_ago: int = 0, **said: object
    ) -> Story:
        """Send a story in, so many days ago."""
        told_at = self.now - timedelta(days=days_ago)
        submission = replace(SAID, **said)  # type: ignore[arg-type] # the fields' own types
        card = prepare_card(self.session, secrets.token_urlsafe(32), CHEAP)
        sent = submit_story(self.session, submission, card, answer_days=10, now=told_at)
        owner = (PhotoOwner.STORY, sent.story.ref)
        for number, scene in enumerate(scenes):
            storage = self.town.parts.storage
            photo = add_photo(self.session, storage, picture(scene), owner=owner, now=told_at)
            self.town.refs[f"photo {name} {number}"] = photo.ref
        self.town.stories[name], self.town.codes[name] = sent.story.ref, sent.code
        return sent.story

    def change(self, story: Story) -> Change:
        """A change by the wijkmanager who has the story before them as it stands."""
        return Change(self.staff["noord"], story.version, self.now)

    def answer(self, story: Story, outcome: Outcome, reason: str = "") -> None:
        """Tag, answer and decide."""
        keys = [each.key for each in self.clusters[:2]]
        marking.set_clusters(self.session, story, keys, keys[0], self.change(story))
        body = "Dank u wel voor uw verhaal.\n\nWij zetten in april een bankje bij het veld."
        decision = Decision(outcome, reason)
        services.answer_and_decide(self.session, story, body, decision, self.change(story))

    def quote(self, story: Story, words: str = QUOTED) -> Quote:
        """Pick these words of the story."""
        start = (story.original or "").index(words)
        return pick_quote(
            self.session,
            story,
            [Span(start, start + len(words))],
            self.clusters[:2],
            actor=self.staff["noord"].ref,
            now=self.now,
        )

    def answered(self) -> None:
        """A story with all there is: something hidden, photos shown, an answer and a quote."""
        story = self.tell("answered", scenes=("bench",), days_ago=5)
        start = TEXT.index(HIDDEN)
        hidden = [Redaction(start, start + len(HIDDEN), "buurman")]
        marking.save_redactions(self.session, story, hidden, self.change(story))
        photo = get_photo(self.session, self.town.refs["photo answered 0"])
        words = marking.PhotoWords("Een leeg bankje onder een boom.", shown=True)
        seen = Change(self.staff["noord"], photo.version, self.now)
        marking.describe_photo(self.session, story, photo, words, seen)
        self.answer(story, Outcome.PUBLISHED)
        self.town.refs["answer answered"] = self._answer_to(story).ref
        self.town.refs["quote answered"] = self.quote(story).ref

    def waiting(self) -> None:
        """A story whose teller wants to read quotes first."""
        story = self.tell("asked", consent_paper=Consent.ASK, consent_online=Consent.ASK)
        self.answer(story, Outcome.COUNCIL_ONLY)
        self.town.refs["quote asked"] = self.quote(story).ref

    def replied(self) -> None:
        """A story whose teller wrote back."""
        story = self.tell("replied", days_ago=3)
        self.answer(story, Outcome.PUBLISHED)
        answer = self._answer_to(story)
        self.town.refs["answer replied"] = answer.ref
        services.reply(self.session, story, answer, "Fijn. En wanneer is dat?", now=self.now)

    def objected(self) -> None:
        """A refused story whose teller doesn't agree."""
        story = self.tell("objected")
        self.answer(story, Outcome.REFUSED, "Uw verhaal noemt mensen bij naam.")
        self.object_to(story, ObjectionAbout.REFUSAL)

    def object_to(self, story: Story, about: ObjectionAbout) -> None:
        """Have the teller not agree."""
        object_to(self.session, story, about, "Ik noem niemand bij naam.", now=self.now)

    def withdrawn(self) -> None:
        """A story that its teller took back."""
        story = self.tell("withdrawn", days_ago=8)
        self.answer(story, Outcome.PUBLISHED)
        withdraw(self.session, self.town.parts.storage, story, now=self.now)

    def _answer_to(self, story: Story) -> Answer:
        found = self.session.exec(select(Answer).where(Answer.story_id == story.id))
        return found.all()[-1]

    def printed(self) -> None:
        """A book in the making, an edition, and one whose PDF was destroyed."""
        current = self.session.exec(select(Round)).one()
        book = new_book(self.session, current, now=self.now, districts=["noord"])
        book.foreword = "Dit vertelden mensen uit Noord ons.\n\nLees het rustig."
        empty = new_book(
            self.session,
            current,
            now=self.now,
            title="Nog leeg",
            districts=["noord"],
            clusters=["stapeling"],
        )
        self.session.add(book)
        kept, gone = self._edition(1), self._edition(2)
        gone.file_key = None
        self.session.add(gone)
        self.session.flush()
        self.town.refs.update(
            {
                "book": book.ref,
                "book empty": empty.ref,
                "edition": kept.ref,
                "edition destroyed": gone.ref,
            }
        )

    def _edition(self, number: int) -> Edition:
        quoted = Item(
            ItemKind.QUOTE, self.town.refs["quote answered"], self.town.stories["answered"]
        )
        photo = Item(
            ItemKind.PHOTO, self.town.refs["photo answered 0"], self.town.stories["answered"]
        )
        key = self.town.parts.storage.put(b"a PDF as far as pages know", owner=f"edition{number}")
        new = NewEdition(
            kind="quote_book",
            number=number,
            title="In onze eigen woorden",
            round_key="2026-najaar",
            made_by=self.staff["noord"].ref,
            pages=12,
            content_hash=str(number) * 64,
            file_key=key,
            items=(quoted, photo),
            composition={"districts": ["Noord"], "district_keys": ["noord"]},
        )
        return record_edition(self.session, new, now=self.now)

    def ledger(self) -> None:
        """Public entries about two things, more than a page of them; some have no words."""
        for number in range(LONG_ENOUGH):
            subject = "bcdfghjkmnpq" if number % 3 else "rstvwxyz2345"
            facts = {
                "subject": subject,
                "slug": "welke-speeltuin",
                "question": "Welke speeltuin komt er op het plein?",
                "opens_at": self.now.isoformat(),
                "closes_at": (self.now + timedelta(days=14)).isoformat(),
                "codes_made": 60 * number,
            }
            kind = "poll.opened" if number % 3 else "poll.of_old"
            append(self.session, kind, facts, now=self.now)

    def jobs(self) -> None:
        """Work that is under way, work that just began, and work that failed."""
        states: dict[str, tuple[JobState, int, str | None]] = {
            "job waiting": (JobState.WAITING, 0, None),
            "job running": (JobState.RUNNING, 40, None),
            "job failed": (JobState.FAILED, 0, "no_quotes"),
        }
        for name, (state, done, failure) in states.items():
            # Reported long from now, so that no worker takes it up again.
            job = Job(
                kind="quotes.book",
                state=state,
                done=done,
                total=100 if done else 0,
                failure=failure,
                asked_by=self.staff["noord"].ref,
                asked_at=self.now,
                reported_at=self.now + timedelta(days=1),
            )
            self.session.add(job)
            self.session.flush()
            self.town.refs[name] = job.ref
