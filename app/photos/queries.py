"""Reading photos: which there are, and what a page needs to show one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.photos.rules import PhotoFormat

#: What a photo belongs to: the kind of thing and its reference.
Owner = tuple[PhotoOwner, str]

#: Long side that paper needs: on a page a photo is at most 11 cm wide, at 180 points an inch.
PRINT_SIZE: Final = 800
#: How a format is written at the end of an address.
ENDINGS: Final = {PhotoFormat.JPEG: "jpg", PhotoFormat.WEBP: "webp"}


@dataclass(frozen=True)
class Sources:
    """What `components/photo.html` needs: (address, width in pixels), narrowest first."""

    webp: tuple[tuple[str, int], ...]
    jpeg: tuple[tuple[str, int], ...]
    #: Pixels of the widest.
    width: int
    height: int


@dataclass(frozen=True)
class PhotoView:
    """A photo as a page shows it."""

    ref: str
    alt: str
    #: Whether staff decided that it may be shown and printed.
    shown: bool
    version: int
    sources: Sources
    #: Key in the storage of the JPEG for print.
    print_key: str

    @property
    def width(self) -> int:
        """Pixels of the widest."""
        return self.sources.width

    @property
    def height(self) -> int:
        """Pixels of the widest."""
        return self.sources.height


def get_photo(session: Session, ref: str) -> Photo:
    """Return the photo with this reference; raise `NotFoundError` without one."""
    photo = session.exec(select(Photo).where(Photo.ref == ref)).one_or_none()
    if photo is None:
        raise NotFoundError(ref)
    return photo


def stored_photos(session: Session, owner: Owner) -> Sequence[Photo]:
    """Return the photos of `owner` in order."""
    kind, ref = owner
    mine = select(Photo).where(Photo.owner_kind == kind, Photo.owner_ref == ref)
    return session.exec(mine.order_by(col(Photo.position), col(Photo.id))).all()


def files_of(session: Session, photo: Photo) -> Sequence[PhotoFile]:
    """Return the derivatives of `photo`, the smallest first."""
    mine = select(PhotoFile).where(PhotoFile.photo_id == photo.id)
    return session.exec(mine.order_by(col(PhotoFile.size), col(PhotoFile.id))).all()


def find_file(session: Session, photo: Photo, size: int, kind: PhotoFormat) -> PhotoFile:
    """Return one derivative of `photo`; raise `NotFoundError` without it."""
    for file in files_of(session, photo):
        if (file.size, file.format) == (size, kind):
            return file
    raise NotFoundError(photo.ref)


def largest_jpeg(session: Session, photo: Photo) -> PhotoFile:
    """Return the derivative from which others can be made anew."""
    return [file for file in files_of(session, photo) if file.format == PhotoFormat.JPEG][-1]


def photos_of(session: Session, owner: Owner) -> list[PhotoView]:
    """Return the photos of `owner` in order, ready to be shown."""
    kind, ref = owner
    return photos_by_owner(session, kind, [ref])[ref]


def photos_by_owner(
    session: Session, kind: PhotoOwner, refs: Iterable[str]
) -> dict[str, list[PhotoView]]:
    """Return for each of `refs` its photos in order, in two reads for all of them."""
    found: dict[str, list[PhotoView]] = {ref: [] for ref in refs}
    mine = select(Photo).where(Photo.owner_kind == kind, col(Photo.owner_ref).in_(found))
    photos = session.exec(mine.order_by(col(Photo.position), col(Photo.id))).all()
    ids = [photo.id for photo in photos]
    files: dict[int, list[PhotoFile]] = {}
    order = col(PhotoFile.size), col(PhotoFile.id)
    listed = select(PhotoFile).where(col(PhotoFile.photo_id).in_(ids)).order_by(*order)
    for file in session.exec(listed) if ids else ():
        files.setdefault(file.photo_id, []).append(file)
    for photo in photos:
        found[photo.owner_ref].append(_view(photo, files[photo.id or 0]))
    return found


def known_keys(session: Session, keys: Iterable[str]) -> set[str]:
    """Return those of `keys` that a photo speaks of."""
    return set(session.exec(select(PhotoFile.key).where(col(PhotoFile.key).in_(list(keys)))))


def _view(photo: Photo, files: Sequence[PhotoFile]) -> PhotoView:
    jpegs = [file for file in files if file.format == PhotoFormat.JPEG]
    largest = jpegs[-1]
    printed = [file for file in jpegs if file.size <= PRINT_SIZE][-1]
    sources = Sources(
        webp=_addresses(photo, files, PhotoFormat.WEBP),
        jpeg=_addresses(photo, files, PhotoFormat.JPEG),
        width=largest.width,
        height=largest.height,
    )
    return PhotoView(photo.ref, photo.alt, photo.shown, photo.version, sources, printed.key)


def _addresses(
    photo: Photo, files: Sequence[PhotoFile], kind: PhotoFormat
) -> tuple[tuple[str, int], ...]:
    """Return address and width of each derivative; of equally wide ones the first is enough."""
    by_width: dict[int, str] = {}
    for file in files:
        if file.format == kind:
            # The version makes browsers forget what it looked like before it was blurred.
            address = f"/foto/{photo.ref}/{file.size}.{ENDINGS[kind]}?v={photo.version}"
            by_width.setdefault(file.width, address)
    return tuple((address, width) for width, address in by_width.items())
