"""What everybody reads of the residents' council: when it meets, and what it advised."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.core.clock import now
from app.council import queries, words
from app.council.models import Meeting
from app.council.rules import MeetingState
from app.ledger.queries import head
from app.ledger.rules import grouped
from app.promises.queries import find_promises
from app.web.db_session import get_read_session
from app.web.kept import public_page

bp = Blueprint("council_pages", __name__, url_prefix="/beraad")


@bp.get("")
@public_page
def index() -> ResponseReturnValue:
    """Show the meetings that are announced, and those that were held."""
    session = get_read_session()
    found = queries.public_meetings(session)
    return render_template(
        "council/public_index.html",
        coming=[each for each in reversed(found) if each.state is MeetingState.READY],
        held=[each for each in found if each.state is MeetingState.HELD],
        counts=queries.count_public_advice(session, found),
        words=words,
    )


@bp.get("/<ref>")
@public_page
def show(ref: str) -> ResponseReturnValue:
    """Show one meeting with the advice that everybody may read; a pack's QR code leads here."""
    session = get_read_session()
    meeting = queries.get_public_meeting(session, ref)
    last = head(session)
    return render_template(
        "council/public_meeting.html",
        meeting=meeting,
        districts=[each.name for each in queries.districts_of(session, meeting)],
        advice=_advice(session, meeting),
        head=last,
        head_hash=grouped(last.hash),
        words=words,
    )


def _advice(session: Session, meeting: Meeting) -> list[tuple[object, tuple[str, str], object]]:
    """Return the public advice of a meeting, each with its label and its promise, if it has one."""
    public = [each for each in queries.advice_of(session, meeting) if each.published_at]
    kept = find_promises(session, [each.promise_ref for each in public if each.promise_ref])
    return [
        (each, words.advice_label(session, each, now()), kept.get(each.promise_ref or ""))
        for each in public
    ]
