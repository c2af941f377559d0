"""Asking for mail right after sending, and stopping mail by the link that is in each."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.errors import NotFoundError
from app.core.links import read_ref
from app.core.mail_chores import OFF_PURPOSE
from app.stories.mail_forms import MailForm
from app.stories.notice_services import set_address, stop_mails
from app.stories.telling import read_telling, to_step
from app.web.context import parts
from app.web.db_session import get_session
from app.web.security import csrf, keep_private

bp = Blueprint("story_mail", __name__)
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("/verhaal/bericht", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask where to mail the teller of the story that this browser sent; on POST store it."""
    telling = read_telling()
    settings = parts().settings
    if telling.sent is None or settings.smtp_url is None:
        return to_step("sent")
    form = MailForm()
    if not form.validate_on_submit():
        return render_template("stories/mail.html", form=form), 422 if form.errors else 200
    session = get_session()
    set_address(
        session,
        telling.sent.story,
        form.address.data or "",
        secret_key=settings.secret_key,
        now=clock.now(),
    )
    session.commit()
    return to_step("sent", place="bericht")


@bp.get("/bericht-uit/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Ask whether mail may stop; opening the link changes nothing, for programs open it too."""
    _named(token)
    return render_template("stories/mail_off.html", is_off=False)


@bp.post("/bericht-uit/<token>")
def stopped(token: str) -> ResponseReturnValue:
    """Stop mail for whoever holds the link.

    No sign-in, no cookie and no form token: mail programs send this form by themselves, and they
    follow no redirect. A second time nothing happens, and it is answered alike.
    Source: RFC 8058.
    """
    ref = _named(token)
    session = get_session()
    stop_mails(session, ref, now=clock.now())
    session.commit()
    parts().database.truncate_log()  # the address must not be readable there
    return render_template("stories/mail_off.html", is_off=True)


def _named(token: str) -> str:
    """Return what a link names; raise `NotFoundError` for one that we never made."""
    ref = read_ref(parts().settings.secret_key, OFF_PURPOSE, token)
    if ref is None:
        raise NotFoundError("no such link")
    return ref
