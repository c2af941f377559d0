"""Checking the answers, sending the story, and the page with the code."""

from typing import Final

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.errors import BusyError, NotFoundError
from app.printing.qr import qr_png
from app.programme import queries as programme
from app.stories import draft_services, services
from app.stories.mail_state import mail_state
from app.stories.rules import needs_guardian
from app.stories.summary import answer_rows
from app.stories.telling import COOKIE, Telling, read_telling, remember, show, to_step, way_back
from app.web.context import parts
from app.web.cookies import clear_cookie
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private

#: How often a card is prepared anew when its look-up is taken meanwhile: one in a million is.
_MAX_CARDS: Final = 5

bp = Blueprint("story_sending", __name__, url_prefix="/verhaal")
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("/controle", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Show every answer; on POST send the story in, once however often it is tapped."""
    telling = read_telling()
    if (elsewhere := way_back(telling)) is not None:
        return elsewhere
    form = KeptForm()
    if not form.validate_on_submit():
        return _show_check(telling, form)
    try:
        return _send(telling.token or "")
    except BusyError:
        return _show_check(telling, form, 503)


@bp.get("/verstuurd")
def sent() -> ResponseReturnValue:
    """Show the code of the story that this browser sent, and what happens next."""
    telling = read_telling()
    if telling.sent is None:
        return to_step("check") if telling.has_text else to_step("district")
    found = programme.get_programme(get_read_session())
    return render_template(
        "stories/sent.html",
        form=KeptForm(),
        story=telling.sent.story,
        groups=telling.sent.code.grouped.split(),
        address=f"{parts().settings.public_url}/volg".partition("//")[2],
        answer_days=parts().settings.answer_days,
        help_lines=found.help_lines,
        is_child=needs_guardian(telling.sent.story.age_group),
        mail=mail_state(get_read_session(), telling.sent.story),
    )


@bp.get("/verstuurd/qr.png")
def qr() -> ResponseReturnValue:
    """Show the code as a picture that opens the card; the server never gets what is behind #."""
    telling = read_telling()
    if telling.sent is None:
        raise NotFoundError("qr")
    picture = qr_png(f"{parts().settings.public_url}/k#{telling.sent.code.text}")
    return Response(picture, mimetype="image/png")


@bp.post("/wissen")
def erase() -> ResponseReturnValue:
    """Have the browser forget its story; one that was not sent is forgotten here too."""
    telling = read_telling()
    form = KeptForm()
    if not form.validate_on_submit():
        return to_step("sent")
    session = get_session()
    if telling.token is not None:
        draft_services.drop_draft(session, parts().storage, telling.token)
    session.commit()
    parts().database.truncate_log()  # what was wiped must not be readable there
    response = to_step("erased")
    clear_cookie(response, COOKIE)
    return response


@bp.get("/gewist")
def erased() -> ResponseReturnValue:
    """Say that nothing of the story is left on this phone."""
    return render_template("stories/erased.html")


def _send(token: str) -> ResponseReturnValue:
    parts().storage.check_room()
    for _attempt in range(_MAX_CARDS):
        card = services.prepare_card(get_read_session(), token, parts().hash_cost)
        session = get_session()
        days = parts().settings.answer_days
        try:
            draft_services.send_draft(session, card, answer_days=days, now=clock.now())
        except services.LookupTakenError:
            session.rollback()
            continue
        session.commit()
        response = to_step("sent")
        remember(response, token)
        return response
    raise BusyError(1)


def _show_check(telling: Telling, form: KeptForm, status: int = 200) -> ResponseReturnValue:
    municipality = programme.get_programme(get_read_session()).municipality
    photos = telling.photos()
    return show(
        "check",
        form,
        status,
        rows=answer_rows(telling.answers, municipality, photo_count=len(photos)),
        photos=photos,
        is_busy=status == 503,  # noqa: PLR2004
    )
