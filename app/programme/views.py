"""Settings of the programme: the overview, its names and texts, its districts."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.dates import local_day
from app.core.seen import ChangedMeanwhileError
from app.programme import cluster_views, queries, round_views, text_services, text_views
from app.programme.forms import DistrictForm, NamesForm
from app.programme.rules import ADMINISTRATOR
from app.programme.text_services import DistrictFacts
from app.web.access import acting_person, requires
from app.web.db_session import get_session
from app.web.form_pages import show_form

bp = Blueprint("programme", __name__, url_prefix="/team/instellingen")
for _pages in (cluster_views.bp, round_views.bp, round_views.days, text_views.bp):
    bp.register_blueprint(_pages)


@bp.get("")
@requires(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show what can be set, and what is still to be filled in."""
    session = get_session()
    every = queries.clusters(session, retired=True)
    programme = queries.get_programme(session)
    names = {row.key: row.name for row in queries.districts(session)}
    return render_template(
        "programme/index.html",
        clusters=sum(not cluster.retired for cluster in every),
        retired=sum(cluster.retired for cluster in every),
        current=queries.current_round(session, local_day(clock.now())),
        standard_texts=len(queries.standard_texts(session)),
        districts=queries.districts(session),
        closed_days=len(queries.closed_days(session)),
        to_fill_in=[_to_fill_in(name, names) for name in programme.texts.get("to_fill_in", [])],
    )


@bp.route("/namen", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def names() -> ResponseReturnValue:
    """Change the programme's names and texts."""
    session = get_session()
    programme = queries.get_programme(session)
    present = text_services.words_of(programme, NamesForm(formdata=None).names())
    form = NamesForm(data=present)
    if not form.validate_on_submit():
        return show_form("programme/names.html", form, present)
    by, now = acting_person().ref, clock.now()
    try:
        text_services.change_words(
            session, programme, form.to_words(), seen=form.seen.data, actor=by, now=now
        )
    except ChangedMeanwhileError:
        return show_form("programme/names.html", form, present, collided=True)
    session.commit()
    flash(_("De namen en teksten zijn bewaard."))
    return redirect(url_for(".index"), code=303)


@bp.get("/wijken")
@requires(ADMINISTRATOR)
def districts() -> ResponseReturnValue:
    """Show the districts."""
    return render_template("programme/districts.html", districts=queries.districts(get_session()))


@bp.route("/wijken/<key>", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def district(key: str) -> ResponseReturnValue:
    """Change a district."""
    session = get_session()
    row = queries.get_district(session, key)
    present = text_services.seen_district(row)
    form = DistrictForm(data={**present, "neighbourhoods": "\n".join(row.neighbourhoods)})
    if not form.validate_on_submit():
        return show_form("programme/district.html", form, present, row=row)
    facts = DistrictFacts(form.name.data or "", form.households.data, form.to_neighbourhoods())
    by, now = acting_person().ref, clock.now()
    try:
        text_services.change_district(session, row, facts, seen=form.seen.data, actor=by, now=now)
    except ChangedMeanwhileError:
        return show_form("programme/district.html", form, present, collided=True, row=row)
    session.commit()
    flash(_("De wijk is bewaard."))
    return redirect(url_for(".districts"), code=303)


def _to_fill_in(name: str, district_names: dict[str, str]) -> tuple[str, str]:
    """Return (words, address) of something that is still a placeholder."""
    if name == "closed_days":
        return _("Dagen dat de gemeente dicht is"), url_for(".days.closed_days")
    if name.startswith("districts."):
        key = name.split(".")[1]
        return _("Buurten van wijk %(name)s", name=district_names[key]), url_for(
            ".district", key=key
        )
    form = NamesForm(formdata=None)
    words = str(form[name].label.text) if name in form.names() else name
    return words, url_for(".names") + f"#{name}"
