"""Reading everything that a follow card shows, in a handful of reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from app.card.rules import Waits, is_new
from app.editions.models import Edition
from app.editions.queries import editions_by_item, editions_with
from app.moderation import queries as moderation
from app.moderation.hand_over_queries import Waiting, waits_for
from app.moderation.models import Answer
from app.moderation.objection_queries import ObjectionView, objection_views, open_to_objection
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.rules import Segment, SegmentKind, segments
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_of
from app.programme.models import District
from app.quotes.queries import QuoteView, quotes_of
from app.stories.consent_rules import is_public, lacks_guardian, may_show_photos
from app.stories.models import Story, StoryEvent
from app.stories.queries import card_of, events_of
from app.stories.rules import Consent, Outcome


@dataclass(frozen=True)
class CardPhoto:
    """A photo of the teller, and what became of it."""

    view: PhotoView
    #: Whether everybody sees it, beside the story on the site.
    is_public: bool
    #: Whether it may be printed.
    on_paper: bool
    editions: list[Edition]


@dataclass(frozen=True)
class Card:
    """One story with all that happened to it, as its teller may see it."""

    story: Story
    #: None when nobody knows the district.
    district: str | None
    events: Sequence[StoryEvent]
    #: Which office or partner it waits for, if it does.
    waiting: Waiting | None
    messages: list[moderation.AnswerView]
    objections: list[ObjectionView]
    #: Decisions that the teller can object to now.
    may_object_to: frozenset[ObjectionAbout]
    #: Whether something that the teller wrote back waits for staff.
    reply_waits: bool
    #: What is younger than this is new to the teller.
    read_until: datetime
    quotes: list[QuoteView]
    photos: list[CardPhoto]
    is_public: bool
    #: What others read, piece by piece; empty once withdrawn.
    shown: list[Segment]
    #: Every edition with something of this story, also when the thing itself is gone.
    editions: Sequence[Edition]

    @property
    def hidden(self) -> int:
        """How many stretches are hidden."""
        return sum(piece.kind is SegmentKind.MARK for piece in self.shown)

    @property
    def waiting_quotes(self) -> int:
        """How many quotes wait for the teller's word."""
        return sum(quote.waits for quote in self.quotes)

    @property
    def lacks_guardian(self) -> bool:
        """Whether a parent still has to agree."""
        return lacks_guardian(self.story)

    @property
    def question(self) -> Answer | None:
        """The question that waits for the teller."""
        return moderation.open_question(self.messages)

    @property
    def objection_waits(self) -> bool:
        """Whether a second person has to say something of an objection."""
        return any(objection.waits for objection in self.objections)

    @property
    def waits(self) -> Waits:
        """What waits, and for whom."""
        return Waits(
            reply=self.reply_waits,
            objection=self.objection_waits,
            question=self.question is not None,
            office=self.waiting is not None,
            quotes=self.waiting_quotes > 0,
        )

    def is_new(self, told_at: datetime | None) -> bool:
        """Whether something of this moment is new to the teller."""
        return is_new(told_at, self.read_until)


def read_card(session: Session, story: Story) -> Card:
    """Return everything about `story` that its teller may see."""
    assert story.id is not None
    hidden = moderation.redactions_of(session, story.id)
    objections = objection_views(session, story.id)
    return Card(
        story=story,
        district=_district_name(session, story),
        events=events_of(session, story),
        waiting=waits_for(session, story),
        messages=moderation.answers_of(session, story.id),
        objections=objections,
        may_object_to=open_to_objection(session, story, objections),
        reply_waits=bool(moderation.waiting_replies(session, story.id)),
        read_until=card_of(session, story).read_until or story.received_at,
        quotes=[quote for quote in quotes_of(session, story) if _is_wanted(story, quote)],
        photos=card_photos(session, story),
        is_public=is_public(story),
        shown=segments(story.original, hidden) if story.original else [],
        editions=editions_with(session, story.ref),
    )


def card_photos(session: Session, story: Story) -> list[CardPhoto]:
    """Return the photos of `story` in order."""
    views = photos_of(session, (PhotoOwner.STORY, story.ref))
    editions = editions_by_item(session, [view.ref for view in views])
    allowed = may_show_photos(story) and story.outcome is not Outcome.REFUSED
    return [
        CardPhoto(
            view=view,
            is_public=allowed and view.shown and is_public(story),
            on_paper=allowed and view.shown,
            editions=editions[view.ref],
        )
        for view in views
    ]


def _is_wanted(story: Story, view: QuoteView) -> bool:
    """Whether the teller has something to say about the quote, or it was printed."""
    uses = (story.consent_paper, story.consent_online)
    return bool(view.editions) or any(given is not Consent.NO for given in uses)


def _district_name(session: Session, story: Story) -> str | None:
    return session.exec(select(District.name).where(District.id == story.district_id)).one_or_none()
