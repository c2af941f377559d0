"""Deputies for leave, for the administrator."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from app.core import clock
from app.core.dates import local_day
from app.staff import deputy_queries, deputy_services, queries, signin
from app.staff.deputy_forms import DeputyForm
from app.staff.deputy_rules import DeputyRefusedError, may_stand_in
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.web.access import requires
from app.web.db_session import get_session
from app.web.fields import add_error

bp = Blueprint("deputies", __name__, url_prefix="/<ref>/vervanging")

_INVALID = 422


@bp.route("", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def index(ref: str) -> ResponseReturnValue:
    """Show who stands in for somebody, and arrange it."""
    session = get_session()
    member = queries.get_member(session, ref)
    form = DeputyForm()
    colleagues = [
        each
        for each in queries.all_members(session)
        if each.id != member.id and may_stand_in(each.roles, active=each.active)
    ]
    form.offer(colleagues)
    if not form.validate_on_submit():
        return _show(form, member, can=bool(colleagues))
    deputy = queries.get_member(session, form.deputy.data)
    try:
        deputy_services.appoint(
            session,
            member,
            deputy,
            form.to_leave(),
            actor=signin.member().ref,
            now=clock.now(),
        )
    except DeputyRefusedError as error:
        add_error(*_problem(form, error.reason))
        return _show(form, member, can=True)
    session.commit()
    flash(_("%(deputy)s vervangt %(name)s.", deputy=deputy.name, name=member.name))
    return redirect(url_for(".index", ref=ref), code=303)


@bp.post("/<deputy_ref>/afzeggen")
@requires(Role.ADMINISTRATOR)
def call_off(ref: str, deputy_ref: str) -> ResponseReturnValue:
    """End an arrangement at once."""
    session = get_session()
    member = queries.get_member(session, ref)
    row = deputy_queries.find_stand_in(session, member, deputy_ref)
    deputy_services.call_off(session, member, row, actor=signin.member().ref, now=clock.now())
    session.commit()
    flash(_("De vervanging is afgezegd."))
    return redirect(url_for(".index", ref=ref), code=303)


def _problem(form: DeputyForm, reason: str) -> tuple[Field, str]:
    """Return the field that is wrong and what to do about it."""
    return {
        "ends_before_start": (form.ends_on, _("De laatste dag komt na de eerste.")),
        "over": (form.ends_on, _("Deze dagen zijn al voorbij.")),
        "overlaps": (form.starts_on, _("Voor een van deze dagen is er al een vervanger.")),
        "not_a_manager": (form.deputy, _("Alleen een wijkmanager heeft of is een vervanger.")),
        "own": (form.deputy, _("Kies iemand anders.")),
    }[reason]


def _show(form: DeputyForm, member: StaffMember, *, can: bool) -> ResponseReturnValue:
    today = local_day(clock.now())
    page = render_template(
        "staff/deputies.html",
        form=form,
        member=member,
        is_manager=Role.DISTRICT_MANAGER in member.roles,
        can=can,
        today=today,
        stand_ins=deputy_queries.stand_ins(get_session(), member, today=today),
    )
    return page, _INVALID if form.errors else 200
