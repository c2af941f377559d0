"""One story taken through its whole chain by the real services, a hop at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.core.dates import in_words, local_day
from app.core.storage import Storage
from app.editions.models import Edition, ItemKind
from app.editions.queries import next_number
from app.editions.services import Item, NewEdition, record_edition
from app.journal.rules import LinkKind
from app.journal.services import Act as Writing
from app.journal.services import Facts, publish, write
from app.moderation.changes import Change
from app.moderation.marking import set_clusters
from app.polls.models import Poll
from app.polls.result_services import open_result
from app.programme.models import Cluster
from app.promises.decision_queries import decision_on
from app.promises.decision_services import News, tell_decision
from app.promises.linking_services import link_stories
from app.promises.models import Promise
from app.promises.rules import Stage
from app.promises.steps import Act
from app.quotes.making import KIND
from app.quotes.rules import Span
from app.quotes.services import pick_quote
from app.staff.models import StaffMember
from app.stories.models import Story
from app.stories.rules import EventKind
from app.stories.services import add_events
from tests.ballot_boxes import make_box, vote

DAY = timedelta(days=1)
BOOK = "Najaar"
ENTRY = "De speelplek is open"
#: What residents chose, and what came.
CHOSEN = "Plan 2"


@dataclass(frozen=True)
class Hop:
    """A step that was just taken."""

    name: str
    #: In its words on card and public page.
    words: str
    day: datetime
    #: Where its words lead on the site; empty where nobody can read more.
    path: str = ""

    @property
    def when(self) -> str:
        """Its day, as pages say it."""
        return in_words(local_day(self.day))


@dataclass
class Walk:
    """Takes `story` from hop to hop, each on a day of its own, the last one today."""

    session: Session
    storage: Storage
    story: Story
    now: datetime
    #: Whether what was printed and chosen is about other things as well, such as 499 stories more.
    others: list[str] = field(default_factory=list)
    quote_ref: str = ""
    poll: Poll | None = None

    def hops(self) -> Iterator[Hop]:
        """Take one step after another."""
        steps: list[Callable[[datetime], Hop]] = [
            self.sorted, self.quoted, self.printed, self.decided, self.begun, self.done, self.told,
        ]  # fmt: skip
        for number, step in enumerate(steps):
            yield step(self.now - (len(steps) - number) * 2 * DAY)

    @property
    def promise(self) -> Promise:
        """What was promised with the decision."""
        assert self.poll is not None
        promise = decision_on(self.session, self.poll).promise
        assert promise is not None
        return promise

    def sorted(self, day: datetime) -> Hop:
        """Staff say what it is about."""
        cluster = self.session.exec(select(Cluster)).first()
        assert cluster is not None
        change = Change(self.member, self.story.version, day)
        set_clusters(self.session, self.story, [cluster.key], cluster.key, change)
        return Hop("cluster", f"Het gaat over: {cluster.short_title}", day)

    def quoted(self, day: datetime) -> Hop:
        """A stretch of it is picked."""
        spans = [Span(0, 25)]
        quote = pick_quote(self.session, self.story, spans, [], actor=self.member.ref, now=day)
        self.quote_ref = quote.ref
        return Hop("quote", "Er is een stukje uit dit verhaal gekozen", day)

    def printed(self, day: datetime) -> Hop:
        """The quote is in a book."""
        edition = self.print_book(day, [(self.quote_ref, self.story.ref)])
        return Hop("edition", f"Gedrukt in citatenboek “{BOOK}”, uitgave {edition.number}", day)

    def print_book(self, day: datetime, quotes: list[tuple[str, str]]) -> Edition:
        """Record an edition with these quotes of these stories, as making a book does."""
        new = NewEdition(
            kind=KIND,
            number=next_number(self.session, KIND),
            title=BOOK,
            round_key=None,
            made_by=self.member.ref,
            pages=8,
            content_hash="1" * 64,
            file_key=self.storage.put(b"a PDF as far as pages know", owner="edition8"),
            items=tuple(Item(ItemKind.QUOTE, quote, story) for quote, story in quotes),
        )
        edition = record_edition(self.session, new, now=day)
        refs = {story for _, story in quotes}
        add_events(self.session, refs, EventKind.PRINTED, actor=self.member.ref, now=day)
        return edition

    def decided(self, day: datetime) -> Hop:
        """Residents chose, and it was decided to do that."""
        opens, closes = day - 20 * DAY, day - 3 * DAY
        box = make_box(self.session, letters=(4,), options=2, opens_at=opens, closes_at=closes)
        for index in range(2):
            vote(self.session, box, index, 1 << 2)
        open_result(self.session, box.poll, actor=self.member.ref, now=day - DAY)
        self.poll = box.poll
        self.tell(Stage.DECIDED, day)
        link_stories(self.session, self.promise, [self.story.ref, *self.others], now=day)
        return Hop("decision", f"Besloten: {CHOSEN}", day, f"/stemmen/{box.poll.slug}#besluit")

    def begun(self, day: datetime) -> Hop:
        """It is being worked on."""
        self.tell(Stage.UNDER_WAY, day)
        assert self.poll is not None
        path = f"/stemmen/{self.poll.slug}#besluit"
        return Hop("under way", f"In uitvoering: {CHOSEN}", day, path)

    def done(self, day: datetime) -> Hop:
        """It is there."""
        self.tell(Stage.DONE, day)
        assert self.poll is not None
        path = f"/stemmen/{self.poll.slug}#besluit"
        return Hop("done", f"Gebouwd of gedaan: {CHOSEN}", day, path)

    def told(self, day: datetime) -> Hop:
        """The travel story tells of it."""
        about = ((LinkKind.PROMISE, self.promise.ref), (LinkKind.STORY, self.story.ref))
        facts = Facts(local_day(day), ENTRY, "Kinderen speelden er meteen.", None, about)
        act = Writing(self.member.ref, day)
        entry = write(self.session, facts, act)
        publish(self.session, entry, act)
        return Hop("journal", f"In het reisverslag: {ENTRY}", day, f"/reisverslag/{entry.ref}")

    def tell(self, stage: Stage, day: datetime) -> None:
        """Tell a step of what became of the poll."""
        assert self.poll is not None
        steps = len(decision_on(self.session, self.poll).steps)
        due = local_day(self.now) + 30 * DAY
        news = News(stage, "Groen", "Wij bouwen in het voorjaar.", 2, due_on=due)
        tell_decision(self.session, self.poll, news, Act(self.member.ref, steps, day))

    @property
    def member(self) -> StaffMember:
        """Somebody of the staff."""
        member = self.session.exec(select(StaffMember)).first()
        assert member is not None
        return member
