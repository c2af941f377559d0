"""Asking to be called or visited without a story, or with the story that was just sent."""

from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.contact import asking_services, services
from app.contact.entering import hand_over, held_request, take_back
from app.contact.forms import AloneForm, ContactForm
from app.contact.queries import find_asked, requests_of
from app.contact.rules import ContactOpenError
from app.contact.showing import card_facts, empty_log, request_facts, show_form, terms
from app.core import clock
from app.core.errors import BusyError
from app.programme import queries as programme
from app.stories.models import Story
from app.stories.queries import get_story
from app.stories.services import LookupTakenError
from app.stories.telling import read_telling
from app.web.context import parts
from app.web.cookies import clear_cookie, read_cookie, set_cookie
from app.web.db_session import get_read_session, get_session
from app.web.drafts import LASTS, token_hash
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private

#: Keeps the token of the request that was just sent, so that its code can be shown again.
SENT: Final = "belverzoek-verstuurd"
#: How often a code is prepared anew when its look-up is taken meanwhile: one in a million is.
_MAX_CODES: Final = 5

bp = Blueprint("contact", __name__, url_prefix="/belmij")
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask how to reach somebody who tells no story."""
    form = AloneForm()
    form.offer(programme.districts(get_read_session()))
    if not form.validate_on_submit():
        return show_form(form, action=url_for(".ask"), back="/")
    try:
        _ask(form)
    except BusyError:
        return show_form(form, 503, action=url_for(".ask"), back="/")
    response = make_response(redirect(url_for(".sent"), code=303))
    set_cookie(response, SENT, form.once.data or "", lasts=LASTS)
    return response


@bp.get("/verstuurd")
def sent() -> ResponseReturnValue:
    """Show the code of the request that this browser sent, and what happens next."""
    token, session = read_cookie(SENT), get_read_session()
    request = find_asked(session, token_hash(token)) if token else None
    if request is None or request.lookup is None:
        return redirect(url_for(".ask"), code=303)
    return render_template(
        "contact/sent.html",
        form=KeptForm(),
        groups=asking_services.code_of(request, token or "").grouped.split(),
        address=f"{parts().settings.public_url}/volg".partition("//")[2],
        facts=request_facts(session, request, clock.now()),
        help_lines=programme.get_programme(session).help_lines,
    )


@bp.post("/wissen")
def erase() -> ResponseReturnValue:
    """Have the browser forget the request; it stays, and its code opens it."""
    response = make_response(redirect("/", code=303))
    if KeptForm().validate_on_submit():
        clear_cookie(response, SENT)
        take_back(response)
    return response


@bp.get("/verzoek")
def show() -> ResponseReturnValue:
    """Show what happened to the request whose code was typed."""
    session = get_read_session()
    request = held_request(session)
    if request is None:
        return redirect("/volg", code=303)
    page = render_template(
        "contact/show.html", form=KeptForm(), facts=request_facts(session, request, clock.now())
    )
    response = make_response(page)
    hand_over(response, request.ref)
    return response


@bp.post("/verzoek/stop")
def cancel() -> ResponseReturnValue:
    """Call the request off; how to reach somebody is deleted."""
    session = get_session()
    request = held_request(session)
    if request is None:
        return redirect("/volg", code=303)
    if KeptForm().validate_on_submit():
        services.cancel(session, request, now=clock.now())
        session.commit()
        empty_log(request)
        flash(_("U hebt het afgezegd."), "done")
    return redirect(url_for(".show"), code=303)


@bp.route("/verhaal", methods=["GET", "POST"])
def ask_with_story() -> ResponseReturnValue:
    """Ask how to reach the teller of the story that this browser just sent."""
    telling = read_telling()
    if telling.sent is None:
        return redirect(url_for(".ask"), code=303)
    story = telling.sent.story
    form = ContactForm()
    asked = requests_of(get_read_session(), story)
    if not form.is_submitted() and asked and asked[0].request.closed_at is None:
        facts = card_facts(get_read_session(), asked[0], clock.now())
        return render_template("contact/asked.html", facts=facts)
    if not form.validate_on_submit():
        address = url_for(".ask_with_story")
        return show_form(form, action=address, back=url_for("story_sending.sent"))
    ask_for_story(story, form)
    return redirect(url_for(".ask_with_story"), code=303)


def ask_for_story(story: Story, form: ContactForm) -> None:
    """Store a validated request that belongs to `story`; one that waits already stays."""
    session = get_session()
    try:
        asking_services.ask_with_story(
            session,
            get_story(session, story.ref),
            form.to_wish(),
            form.once.data or "",
            terms=terms(),
            now=clock.now(),
        )
    except ContactOpenError:
        session.rollback()
        return
    session.commit()


def _ask(form: AloneForm) -> None:
    parts().storage.check_room()
    for _attempt in range(_MAX_CODES):
        prepared = asking_services.prepare_code(
            get_read_session(), form.once.data or "", parts().hash_cost
        )
        session = get_session()
        try:
            asking_services.ask_alone(
                session, form.to_wish(), prepared, terms=terms(), now=clock.now()
            )
        except LookupTakenError:
            session.rollback()
            continue
        session.commit()
        return
    raise BusyError(1)
