"""The one place where it is decided what leaves in a file; every kind of file is made of this."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlmodel import Session

from app.core.dates import local_day
from app.core.errors import InvalidError
from app.moderation.queries import redactions_by_story
from app.moderation.rules import Redaction
from app.monitor import export_queries as queries
from app.monitor.export_codes import codes_by_cluster
from app.monitor.export_contents import ExportCode, ExportPhoto, ExportQuote, ExportStory
from app.monitor.export_guids import Guids, short
from app.monitor.export_queries import Facts
from app.monitor.export_rules import (
    UNTOLD,
    Choice,
    Overview,
    Part,
    Traits,
    check_enough,
    coarsen,
    share_of,
)
from app.monitor.export_texts import Stretch, StretchError, quoted_text, whole_text
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_by_owner
from app.programme import queries as programme_queries
from app.quotes.checking import Untrue
from app.quotes.gathering import UntrueQuotesError
from app.quotes.models import Quote
from app.quotes.proving import prove_text, spans_of
from app.quotes.rules import may_use
from app.staff.rules import Scope
from app.stories.consent_rules import Use, effective_consent, may_show_photos

#: Told (stories done, all of them).
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """What somebody wants, and may see."""

    choice: Choice
    scope: Scope
    guids: Guids


@dataclass(frozen=True)
class _Batch:
    """What belongs to some stories, by their id."""

    redactions: dict[int, tuple[Redaction, ...]]
    quotes: dict[int, list[Quote]]
    quote_clusters: dict[int, list[int]]
    clusters: dict[int, list[int]]
    #: By reference of the story.
    photos: dict[str, list[PhotoView]]


def look_over(session: Session, asked: Asked) -> Overview:
    """Return how many stories may leave, and how many are left out and why."""
    overview = Overview()
    for facts in queries.facts(session, asked.scope, asked.choice):
        overview.add(share_of(facts, is_quotable=facts.is_quotable))
    return overview


class Gathering:
    """What leaves, read within one session that sees one moment in time."""

    def __init__(self, session: Session, asked: Asked, report: Report) -> None:
        self._session, self._asked, self._report = session, asked, report
        self._codes = codes_by_cluster(session, asked.guids)
        #: Codes in order, problems first.
        self.codes: tuple[ExportCode, ...] = tuple(self._codes.values())
        districts = programme_queries.districts(session)
        rounds = programme_queries.rounds(session)
        #: Names of districts and titles of rounds, by key.
        self.districts = {district.key: district.name for district in districts}
        self.rounds = {round_.key: round_.title for round_ in rounds}
        self._keys = ({each.id: each.key for each in districts}, {r.id: r.key for r in rounds})
        self.overview = Overview()
        self._told = self._scan()
        #: What has been read so far.
        self.quotes = self.photos = 0

    def stories(self) -> Iterator[ExportStory]:
        """Yield what may leave of each story, in an order that tells nothing.

        Raises:
            TooFewError: so few stories that their tellers would stand out.
            UntrueQuotesError: a stored quote is not its teller's words.
        """
        check_enough(self.overview)
        self.quotes = self.photos = done = 0
        asked = self._asked
        for rows in queries.batches(self._session, asked.scope, asked.choice):
            batch = self._read([facts for facts, _ in rows])
            for facts, original in rows:
                story = self._story(facts, original or "", batch)
                if story is not None:
                    done += 1
                    self.quotes += len(story.quotes)
                    self.photos += len(story.photos)
                    yield story
            self._report(done, self.overview.stories)
            # What was read is not needed again; the session would keep hold of it.
            self._session.expunge_all()

    def _scan(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Count everything, and return what may be told of each combination of traits."""
        counts: Counter[tuple[str, ...]] = Counter()
        for facts in queries.facts(self._session, self._asked.scope, self._asked.choice):
            share = share_of(facts, is_quotable=facts.is_quotable)
            self.overview.add(share)
            if isinstance(share, Part):
                counts[self._traits(facts)] += 1
        return coarsen(counts)

    def _traits(self, facts: Facts) -> tuple[str, ...]:
        districts, rounds = self._keys
        # In the order of `Traits`.
        return (
            districts.get(facts.district_id, UNTOLD),
            rounds.get(facts.round_id, UNTOLD),
            facts.teller.value,
            facts.age_group.value if facts.age_group else UNTOLD,
            facts.channel.value,
            facts.language,
            f"{local_day(facts.received_at):%Y-%m}",
        )

    def _read(self, rows: Sequence[Facts]) -> _Batch:
        session, ids = self._session, [facts.id for facts in rows]
        quotes = queries.quotes_by_story(session, ids)
        quote_ids = [quote.id or 0 for quote in chain.from_iterable(quotes.values())]
        shown = [facts.ref for facts in rows if may_show_photos(facts)]
        return _Batch(
            redactions=redactions_by_story(session, ids),
            quotes=quotes,
            quote_clusters=queries.clusters_by_quote(session, quote_ids),
            clusters=queries.clusters_by_story(session, ids),
            photos=photos_by_owner(session, PhotoOwner.STORY, shown),
        )

    def _story(self, facts: Facts, original: str, batch: _Batch) -> ExportStory | None:
        redactions = batch.redactions.get(facts.id, ())
        quotes = [quote for quote in batch.quotes.get(facts.id, ()) if _is_usable(facts, quote)]
        part = share_of(facts, is_quotable=bool(quotes))
        if not isinstance(part, Part):
            return None
        text, places = _placed(facts, original, redactions, quotes, part)
        guid = self._asked.guids.of("story", facts.ref)
        return ExportStory(
            guid=guid,
            name=f"verhaal-{short(guid)}",
            traits=Traits(*self._told[self._traits(facts)]),
            part=part,
            is_example=facts.is_example,
            codes=self._names(batch.clusters.get(facts.id, ())),
            text=text,
            quotes=tuple(
                ExportQuote(
                    guid=self._asked.guids.of("quote", quote.ref),
                    is_minority=quote.is_minority,
                    codes=self._names(sorted(batch.quote_clusters.get(quote.id or 0, ()))),
                    stretches=tuple(stretches),
                )
                for quote, stretches in zip(quotes, places, strict=True)
            ),
            photos=tuple(
                self._photo(view) for view in batch.photos.get(facts.ref, ()) if view.shown
            ),
        )

    def _names(self, cluster_ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._codes[cluster_id].guid for cluster_id in cluster_ids)

    def _photo(self, view: PhotoView) -> ExportPhoto:
        guid = self._asked.guids.of("photo", view.ref)
        return ExportPhoto(guid, f"foto-{short(guid)}.jpg", view.alt, view.print_key)


