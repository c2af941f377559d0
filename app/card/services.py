"""What tellers do with their follow card: consents, quotes, and taking the story back."""

from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from app.audit.services import record
from app.card.rules import Permission, QuoteGoneError, moments_after_opening, seal
from app.contact import services as contact
from app.core.errors import NotFoundError
from app.core.search import forget_story
from app.core.storage import Storage
from app.core.versions import raise_version
from app.council import pack_services as council
from app.editions import services as editions
from app.editions.models import ItemKind
from app.editions.queries import printed_items
from app.moderation import services as moderation
from app.monitor import export_services as exports
from app.photos import services as photos
from app.photos.models import PhotoOwner
from app.promises import linking_services as promises
from app.quotes import services as quotes
from app.quotes.queries import get_quote, quotes_of
from app.quotes.rules import Approval
from app.stories import notice_services as notices
from app.stories import noting_services as noting
from app.stories.consent_rules import Use, effective_consent, may_show_photos
from app.stories.models import FollowCard, Story
from app.stories.queries import card_of
from app.stories.rules import Audience, Consent, EventKind, StoryStatus, TellerKind
from app.stories.services import TELLER, add_event, move

#: Why a kept PDF was destroyed, as its edition says.
NO_CONSENT: Final = "consent"
WITHDRAWN: Final = "withdrawn"

_COLUMN: Final = {
    Permission.READING: "audience",
    Permission.PAPER: "consent_paper",
    Permission.ONLINE: "consent_online",
    Permission.PHOTOS: "consent_photos",
}


def permission_of(story: Story, permission: Permission) -> Audience | Consent:
    """Return what the teller chose."""
    chosen: Audience | Consent = getattr(story, _COLUMN[permission])
    return chosen


def change_permission(
    session: Session,
    storage: Storage,
    story: Story,
    change: tuple[Permission, Audience | Consent],
    *,
    now: datetime,
) -> bool:
    """Store what the teller allows from now on; return False when it was so already.

    Printed PDFs with something that isn't allowed any more are destroyed; that they were made
    stays known.
    """
    permission, chosen = change
    if permission_of(story, permission) is chosen:
        return False
    setattr(story, _COLUMN[permission], chosen)
    _touch(session, story)
    add_event(session, story, EventKind.CONSENT_CHANGED, actor=TELLER, now=now)
    facts = {"permission": permission.name.lower(), "chosen": chosen.value}
    record(session, TELLER, "story.consent_changed", ("story", story.ref), now=now, **facts)
    _destroy_barred(session, storage, story, now=now)
    return True


def answer_quote(
    session: Session,
    storage: Storage,
    story: Story,
    verdict: tuple[str, Approval, str],
    *,
    now: datetime,
) -> None:
    """Store what the teller says of a quote: its reference, yes or no, and the seal of its words.

    Raises:
        QuoteGoneError: it isn't there any more, or reads otherwise by now.
    """
    ref, approval, sealed = verdict
    try:
        quote = get_quote(session, story, ref)
    except NotFoundError as error:
        raise QuoteGoneError(ref) from error
    if seal(quote.text) != sealed:
        raise QuoteGoneError(ref)
    if quote.approval is approval:
        return
    quotes.answer_quote(session, story, quote, approval, seen=quote.text, now=now)
    _touch(session, story)
    _destroy_barred(session, storage, story, now=now)


def note_opened(session: Session, story: Story, *, now: datetime) -> None:
    """Keep the moment at which the card was opened, so that it can tell what is new; flushed.

    Nothing else is kept of it, and of a story that was withdrawn nothing at all.
    """
    if story.status is StoryStatus.WITHDRAWN:
        return
    card = card_of(session, story)
    moments = moments_after_opening(card.opened_at, card.read_until, now=now)
    card.opened_at, card.read_until = moments
    session.add(card)
    session.flush()


def withdraw(session: Session, storage: Storage, story: Story, *, now: datetime) -> None:
    """Remove everything that was told, answered, picked and shown; a tombstone stays.

    Files go when the transaction commits; empty the write-ahead log after that. A second time
    nothing happens.
    """
    if story.status is StoryStatus.WITHDRAWN:
        return
    assert story.id is not None
    move(session, story, StoryStatus.WITHDRAWN)
    editions.forget_files(session, storage, story.ref, because=WITHDRAWN, now=now)
    exports.forget(session, storage)
    quotes.forget(session, story)
    promises.forget(session, story)
    council.forget(session, story)
    moderation.forget(session, story)
    contact.forget(session, story)
    notices.forget(session, story)
    noting.forget(session, story)
    photos.forget(session, storage, (PhotoOwner.STORY, story.ref))
    forget_story(session, story.id)
    _empty(story, now)
    for card in session.exec(select(FollowCard).where(FollowCard.story_id == story.id)):
        _empty_card(card)
    _touch(session, story)
    add_event(session, story, EventKind.WITHDRAWN, actor=TELLER, now=now)
    record(session, TELLER, "story.withdrawn", ("story", story.ref), now=now)


def _empty(story: Story, now: datetime) -> None:
    """Leave of the story only when it came, from which district, and that it was withdrawn."""
    nothing: dict[str, object] = {
        "original": None,
        "language": "nl",
        "neighbourhood": None,
        "teller": TellerKind.RESIDENT,
        "signed_as": None,
        "age_group": None,
        "guardian_consent_at": None,
        "audience": Audience.COUNCIL,
        "consent_paper": Consent.NO,
        "consent_online": Consent.NO,
        "consent_photos": Consent.NO,
        "outcome": None,
        "refusal_reason": None,
        "published_at": None,
        "withdrawn_at": now,
    }
    for name, value in nothing.items():
        setattr(story, name, value)


def _empty_card(card: FollowCard) -> None:
    """Leave of the card only that the code goes on opening it."""
    card.opened_at = card.read_until = None


def _touch(session: Session, story: Story) -> None:
    """Have staff who see an older story be told, and readers get the new state."""
    story.version += 1
    session.add(story)
    session.flush()
    raise_version(session, "public")


def _destroy_barred(session: Session, storage: Storage, story: Story, *, now: datetime) -> None:
    """Destroy the kept PDFs with a quote or photo of this story that may not be printed.

    A printed quote that staff dropped since then has no approval any more: only a plain yes to
    paper lets it be.
    """
    views = quotes_of(session, story)
    allowed = {view.quote.ref for view in views if view.on_paper}
    known = {view.quote.ref for view in views}
    yes = effective_consent(story, Use.PAPER) is Consent.YES
    for item in printed_items(session, story.ref):
        if item.kind is ItemKind.PHOTO:
            may = may_show_photos(story)
        else:
            may = item.reference in allowed or (yes and item.reference not in known)
        if not may:
            editions.forget_printed(session, storage, item.reference, because=NO_CONSENT, now=now)
