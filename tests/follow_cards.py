"""Stories with their follow cards, for tests: told, worked on and printed by the real services."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from app.core.codes import Code
from app.core.storage import Storage
from app.editions.models import Edition, ItemKind
from app.editions.queries import next_number
from app.editions.services import Item, NewEdition, record_edition
from app.moderation.changes import Change
from app.moderation.models import Answer
from app.moderation.services import Decision, answer_and_decide
from app.photos.models import Photo, PhotoOwner
from app.photos.rules import Derivative, PhotoFormat
from app.photos.services import add_photo
from app.programme.models import Cluster
from app.quotes.models import Quote
from app.quotes.rules import Span
from app.quotes.services import pick_quote
from app.staff.models import StaffMember
from app.stories.models import Story
from app.stories.rules import Audience, Consent, Outcome
from app.stories.services import prepare_card, submit_story
from app.stories.submission import Submission
from tests.conftest import NOW
from tests.factories import CHEAP, ORIGINAL

#: What a teller says who allows everything, and reads quotes first.
TOLD = Submission(
    original=ORIGINAL,
    district_key="noord",
    audience=Audience.EVERYONE,
    consent_paper=Consent.ASK,
    consent_online=Consent.ASK,
    consent_photos=Consent.YES,
)


@dataclass(frozen=True)
class Told:
    """A story that was sent, and the code that opens its card."""

    story: Story
    code: Code


def tell(session: Session, submission: Submission = TOLD, *, due: datetime | None = None) -> Told:
    """Send a story in now, or so long ago that its answer was due at `due`."""
    card = prepare_card(session, secrets.token_urlsafe(32), CHEAP)
    sent = submit_story(session, submission, card, answer_days=10, now=NOW)
    # Pages look at the real clock: by default this story has time, whenever the tests run.
    sent.story.due_on = (due or datetime(2999, 12, 4, tzinfo=NOW.tzinfo)).date()
    session.add(sent.story)
    session.flush()
    return Told(sent.story, sent.code)


def tell_with(session: Session, **said: object) -> Told:
    """Send a story of which only `said` is other than `TOLD`."""
    return tell(session, replace(TOLD, **said))  # type: ignore[arg-type] # the fields' own types


def answer(
    session: Session,
    story: Story,
    body: str = "Dank u wel. Wij maken het licht in het park.",
    outcome: Outcome = Outcome.PUBLISHED,
    reason: str = "",
) -> Answer:
    """Answer and decide as the first member of staff there is."""
    member = session.exec(select(StaffMember)).first()
    assert member is not None
    change = Change(member, story.version, NOW)
    answer_and_decide(session, story, body, Decision(outcome, reason), change)
    return session.exec(select(Answer).where(Answer.story_id == story.id)).all()[-1]


def quote(session: Session, story: Story, start: int = 0, end: int = 25) -> Quote:
    """Pick a stretch of the story as a quote."""
    clusters = session.exec(select(Cluster)).all()[:1]
    return pick_quote(session, story, [Span(start, end)], clusters, actor="staff", now=NOW)


def photo(session: Session, storage: Storage, story: Story, *, shown: bool = True) -> Photo:
    """Add a photo to the story; its bytes are no picture, but its files are real."""
    derivatives = tuple(
        Derivative(size, kind, size, size // 2, b"%s %d %s" % (kind.encode(), size, MARK))
        for size in (1600, 800, 400)
        for kind in (PhotoFormat.WEBP, PhotoFormat.JPEG)
    )
    owner = (PhotoOwner.STORY, story.ref)
    added = add_photo(session, storage, derivatives, owner=owner, now=NOW)
    added.shown = shown
    session.add(added)
    session.flush()
    return added


#: Stands in every stored photo of these tests.
MARK = b"pixelszonnewijzer"


def printed(
    session: Session, storage: Storage, story: Story, quotes: list[Quote], photos: list[Photo]
) -> Edition:
    """Print an edition with these quotes and photos; its PDF holds their words."""
    words = "\n".join(each.text for each in quotes)
    items = [Item(ItemKind.QUOTE, each.ref, story.ref) for each in quotes]
    items += [Item(ItemKind.PHOTO, each.ref, story.ref) for each in photos]
    new = NewEdition(
        kind="quote_book",
        number=next_number(session, "quote_book"),
        title="Najaar",
        round_key="2026-najaar",
        made_by="staff",
        pages=8,
        content_hash="0" * 64,
        file_key=storage.put(words.encode() + MARK, owner="edition"),
        items=tuple(items),
    )
    return record_edition(session, new, now=NOW)
