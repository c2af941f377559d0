"""The public record: the list that everyone can read, and the file that everyone can check."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.dates import local_day
from app.core.db import Database
from app.ledger import queries
from app.ledger.checking import checked
from app.ledger.download import write_download
from app.ledger.rules import Entry
from app.ledger.words import Describer, head_line, line_of, wrong_in_words
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.kept import public_page
from app.web.paging import Key, Page, decode_cursor, make_page

#: Entries of a page.
SIZE: Final = 20

bp = Blueprint("ledger", __name__)


@bp.get("/logboek")
@public_page
def index() -> ResponseReturnValue:
    """Show the entries, newest first, of everything or of one subject, and whether all is whole."""
    subject = request.args.get("over") or None
    page, today = _page(subject), local_day(now())
    describers: Mapping[str, Describer] = current_app.extensions["ledger_describers"]
    lines = [line_of(entry, describers) for entry in page.items]
    found = checked(today)
    fault = found.fault
    return render_template(
        "ledger/index.html",
        lines=lines,
        subject=subject,
        count=found.head.seq,
        # What is seen to be damaged on this very page is not called whole.
        broken_at=fault.seq
        if fault
        else min((each.seq for each in lines if each.wrong), default=0),
        wrong=wrong_in_words(fault.wrong) if fault else "",
        today=today,
        head=head_line(get_read_session()),
        newer=page.newer and url_for(".index", vanaf=page.newer, over=subject),
        older=page.older and url_for(".index", vanaf=page.older, over=subject),
    )


@bp.get("/logboek.json")
def download() -> ResponseReturnValue:
    """Send the whole ledger as one file, in pieces."""
    database = parts().database
    with database.read() as session:
        head = queries.head(session)
    response = Response(write_download(_entries(database, head.seq)), mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=logboek.json"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(head.hash[:32], weak=True)
    return response.make_conditional(request)


def _page(subject: str | None) -> Page[Entry]:
    key, back = decode_cursor(request.args.get("vanaf"), length=1)
    start = key[0] if key and isinstance(key[0], int) else None
    cursor: Key | None = None if start is None else [start]
    back = back and cursor is not None
    found = queries.page_of_entries(
        get_read_session(), limit=SIZE + 1, start=start, back=back, subject=subject
    )
    return make_page(found, lambda entry: [entry.seq], size=SIZE, cursor=cursor, back=back)


def _entries(database: Database, upto: int) -> Iterator[Entry]:
    """Yield the entries up to number `upto`.

    Each batch has a session of its own: what is read never changes, and somebody who downloads
    slowly holds neither a connection nor the write-ahead log.
    """
    seq = 0
    while seq < upto:
        with database.read() as session:
            batch = queries.entries_after(session, seq, limit=min(queries.BATCH, upto - seq))
        yield from batch
        seq = batch[-1].seq if batch else upto
