"""Reading photos: which there are, and what a page needs to show one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.core.prepared import Prepared, Reader, fill, many
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.photos.rules import SIZES, PhotoFormat

#: What a photo belongs to: the kind of thing and its reference.
Owner = tuple[PhotoOwner, str]

#: Owners whose photos are read at once.
BATCH: Final = 20
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


@dataclass(frozen=True, eq=False)
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

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the JPEG for print."""
        return self.print_key.partition("-")[0]


class _FileRow(NamedTuple):
    """A derivative, with what its photo says."""

    owner_ref: str
    #: Orders the photos of an owner, and the files of a photo.
    position: int
    id: int
    size: int
    ref: str
    alt: str
    shown: bool
    version: int
    format: str
    width: int
    height: int
    key: str


_SHOWN: Final = Prepared(
    sql_select(
        col(Photo.owner_ref),
        col(Photo.position),
        col(Photo.id),
        col(PhotoFile.size),
        col(Photo.ref),
        col(Photo.alt),
        col(Photo.shown),
        col(Photo.version),
        col(PhotoFile.format),
        col(PhotoFile.width),
        col(PhotoFile.height),
        col(PhotoFile.key),
    )
    .join(PhotoFile, col(PhotoFile.photo_id) == col(Photo.id))
    .where(
        col(Photo.owner_kind) == bindparam("kind"),
        col(Photo.shown).is_(True),
        col(PhotoFile.size) <= bindparam("largest"),
        col(Photo.owner_ref).in_(many("owner", BATCH)),
    ),
    _FileRow._make,
)


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


def shown_photos(
    reader: Reader, kind: PhotoOwner, refs: Sequence[str], *, largest: int = max(SIZES)
) -> dict[str, list[PhotoView]]:
    """Return the photos that staff let others see, of up to `BATCH` owners that have some.

    Sizes beyond `largest` are left out, where a photo stands small on the page.
    """
    found: dict[str, list[PhotoView]] = {}
    values = {"kind": kind, "largest": largest, **fill("owner", BATCH, refs, "")}
    rows = _SHOWN.all(reader, values) if refs else []
    for (owner, _), files in groupby(sorted(rows), key=attrgetter("owner_ref", "ref")):
        found.setdefault(owner, []).append(_remembered_view(tuple(files)))
    return found


def known_keys(session: Session, keys: Iterable[str]) -> set[str]:
    """Return those of `keys` that a photo speaks of."""
    return set(session.exec(select(PhotoFile.key).where(col(PhotoFile.key).in_(list(keys)))))


@lru_cache(maxsize=400)
def _remembered_view(files: tuple[_FileRow, ...]) -> PhotoView:
    return _view(files[0], files)


def _view(photo: Photo | _FileRow, files: Sequence[PhotoFile | _FileRow]) -> PhotoView:
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
    photo: Photo | _FileRow, files: Sequence[PhotoFile | _FileRow], kind: PhotoFormat
) -> tuple[tuple[str, int], ...]:
    """Return address and width of each derivative; of equally wide ones the first is enough."""
    by_width: dict[int, str] = {}
    for file in files:
        if file.format == kind:
            # The version makes browsers forget what it looked like before it was blurred.
            address = f"/foto/{photo.ref}/{file.size}.{ENDINGS[kind]}?v={photo.version}"
            by_width.setdefault(file.width, address)
    return tuple((address, width) for width, address in by_width.items())
