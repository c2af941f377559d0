"""Putting the pack of a meeting together, seeing it as a page, and having its PDFs made."""

from io import BytesIO

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.errors import NotFoundError
from app.core.jobs import ask_for
from app.council import access, pack_services, words
from app.council.access import PREPARERS, READERS
from app.council.finding import beside_item, find_item, scope_for, to_pack
from app.council.gathering import gather, pack_contents, subjects_of
from app.council.jobs import JOB
from app.council.meeting_views import act, to_meeting
from app.council.printed import file_key, get_pack
from app.council.rules import MeetingState, PackChangedError, PaperForm
from app.printing import available
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.paging import row_number
from app.web.progress import send
from app.web.security import csrf, keep_private

_STEPS = {"omhoog": -1, "omlaag": 1}

bp = Blueprint("council_pack", __name__, url_prefix="/team/beraad/<ref>")
csrf.exempt(bp)


@bp.get("/pakket")
@requires(*PREPARERS)
def compose(ref: str) -> ResponseReturnValue:
    """Show what can stand in the pack, with buttons to choose, order, introduce and make it."""
    session, viewer = get_read_session(), access.eyes()
    meeting = access.get_meeting_to_prepare(session, viewer, ref)
    leads = access.leads(session, viewer, meeting)
    return render_template(
        "council/compose.html",
        meeting=meeting,
        gathered=gather(session, meeting, scope_for(viewer, leads=leads), clock.now()),
        leads=leads,
        is_open=meeting.state is not MeetingState.HELD,
        can_print=available(),
        words=words,
    )


@bp.post("/pakket/ophalen")
@requires(*PREPARERS)
def take_in(ref: str) -> ResponseReturnValue:
    """Take in what is new since it was last gathered."""
    if not KeptForm().validate_on_submit():
        return to_pack(ref)
    session = get_session()
    meeting = access.get_meeting_to_prepare(session, access.eyes(), ref)
    pack_services.take_in(session, meeting, subjects_of(session, meeting, clock.now()), act())
    session.commit()
    flash(_("Alles wat nieuw is, staat er nu bij."), "done")
    return to_pack(ref)


@bp.post("/pakket/<item_ref>")
@requires(*PREPARERS)
def arrange(ref: str, item_ref: str) -> ResponseReturnValue:
    """Move something up or down, leave it out, or take it in again."""
    if not KeptForm().validate_on_submit():
        return to_pack(ref)
    session, viewer = get_session(), access.eyes()
    meeting, item = find_item(session, viewer, ref, item_ref)
    action, seen = request.form.get("doe", ""), request.form.get("version", 0, type=row_number)
    try:
        if action in _STEPS:
            beside = beside_item(session, viewer, meeting, item)
            moved = (item, _STEPS[action])
            pack_services.move(session, meeting, beside, moved, seen=seen, act=act())
        elif action in {"weglaten", "opnemen"}:
            chosen = action == "opnemen"
            pack_services.choose(session, meeting, item, chosen=chosen, seen=seen, act=act())
        else:
            abort(400)
    except PackChangedError:
        session.rollback()
        flash(_("Iemand anders veranderde dit pakket. Kijk hoe het nu staat."), "late")
        return to_pack(ref, item_ref)
    session.commit()
    return to_pack(ref, item_ref)


@bp.get("/voorbeeld")
@requires(*PREPARERS)
def preview(ref: str) -> ResponseReturnValue:
    """Show the pack as a web page, as it would be made now, as far as one may see it."""
    session, viewer = get_read_session(), access.eyes()
    meeting = access.get_meeting_to_prepare(session, viewer, ref)
    leads, now = access.leads(session, viewer, meeting), clock.now()
    scope = scope_for(viewer, leads=leads)
    if gather(session, meeting, scope, now).untrue:
        return to_pack(ref)
    contents = pack_contents(session, meeting, now, scope)
    return render_template(
        "council/preview.html", meeting=meeting, pack=contents, leads=leads, words=words
    )


@bp.post("/maken")
@requires(*PREPARERS)
def make(ref: str) -> ResponseReturnValue:
    """Ask for the PDFs; a page shows how far they are."""
    if not KeptForm().validate_on_submit():
        return to_pack(ref)
    session = get_session()
    meeting = access.get_meeting_to_lead(session, access.eyes(), ref)
    if meeting.state is MeetingState.HELD:
        return to_meeting(ref)
    actor = signin.member().ref
    arguments = {"meeting": meeting.ref, "actor": actor}
    job = ask_for(session, JOB, arguments, asked_by=actor, now=clock.now())
    session.commit()
    send(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


@bp.get("/uitgaven/<edition_ref>/<form>.pdf")
@requires(*READERS)
def file(ref: str, edition_ref: str, form: str) -> Response:
    """Send one form of a pack, as long as everything in it may still be printed."""
    session, viewer = get_read_session(), access.eyes()
    meeting = access.get_meeting(session, viewer, ref)
    if not access.reads_packs(session, viewer, meeting) or form not in set(PaperForm):
        raise NotFoundError(edition_ref)
    edition = get_pack(session, meeting, edition_ref)
    try:
        content = parts().storage.get(file_key(session, edition, PaperForm(form)))
    except FileNotFoundError as error:
        raise NotFoundError(edition_ref) from error  # destroyed between the row and the file
    name = f"beraad-uitgave-{edition.number}-{form}.pdf"
    # Kept by no browser: what is withdrawn later must not be left on a shared computer.
    return keep_private(send_file(BytesIO(content), mimetype="application/pdf", download_name=name))
