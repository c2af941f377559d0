"""Protecting and sorting a story: what is hidden, its subjects, photos, district and parent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from app.core.errors import ForbiddenError, InvalidError
from app.core.storage import Storage
from app.core.text import check_text, clean_text
from app.moderation import rules
from app.moderation.changes import Change, WithdrawnError, begin, note, step, tell_readers
from app.moderation.models import StoryCluster, StoryRedaction
from app.photos import services as photos
from app.photos.models import Photo
from app.photos.services import KeptFiles
from app.programme.models import Cluster, District
from app.stories.consent_rules import may_show_photos
from app.stories.models import Story
from app.stories.rules import EventKind, StoryStatus, needs_guardian

#: Code points.
MAX_ALT: Final = 300

#: Told in the same transaction that what is hidden in a story changed.
RedactionHook = Callable[[Session, Story, datetime], None]


class MainClusterError(InvalidError):
    """Of several subjects one must be the main one."""


class NoGuardianNeededError(InvalidError):
    """The teller is old enough to decide alone."""


class PhotosNotAllowedError(ForbiddenError):
    """The teller doesn't let others see the photos."""


@dataclass(frozen=True)
class PhotoWords:
    """What staff say of a photo."""

    #: What is to be seen, for those who can't see it.
    alt: str
    shown: bool


def save_redactions(
    session: Session,
    story: Story,
    redactions: Sequence[rules.Redaction],
    change: Change,
    *,
    hooks: Sequence[RedactionHook] = (),
) -> None:
    """Replace what is hidden in the story, and tell the rooms that show its text.

    Raises:
        RedactionError: a redaction doesn't fit the original.
        StoryChangedError: somebody else was first.
    """
    story_id = begin(session, story, change)
    rules.check_redactions(story.original or "", redactions)
    session.exec(delete(StoryRedaction).where(col(StoryRedaction.story_id) == story_id))
    session.add_all(
        StoryRedaction(
            story_id=story_id, start=each.start, end=each.end, replacement=each.replacement
        )
        for each in redactions
    )
    session.flush()
    for hook in hooks:
        hook(session, story, change.now)
    note(session, story, change, "redacted", count=len(redactions))
    tell_readers(session, story)


def set_clusters(
    session: Session, story: Story, keys: Sequence[str], main: str | None, change: Change
) -> None:
    """Replace the subjects of the story; a single one is the main one.

    Raises:
        MainClusterError: there are several and none of them is the main one.
        StoryChangedError: somebody else was first.
    """
    story_id = begin(session, story, change)
    main = keys[0] if len(keys) == 1 else main
    if keys and main not in keys:
        raise MainClusterError(main)
    session.exec(delete(StoryCluster).where(col(StoryCluster.story_id) == story_id))
    for cluster in session.exec(select(Cluster).where(col(Cluster.key).in_(keys))):
        assert cluster.id is not None
        tag = StoryCluster(story_id=story_id, cluster_id=cluster.id, is_main=cluster.key == main)
        session.add(tag)
    session.flush()
    note(session, story, change, "tagged", clusters=sorted(keys), main=main)
    tell_readers(session, story)


def record_guardian_consent(session: Session, story: Story, change: Change) -> None:
    """Note that a parent's consent on paper was shown.

    Raises:
        NoGuardianNeededError: the teller is 16 or older.
        StoryChangedError: somebody else was first.
    """
    begin(session, story, change)
    if not needs_guardian(story.age_group):
        raise NoGuardianNeededError(story.ref)
    story.guardian_consent_at = change.now
    session.add(story)
    step(session, story, EventKind.GUARDIAN_CONSENT, change)
    tell_readers(session, story)


def set_district(session: Session, story: Story, district: District, change: Change) -> None:
    """Hand the story to the district that it belongs to."""
    begin(session, story, change)
    story.district_id = district.id
    story.neighbourhood = None
    session.add(story)
    step(session, story, EventKind.DISTRICT_CHANGED, change, district=district.key)
    tell_readers(session, story)


def describe_photo(
    session: Session, story: Story, photo: Photo, words: PhotoWords, change: Change
) -> None:
    """Store what is to be seen on the photo and whether it is shown; the version is the photo's.

    Raises:
        PhotosNotAllowedError: it would be shown against the wish of the teller.
        PhotoChangedError: somebody else was first.
        TextError: the words are too many or can't be stored.
    """
    _check_present(story)
    if words.shown and not may_show_photos(story):
        raise PhotosNotAllowedError(photo.ref)
    alt = clean_text(words.alt)
    if alt:
        check_text(alt, MAX_ALT)
    photos.set_alt(session, photo, alt, seen_version=change.seen_version)
    photos.set_shown(session, photo, shown=words.shown, seen_version=change.seen_version + 1)
    note(session, story, change, "photo_described", photo=photo.ref, shown=words.shown)
    tell_readers(session, story)


def blur_photo(
    session: Session,
    storage: Storage,
    story: Story,
    photo: Photo,
    kept: KeptFiles,
    change: Change,
) -> None:
    """Put the blurred pictures in the place of the photo's own, for good.

    Raises:
        PhotoChangedError: somebody else was first.
    """
    _check_present(story)
    photos.blur(session, storage, photo, kept, seen_version=change.seen_version)
    note(session, story, change, "photo_blurred", photo=photo.ref)
    tell_readers(session, story)


def _check_present(story: Story) -> None:
    if story.status is StoryStatus.WITHDRAWN:
        raise WithdrawnError(story.ref)
