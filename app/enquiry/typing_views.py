"""Staff type answers that were given on paper, one form after the other."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.enquiry import services
from app.enquiry.answering import asked_now, form_for, is_other_version, reply_of
from app.enquiry.forms import nothing_words
from app.enquiry.rules import NothingAnsweredError, ReplyChannel
from app.staff import signin
from app.stories.noting import WRITERS, open_districts
from app.web.access import requires
from app.web.db_session import get_session
from app.web.drafts import new_token
from app.web.security import csrf, keep_private

bp = Blueprint("enquiry_typing", __name__, url_prefix="/team/opschrijven/vragen")
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("", methods=["GET", "POST"])
@requires(*WRITERS)
def add() -> ResponseReturnValue:
    """Type one paper with answers; a second tap stores no second one."""
    session = get_session()
    asked = asked_now(session)
    if asked is None:
        return render_template("enquiry/team_type.html", asked=None, form=None, problem="")
    districts, by = open_districts(session), signin.member().ref
    form = form_for(asked, districts, once=new_token())
    problem = ""
    is_valid = form.validate_on_submit()
    if form.is_submitted() and is_other_version(form, asked):
        problem = _("De vragen zijn veranderd. Kijk na wat u typte, en bewaar nog een keer.")
    elif is_valid:
        source = services.source_of(asked.round, f"{by} {form.once.data}")
        reply = reply_of(form, districts, ReplyChannel.PAPER, source)
        try:
            services.type_reply(session, asked.enquiry, reply, actor=by, now=clock.now())
        except NothingAnsweredError:
            problem = nothing_words()
        else:
            session.commit()
            flash(_("Bewaard. Typ nu het volgende papier."), "done")
            return redirect(url_for(".add"), code=303)
    page = render_template("enquiry/team_type.html", asked=asked, form=form, problem=problem)
    return page, 422 if problem or form.errors else 200
