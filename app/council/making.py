"""Making the PDFs of a pack: to read, in large print, and as a booklet; recorded as an edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from flask import render_template
from sqlmodel import Session

from app.core.storage import Storage
from app.council import queries, words
from app.council.contents import PackContents
from app.council.gathering import pack_contents
from app.council.rules import LINES, NothingToPrintError, PaperForm
from app.editions import queries as editions
from app.editions.models import Edition
from app.editions.services import NewEdition, keep_file, record_edition
from app.ledger.queries import head
from app.ledger.rules import Head, grouped
from app.printing import Progress, Stage, count_pages, render_pdf
from app.printing.booklet import impose
from app.printing.qr import qr_png
from app.stories.rules import EventKind
from app.stories.services import add_events

_PRINT: Final = Path(__file__).parents[1] / "templates" / "print"
#: Forms that are laid out, and where each begins in hundredths of the whole.
_LAID_OUT: Final = {PaperForm.A4: 0, PaperForm.LARGE: 30, PaperForm.A5: 65}
_SHARE: Final = 30
_BEGINS: Final = {Stage.READ: 0.0, Stage.LAY_OUT: 0.1, Stage.DRAW: 0.6, Stage.WRITE: 0.9}

#: Told (hundredths done, 100).
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Imprint:
    """What a pack says of itself."""

    #: Counts the packs of all meetings, and those of this one.
    number: int
    version: int
    #: The last entry of the ledger: paper proves what the site said until then.
    head: Head
    made_at: datetime
    #: Where everybody reads more.
    address: str

    @property
    def head_hash(self) -> str:
        """The hash in groups, as people compare it."""
        return grouped(self.head.hash)


@dataclass(frozen=True)
class Planned:
    """A pack to be."""

    contents: PackContents
    imprint: Imprint
    #: The same pack, if it was made before and is kept.
    same: Edition | None


def plan_pack(session: Session, ref: str, *, public_url: str, now: datetime) -> Planned:
    """Return what there is to print for a meeting, read in one moment.

    Raises:
        NothingToPrintError: nothing was chosen that holds anything.
        UntrueQuotesError: a chosen quote is not its teller's words.
    """
    meeting = queries.get_meeting(session, ref)
    contents = pack_contents(session, meeting, now)
    if not contents.parts:
        raise NothingToPrintError(ref)
    imprint = Imprint(
        number=editions.next_number(session, queries.PACK),
        version=len(queries.packs_of(session, meeting)) + 1,
        head=head(session),
        made_at=now,
        address=f"{public_url}/beraad/{ref}",
    )
    same = editions.find_same(session, queries.PACK, contents.digest)
    return Planned(contents, imprint, same)


def pack_pdfs(
    contents: PackContents, imprint: Imprint, storage: Storage, tell: Tell
) -> Mapping[PaperForm, bytes]:
    """Return the pack in every form; all but the booklet are PDF/UA-1 files."""
    html = render_template(
        "print/council_pack.html", pack=contents, imprint=imprint, words=words, lines=LINES
    )

    def photo(key: str) -> bytes:
        if key not in contents.photo_keys:
            raise FileNotFoundError(key)
        return storage.get(key)

    made = {
        form: render_pdf(
            html,
            styles=[_css("pack"), _css(f"pack_{form.value}"), _bars(contents)],
            resources={"photo": photo, "qr": lambda _name: qr_png(imprint.address, scale=1)},
            progress=_progress(tell, begin),
        )
        for form, begin in _LAID_OUT.items()
    }
    made[PaperForm.BOOKLET] = impose(made[PaperForm.A5], title=contents.title)
    tell(99, 100)
    return made


def keep_pdfs(
    storage: Storage, pdfs: Mapping[PaperForm, bytes]
) -> dict[PaperForm, tuple[str, int]]:
    """Store the PDFs durably; return key and number of pages of each."""
    return {form: (keep_file(storage, pdf), count_pages(pdf)) for form, pdf in pdfs.items()}


def record_pack(
    session: Session,
    planned: Planned,
    kept: Mapping[PaperForm, tuple[str, int]],
    *,
    actor: str,
    now: datetime,
) -> Edition | None:
    """Record stored PDFs; None when the pack reads otherwise by now, or its number is taken.

    So what was withdrawn while the PDFs were being made is never in a recorded edition.
    """
    contents, imprint = planned.contents, planned.imprint
    meeting = queries.get_meeting(session, contents.meeting)
    again = pack_contents(session, meeting, imprint.made_at)
    if again.digest != contents.digest:
        return None
    if editions.next_number(session, queries.PACK) != imprint.number:
        return None
    edition = record_edition(session, _new(planned, kept, actor), now=now)
    told = {item.story_ref for item in contents.items()}
    add_events(session, told, EventKind.PRINTED, actor=actor, now=now)
    return edition


def _new(planned: Planned, kept: Mapping[PaperForm, tuple[str, int]], actor: str) -> NewEdition:
    contents, imprint = planned.contents, planned.imprint
    key, pages = kept[PaperForm.A4]
    return NewEdition(
        kind=queries.PACK,
        number=imprint.number,
        title=f"{contents.title}, {words.when(contents.starts_at)}",
        round_key=None,
        made_by=actor,
        pages=pages,
        content_hash=contents.digest,
        file_key=key,
        items=contents.items(),
        composition={
            "meeting": contents.meeting,
            "version": imprint.version,
            "head": [imprint.head.seq, imprint.head.hash],
            "fingerprints": contents.fingerprints(),
        },
        forms=tuple((form.value, *kept[form]) for form in PaperForm if form is not PaperForm.A4),
    )


def _css(name: str) -> str:
    return (_PRINT / f"{name}.css").read_text(encoding="utf-8")


def _bars(contents: PackContents) -> str:
    """Return how wide each bar is; the pages know them by the item that they belong to."""
    return "".join(
        f".bar--{entry.item}-{place} {{ width: {bar.share}% }}\n"
        for entry in contents.entries
        for place, bar in enumerate(entry.subject.bars, 1)
    )


def _progress(tell: Tell, begin: int) -> Progress:
    def on_stage(stage: Stage, _done: int, _total: int | None) -> None:
        tell(begin + int(_SHARE * _BEGINS[stage]), 100)

    return on_stage
