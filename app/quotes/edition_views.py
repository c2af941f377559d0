"""Editions: what was printed, and the PDF for as long as it may be handed out."""

from io import BytesIO

from flask import Blueprint, Response, render_template, send_file
from flask.typing import ResponseReturnValue

from app.core.errors import NotFoundError
from app.moderation.access import MODERATORS
from app.quotes import access
from app.quotes.printed import edition_contents, is_fit
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.security import keep_private

bp = Blueprint("quote_editions", __name__, url_prefix="/team/citatenboek/uitgaven")


@bp.get("/<ref>")
@requires(*MODERATORS)
def edition(ref: str) -> ResponseReturnValue:
    """Show what is in an edition and where to get it."""
    session = get_read_session()
    found = access.get_edition(session, signin.scope(), ref)
    return render_template(
        "quotes/edition.html",
        edition=found,
        contents=edition_contents(session, found),
        is_fit=is_fit(session, found),
    )


@bp.get("/<ref>.pdf")
@requires(*MODERATORS)
def file(ref: str) -> Response:
    """Send the PDF of an edition, as long as everything in it may still be printed."""
    session = get_read_session()
    found = access.get_edition(session, signin.scope(), ref)
    if found.file_key is None or not is_fit(session, found):
        raise NotFoundError(ref)
    try:
        content = parts().storage.get(found.file_key)
    except FileNotFoundError as error:
        # Destroyed between the row and the file.
        raise NotFoundError(ref) from error
    name = f"citatenboek-{found.round_key or ''}-uitgave-{found.number}.pdf"
    # Kept by no browser: what is withdrawn later must not be left on a shared computer.
    return keep_private(send_file(BytesIO(content), mimetype="application/pdf", download_name=name))
