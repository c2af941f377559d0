"""What pages about one poll show: its options with pictures, its rules, what changed."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.ledger.queries import entries_about
from app.photos.queries import PhotoView, Sources
from app.polls import queries, words
from app.polls.models import Poll, PollOption
from app.polls.rules import PollStatus
from app.polls.words import CHANGES, Rule


@dataclass(frozen=True, eq=False)
class OptionView:
    """An option as a page shows it."""

    option: PollOption
    picture: PhotoView | None

    @property
    def cost(self) -> str:
        """What it costs, in words; empty when that isn't known."""
        return "" if self.option.cost is None else words.euros(self.option.cost)

    @property
    def small(self) -> Sources | None:
        """The smallest picture alone: several stand on a page, and each may weigh 40 kB."""
        if self.picture is None:
            return None
        webp, jpeg = self.picture.sources.webp[0], self.picture.sources.jpeg[0]
        height = round(self.picture.height * jpeg[1] / self.picture.width)
        return Sources((webp,), (jpeg,), jpeg[1], height)


@dataclass(frozen=True)
class PublicChange:
    """Something about a poll that changed after its rules were frozen."""

    title: str
    at: datetime
    reason: str
    #: When it closes since then, in a sentence; empty where it is about something else.
    closes: str


@dataclass(frozen=True, eq=False)
class PollView:
    """A poll as a page shows it."""

    poll: Poll
    status: PollStatus
    #: When it opens or closes, in a sentence.
    when: str
    districts: tuple[str, ...]
    options: tuple[OptionView, ...]
    rules: tuple[Rule, ...]

    @property
    def status_words(self) -> str:
        """Where it stands."""
        return str(words.STATUSES[self.status][0])

    @property
    def status_kind(self) -> str:
        """The kind of `components/status.html` for where it stands."""
        return words.STATUSES[self.status][1]

    @property
    def result_words(self) -> str:
        """When the result is there, in a sentence or two."""
        return words.result_words(self.poll)


def options_of(session: Session, poll: Poll) -> tuple[OptionView, ...]:
    """Return the options in order, each with its picture."""
    options = queries.options_of(session, poll)
    pictures = queries.pictures_of(session, options)
    return tuple(OptionView(option, pictures.get(option.ref)) for option in options)


def view_of(session: Session, poll: Poll, *, phone: str, now: datetime) -> PollView:
    """Return what a page about the poll shows. phone: whom people call for help."""
    status = queries.status(poll, now)
    names = tuple(district.name for district in queries.districts_of(session, poll))
    options = options_of(session, poll)
    return PollView(
        poll=poll,
        status=status,
        when=words.when(poll, status, now),
        districts=names,
        options=options,
        rules=tuple(words.rules_of(poll, names, len(options), phone)),
    )


def changes_of(session: Session, poll: Poll) -> list[PublicChange]:
    """Return what changed in public, oldest first."""
    changes = []
    for entry in entries_about(session, poll.ref):
        if entry.kind in CHANGES:
            facts = json.loads(entry.payload)
            closes = datetime.fromisoformat(facts["closes_at"]) if "closes_at" in facts else None
            changes.append(
                PublicChange(
                    title=str(CHANGES[entry.kind]),
                    at=datetime.fromisoformat(entry.time),
                    reason=facts["reason"],
                    closes=words.closes_since(entry.kind, closes) if closes else "",
                )
            )
    return changes