def _is_usable(facts: Facts, quote: Quote) -> bool:
    """Whether the quote may be printed; that the story isn't refused was looked at before."""
    return may_use(
        effective_consent(facts, Use.PAPER),
        quote.approval,
        age_group=facts.age_group,
        guardian_agreed=facts.guardian_consent_at is not None,
    )


def _placed(
    facts: Facts,
    original: str,
    redactions: Sequence[Redaction],
    quotes: Sequence[Quote],
    part: Part,
) -> tuple[str, list[list[Stretch]]]:
    """Return the text that may leave, and where its quotes stand; each is proven first."""
    untrue = [quote for quote in quotes if not _is_true(original, quote, redactions)]
    if untrue:
        raise UntrueQuotesError([Untrue(quote.ref, facts.ref) for quote in untrue])
    if part is Part.QUOTES:
        return quoted_text([quote.text for quote in quotes])
    try:
        return whole_text(original, redactions, [spans_of(quote) for quote in quotes])
    except StretchError as error:
        raise UntrueQuotesError([Untrue(quote.ref, facts.ref) for quote in quotes]) from error


def _is_true(original: str, quote: Quote, redactions: Sequence[Redaction]) -> bool:
    try:
        prove_text(original, quote, redactions)
    except InvalidError:
        return False
    return True
