"""One's own account: password, rights, signing out everywhere."""

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.attempts import Limit, attempt_key
from app.core.dates import local_day
from app.core.errors import BusyError
from app.core.hashing import verify_secret
from app.core.mail import seal_address, unseal_address
from app.core.mail_address import read_mail_address
from app.programme.queries import districts
from app.staff import queries, services, signin
from app.staff.deputy_queries import stand_ins
from app.staff.forms import ROLE_NAMES, OwnMailForm, OwnPasswordForm
from app.staff.models import StaffMember
from app.staff.rules import REMINDED, Role
from app.web.access import ANY_ROLE, requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error

bp = Blueprint("account", __name__, url_prefix="/team/account")


@bp.get("")
@requires(ANY_ROLE)
def show() -> ResponseReturnValue:
    """Show what the account may do, and ways to protect it."""
    return _show(OwnPasswordForm(), 200)


@bp.post("/wachtwoord")
@requires(ANY_ROLE)
def change_password() -> ResponseReturnValue:
    """Change one's own password; other devices are signed out, this one gets a new token."""
    form, me = OwnPasswordForm(), signin.member()
    if not form.validate_on_submit():
        return _show(form, 422)
    if not _is_right(me, form.old.data or ""):
        add_error(form.old, _("Dit is niet uw wachtwoord van nu. Probeer het nog een keer."))
        return _show(form, 422)
    hashed = services.hash_password(form.password.data or "", parts().hash_cost)
    session, now = get_session(), clock.now()
    services.change_own_password(session, me, password_hash=hashed, now=now)
    token = services.start_session(session, me, now=now)
    session.commit()
    flash(_("Uw nieuwe wachtwoord geldt nu. Op andere apparaten bent u uitgelogd."))
    response = make_response(redirect(url_for(".show"), code=303))
    signin.hand_over(response, token)
    return response


@bp.post("/e-mail")
@requires(ANY_ROLE)
def set_mail() -> ResponseReturnValue:
    """Set where one wants reminders of promises, or stop them."""
    form, now = OwnMailForm(), clock.now()
    if not form.validate_on_submit():
        return _show(OwnPasswordForm(formdata=None), 422, form)
    session, sealed = get_session(), None
    if form.address.data:
        address = read_mail_address(form.address.data)
        sealed = seal_address(parts().settings.secret_key, address, now=now)
    services.set_own_mail(session, signin.member(), sealed, now=now)
    session.commit()
    parts().database.truncate_log()
    flash(_("Bewaard."), "done")
    return redirect(url_for(".show"), code=303)


@bp.post("/uitloggen")
@requires(ANY_ROLE)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every sign-in of one's own, this one too."""
    session = get_session()
    member = queries.get_member(session, signin.member().ref)
    services.sign_out_everywhere(session, member, actor=member.ref, now=clock.now())
    session.commit()
    response = make_response(redirect(url_for("staff.sign_in"), code=303))
    signin.leave(response)
    return response


def _is_right(me: StaffMember, typed: str) -> bool:
    """Whether it is the password of now; wrong ones are counted and soon have to wait."""
    tries = parts().tries
    limits = [Limit(attempt_key(parts().settings.secret_key, "own-password", me.ref))]
    taken = tries.take_try(limits, now=clock.now())
    try:
        is_right = verify_secret(me.password_hash, typed)
    except BusyError:
        tries.take_back(limits, taken)  # nobody looked at it
        raise
    if is_right:
        tries.take_back(limits, taken, forget=limits)
    return is_right


def _mail_form(me: StaffMember) -> OwnMailForm | None:
    """Return the form for one's address; None where there is no mail, or nothing to tell."""
    settings = parts().settings
    if settings.smtp_url is None or not REMINDED & set(me.roles):
        return None
    address = unseal_address(settings.secret_key, me.mail, now=clock.now()) if me.mail else ""
    return OwnMailForm(formdata=None, address=address)


def _show(
    form: OwnPasswordForm, status: int, mail_form: OwnMailForm | None = None
) -> ResponseReturnValue:
    session, me, settings, now = (
        get_read_session(),
        signin.member(),
        parts().settings,
        clock.now(),
    )
    today = local_day(now)
    page = render_template(
        "staff/account.html",
        form=form,
        mail_form=mail_form or _mail_form(me),
        me=me,
        today=today,
        stand_ins=stand_ins(session, me, today=today),
        roles=[ROLE_NAMES[Role(role)] for role in me.roles],
        districts=[row.name for row in districts(session) if row.key in me.districts],
        sign_ins=queries.count_sign_ins(
            session,
            me,
            seen_since=now - timedelta(minutes=settings.staff_idle_minutes),
            started_since=now - timedelta(hours=settings.staff_session_hours),
        ),
    )
    return page, status
