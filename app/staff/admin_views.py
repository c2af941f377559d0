"""Accounts of staff, for the administrator."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.seen import ChangedMeanwhileError
from app.programme.queries import districts, teams
from app.staff import deputy_views, log_views, queries, services, signin
from app.staff.forms import ROLE_HINTS, ROLE_NAMES, MemberForm, NewMemberForm, PasswordForm
from app.staff.models import StaffMember
from app.staff.rules import LastAdministratorError, OwnAccessError, Role, may_administer
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.form_pages import show_form

bp = Blueprint("members", __name__, url_prefix="/team/medewerkers")
bp.register_blueprint(log_views.bp)
bp.register_blueprint(deputy_views.bp)


@bp.get("")
@requires(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show every account: active ones first."""
    session = get_session()
    return render_template(
        "staff/members.html",
        members=queries.all_members(session),
        district_names={row.key: row.name for row in districts(session)},
        team_names={row.key: row.name for row in teams(session)},
        role_names=ROLE_NAMES,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add an account."""
    form = NewMemberForm()
    form.offer(districts(get_read_session()), teams(get_read_session()))
    if not form.validate_on_submit():
        return _show_new(form)
    hashed = services.hash_password(form.password.data or "", parts().hash_cost)
    account = form.to_account(form.username.data or "")
    session = get_session()
    try:
        services.add_member(
            session, account, password_hash=hashed, actor=signin.member().ref, now=clock.now()
        )
    except services.UsernameTakenError:
        add_error(form.username, _("Deze gebruikersnaam is al in gebruik. Kies een andere."))
        return _show_new(form)
    session.commit()
    flash(_("Het account van %(name)s is gemaakt.", name=account.name))
    return redirect(url_for(".index"), code=303)


@bp.route("/<ref>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def change(ref: str) -> ResponseReturnValue:
    """Change an account."""
    session = get_session()
    member = queries.get_member(session, ref)
    form = MemberForm(data=services.seen_of(member))
    form.offer(districts(session), teams(session))
    if not form.validate_on_submit():
        return _show(form, member)
    try:
        _change(form, member)
    except ChangedMeanwhileError:
        return _show(form, member, collided=True)
    except LastAdministratorError:
        words = _("Er moet één beheerder overblijven. Maak eerst iemand anders beheerder.")
        add_error(form.roles, words)
        return _show(form, member)
    except OwnAccessError:
        words = _("U haalt uw eigen toegang weg. Zet een vinkje als u dat zeker weet.")
        add_error(form.sure, words)
        return _show(form, member)
    session.commit()
    flash(_("Het account van %(name)s is bewaard.", name=member.name))
    return redirect(url_for(".index"), code=303)


@bp.route("/<ref>/wachtwoord", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def password(ref: str) -> ResponseReturnValue:
    """Set a new password for somebody."""
    member = queries.get_member(get_read_session(), ref)
    form = PasswordForm()
    if not form.validate_on_submit():
        page = render_template("staff/password.html", form=form, member=member)
        return page, 422 if form.errors else 200
    hashed = services.hash_password(form.password.data or "", parts().hash_cost)
    session = get_session()
    services.set_password(
        session,
        queries.get_member(session, ref),
        password_hash=hashed,
        actor=signin.member().ref,
        now=clock.now(),
    )
    session.commit()
    flash(_("%(name)s heeft een nieuw wachtwoord en is overal uitgelogd.", name=member.name))
    return redirect(url_for(".index"), code=303)


@bp.post("/<ref>/uitloggen")
@requires(Role.ADMINISTRATOR)
def sign_out(ref: str) -> ResponseReturnValue:
    """Sign somebody out on every device."""
    session = get_session()
    member = queries.get_member(session, ref)
    services.sign_out_everywhere(session, member, actor=signin.member().ref, now=clock.now())
    session.commit()
    flash(_("%(name)s is overal uitgelogd.", name=member.name))
    return redirect(url_for(".change", ref=ref), code=303)


def _change(form: MemberForm, member: StaffMember) -> None:
    """Save what the form says.

    Raises:
        OwnAccessError: they would lose their own access and did not say to be sure.
    """
    account, me = form.to_account(member.username), signin.member()
    keeps = may_administer(account.roles, active=account.active)
    if member.ref == me.ref and not keeps and not form.sure.data:
        raise OwnAccessError
    services.change_member(
        get_session(), member, account, seen=form.seen.data, actor=me.ref, now=clock.now()
    )


def _show_new(form: NewMemberForm) -> ResponseReturnValue:
    return show_form("staff/member_new.html", form, {}, role_hints=ROLE_HINTS)


def _show(form: MemberForm, member: StaffMember, *, collided: bool = False) -> ResponseReturnValue:
    return show_form(
        "staff/member.html",
        form,
        services.seen_of(member),
        collided=collided,
        member=member,
        is_me=member.ref == signin.member().ref,
        role_hints=ROLE_HINTS,
    )
