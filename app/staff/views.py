"""Signing in and out."""

import re
from datetime import timedelta
from functools import partial
from typing import Final

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.attempts import FREE_FROM_SOURCE, Limit, attempt_key, network_of
from app.core.errors import BusyError
from app.core.hashing import decoy_hash
from app.staff import queries, services, signin
from app.staff.forms import SignInForm
from app.staff.models import StaffMember
from app.web.access import ANY_ROLE, requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.shell import first_page

#: So many wrong passwords for one account, from all places together, cost nothing.
FREE_FROM_ANYWHERE: Final = 100
#: A path below /team in printable ASCII without a backslash, which browsers read as a slash.
_OURS: Final = re.compile(r"/team(?:[/?](?!/)[!-\[\]-~]*)?")

bp = Blueprint("staff", __name__, url_prefix="/team")


@bp.route("/inloggen", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form; on POST check the password and go to the page that was asked for."""
    form = SignInForm()
    if not form.validate_on_submit():
        page = render_template("staff/sign_in.html", form=form, wrong=False)
        return page, 422 if form.errors else 200
    member = _check(form.username.data or "", form.password.data or "")
    if member is None:
        return render_template("staff/sign_in.html", form=form, wrong=True), 422
    token = _start(member)
    response = make_response(redirect(_wanted(), code=303))
    signin.enter(response, token)
    return response


@bp.post("/uitloggen")
@requires(ANY_ROLE)
def sign_out() -> ResponseReturnValue:
    """End the sign-in, here and in the database."""
    response = make_response(redirect(url_for(".sign_in"), code=303))
    token = signin.leave(response)
    session = get_session()
    if token is not None:
        services.end_session(session, token)
    session.commit()
    return response


@bp.get("")
@requires(ANY_ROLE)
def start() -> ResponseReturnValue:
    """Go to the first page that the account's roles open."""
    return redirect(first_page(signin.member().roles) or url_for("account.show"), code=303)


def _start(member: StaffMember) -> str:
    """Sign in, end the sign-in that the browser had, and return the new token."""
    session, now = get_session(), clock.now()
    longest = timedelta(hours=parts().settings.staff_session_hours)
    services.forget_old_sessions(session, before=now - longest)
    if (old := signin.old_token()) is not None:
        services.end_session(session, old)
    token = services.start_session(session, member, now=now)
    session.commit()
    return token


def _check(username: str, password: str) -> StaffMember | None:
    """Return the account that user name and password open; a wrong try stays counted."""
    settings, tries = parts().settings, parts().tries
    limits = _limits(username.strip().lower(), network_of(request.remote_addr))
    taken = tries.take_try(limits, now=clock.now())
    found = queries.find_member(get_read_session(), username)
    decoy = decoy_hash(username, settings.secret_key, parts().hash_cost)
    try:
        is_right = services.is_right_password(found, password, decoy=decoy)
    except BusyError:
        tries.take_back(limits, taken)  # nobody looked at it
        raise
    if not is_right:
        return None
    tries.take_back(limits, taken, forget=limits[:1])
    return found


def _limits(username: str, source: str) -> list[Limit]:
    """Return what a try counts for.

    Somebody elsewhere who guesses soon waits there, long before the owner of the account does.
    """
    key = partial(attempt_key, parts().settings.secret_key)
    return [
        Limit(key("sign-in", username, source)),
        Limit(key("sign-in-from", source), FREE_FROM_SOURCE),
        Limit(key("sign-in-at", username), FREE_FROM_ANYWHERE),
    ]


def _wanted() -> str:
    """Return the page that was asked for before signing in, if it is one of ours for staff."""
    there = request.args.get("naar", "")
    ours = _OURS.fullmatch(there) and ".." not in there
    return there if ours else url_for(".start")
