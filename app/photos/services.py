"""Keeping, changing and forgetting photos. Files are durable before any row speaks of them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, delete, select, update

from app.core.errors import ConflictError
from app.core.refs import new_ref
from app.core.storage import ORPHAN_SECONDS, Storage, remove_after_commit
from app.core.versions import raise_version
from app.photos import queries
from app.photos.models import Photo, PhotoFile
from app.photos.queries import Owner
from app.photos.rules import Derivative, Derivatives, PhotoFormat

#: Begins the owner part of every key of ours, so that a sweep leaves other files alone.
_PREFIX: Final = "photo"
_BATCH: Final = 500


class PhotoChangedError(ConflictError):
    """Somebody else changed or removed the photo in the meantime."""


@dataclass(frozen=True)
class KeptFile:
    """One stored derivative; the fields are those of its row."""

    size: int
    format: str
    width: int
    height: int
    bytes: int
    key: str


@dataclass(frozen=True)
class KeptFiles:
    """Derivatives that are durably stored and wait for their rows."""

    #: Reference that the photo will have.
    ref: str
    files: tuple[KeptFile, ...]

    @property
    def digests(self) -> frozenset[str]:
        """Tells whether two photos are the same picture."""
        return frozenset(_digest(file.key) for file in self.files)


def keep_files(storage: Storage, derivatives: Derivatives) -> KeptFiles:
    """Store the derivatives durably; do this before the transaction of `record_photo`."""
    ref = new_ref()
    files = tuple(
        KeptFile(
            size=each.size,
            format=each.format.value,
            width=each.width,
            height=each.height,
            bytes=len(each.content),
            # The size too: of a small photo several derivatives are equal.
            key=storage.put(each.content, owner=f"{_PREFIX}{ref}x{each.size}"),
        )
        for each in derivatives
    )
    return KeptFiles(ref, files)


def record_photo(session: Session, kept: KeptFiles, *, owner: Owner, now: datetime) -> Photo:
    """Add the row of a photo whose files are stored, behind the other photos of `owner`."""
    kind, ref = owner
    last = select(func.coalesce(func.max(Photo.position), -1)).where(
        Photo.owner_kind == kind, Photo.owner_ref == ref
    )
    photo = Photo(
        ref=kept.ref,
        owner_kind=kind,
        owner_ref=ref,
        position=session.exec(last).one() + 1,
        created_at=now,
    )
    session.add(photo)
    session.flush()
    _add_files(session, photo, kept)
    return photo


def add_photo(
    session: Session, storage: Storage, derivatives: Derivatives, *, owner: Owner, now: datetime
) -> Photo:
    """Store a photo and add its row.

    Syncing files takes time: in a request use `keep_files` before the transaction instead.
    """
    return record_photo(session, keep_files(storage, derivatives), owner=owner, now=now)


def copy_files(session: Session, storage: Storage, photo: Photo) -> KeptFiles:
    """Store the derivatives of `photo` once more, for another photo that `record_photo` adds."""
    derivatives = tuple(
        Derivative(
            file.size, PhotoFormat(file.format), file.width, file.height, storage.get(file.key)
        )
        for file in queries.files_of(session, photo)
    )
    return keep_files(storage, derivatives)


def is_there(session: Session, kept: KeptFiles, owner: Owner) -> bool:
    """Whether `owner` has this very picture already, as after a resend."""
    photos = [photo.id for photo in queries.stored_photos(session, owner)]
    keys = session.exec(select(PhotoFile.key).where(col(PhotoFile.photo_id).in_(photos)))
    return not kept.digests.isdisjoint(_digest(key) for key in keys)


def remove_photo(session: Session, storage: Storage, photo: Photo) -> None:
    """Remove the photo; its files go when the transaction commits."""
    _remove_files(session, storage, photo)
    session.delete(photo)
    session.flush()


def move_photos(session: Session, old: Owner, new: Owner) -> int:
    """Give every photo of `old` to `new`, in the same order; return how many."""
    kind, ref = new
    moved = (
        update(Photo)
        .where(col(Photo.owner_kind) == old[0], col(Photo.owner_ref) == old[1])
        .values(owner_kind=kind, owner_ref=ref)
    )
    return session.exec(moved).rowcount


def forget(session: Session, storage: Storage, owner: Owner) -> None:
    """Remove every photo of `owner` with all its derivatives."""
    for photo in queries.stored_photos(session, owner):
        remove_photo(session, storage, photo)


def blur(
    session: Session, storage: Storage, photo: Photo, kept: KeptFiles, *, seen_version: int
) -> None:
    """Put the blurred derivatives in the place of all earlier ones, which are destroyed.

    Raises:
        PhotoChangedError: the photo is not as it was when the boxes were drawn.
    """
    _claim(session, photo, seen_version, {})
    _remove_files(session, storage, photo)
    _add_files(session, photo, kept)


def set_alt(session: Session, photo: Photo, alt: str, *, seen_version: int) -> None:
    """Store what is to be seen on the photo.

    Raises:
        PhotoChangedError: somebody else changed the photo in the meantime.
    """
    _claim(session, photo, seen_version, {"alt": alt})


def set_shown(session: Session, photo: Photo, *, shown: bool, seen_version: int) -> None:
    """Store whether staff let the photo be shown and printed.

    Raises:
        PhotoChangedError: somebody else changed the photo in the meantime.
    """
    _claim(session, photo, seen_version, {"shown": shown})


def sweep(session: Session, storage: Storage, now: datetime) -> int:
    """Remove photo files that no row speaks of, and return how many; a crash can leave some."""
    stored, moment = list(storage.keys()), now.timestamp()
    old = [
        key for key in stored if _is_ours(key) and storage.is_older(key, ORPHAN_SECONDS, now=moment)
    ]
    removed = 0
    for start in range(0, len(old), _BATCH):
        batch = old[start : start + _BATCH]
        orphans = set(batch) - queries.known_keys(session, batch)
        for key in orphans:
            storage.remove(key)
        removed += len(orphans)
    return removed


def _is_ours(key: str) -> bool:
    return key.partition("-")[2].startswith(_PREFIX)


def _claim(session: Session, photo: Photo, seen_version: int, values: dict[str, object]) -> None:
    claimed = session.exec(
        update(Photo)
        .where(col(Photo.id) == photo.id, col(Photo.version) == seen_version)
        .values(version=seen_version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount == 0:
        raise PhotoChangedError(photo.ref)
    session.refresh(photo)
    raise_version(session, "public")


def _add_files(session: Session, photo: Photo, kept: KeptFiles) -> None:
    assert photo.id is not None
    session.add_all(PhotoFile(photo_id=photo.id, **asdict(file)) for file in kept.files)
    session.flush()


def _remove_files(session: Session, storage: Storage, photo: Photo) -> None:
    keys = [file.key for file in queries.files_of(session, photo)]
    remove_after_commit(session, storage, keys)
    session.exec(delete(PhotoFile).where(col(PhotoFile.photo_id) == photo.id))


def _digest(key: str) -> str:
    return key.partition("-")[0]
