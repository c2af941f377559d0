"""Reading what was printed."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from app.core.errors import NotFoundError
from app.editions.models import Edition, EditionFile, EditionItem


def get_edition(session: Session, ref: str) -> Edition:
    """Return the edition; raise `NotFoundError` without one."""
    edition = session.exec(select(Edition).where(Edition.ref == ref)).one_or_none()
    if edition is None:
        raise NotFoundError(ref)
    return edition


def editions(session: Session, kind: str) -> Sequence[Edition]:
    """Return every edition of this kind, newest first."""
    wanted = select(Edition).where(Edition.kind == kind)
    return session.exec(wanted.order_by(col(Edition.number).desc())).all()


def next_number(session: Session, kind: str) -> int:
    """Return the number that the next edition of this kind gets."""
    highest = session.exec(select(func.max(Edition.number)).where(Edition.kind == kind)).one()
    return (highest or 0) + 1


def find_same(session: Session, kind: str, content_hash: str) -> Edition | None:
    """Return the newest edition with exactly this content whose PDF is still kept."""
    wanted = select(Edition).where(
        Edition.kind == kind,
        Edition.content_hash == content_hash,
        col(Edition.file_key).is_not(None),
    )
    return session.exec(wanted.order_by(col(Edition.number).desc()).limit(1)).one_or_none()


def items_of(session: Session, edition: Edition) -> Sequence[EditionItem]:
    """Return what was in the edition, in the order of its pages."""
    wanted = select(EditionItem).where(EditionItem.edition_id == edition.id)
    return session.exec(wanted.order_by(col(EditionItem.position))).all()


def printed_items(session: Session, story_ref: str) -> Sequence[EditionItem]:
    """Return what of this story was ever printed; the same thing once for each edition."""
    return session.exec(select(EditionItem).where(EditionItem.story_ref == story_ref)).all()


def editions_with(session: Session, story_ref: str) -> Sequence[Edition]:
    """Return the editions that have something of this story, newest first."""
    printed = select(EditionItem.edition_id).where(EditionItem.story_ref == story_ref)
    wanted = select(Edition).where(col(Edition.id).in_(printed))
    return session.exec(wanted.order_by(col(Edition.number).desc())).all()


def editions_of(session: Session, reference: str) -> Sequence[Edition]:
    """Return the editions in which this quote or photo was printed, newest first."""
    return editions_by_item(session, [reference])[reference]


def editions_by_item(session: Session, references: Iterable[str]) -> dict[str, list[Edition]]:
    """Return for each quote or photo the editions in which it was printed, newest first."""
    found: dict[str, list[Edition]] = {reference: [] for reference in references}
    printed = (
        select(EditionItem.reference, Edition)
        .where(col(Edition.id) == col(EditionItem.edition_id))
        .where(col(EditionItem.reference).in_(found))
        .order_by(col(Edition.number).desc())
    )
    for reference, edition in session.exec(printed):
        if edition not in found[reference]:
            found[reference].append(edition)
    return found


def files_of(session: Session, edition: Edition) -> dict[str, EditionFile]:
    """Return the other forms of an edition that are kept, by what form each is."""
    kept = select(EditionFile).where(EditionFile.edition_id == edition.id)
    return {file.form: file for file in session.exec(kept)}


def known_files(session: Session) -> set[str]:
    """Return the keys of the PDFs that editions still have."""
    kept = select(Edition.file_key).where(col(Edition.file_key).is_not(None))
    forms = session.exec(select(EditionFile.file_key))
    return {key for key in session.exec(kept) if key is not None} | set(forms)
