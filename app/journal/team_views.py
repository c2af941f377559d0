"""Staff write the travel story: the list, one entry, who sees it, and the report of a period."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.jobs import ask_for
from app.core.seen import ChangedMeanwhileError
from app.journal import queries, services
from app.journal.access import link_sources
from app.journal.forms import EntryForm, PictureForm, ReportForm
from app.journal.jobs import JOB
from app.journal.links import UnknownLinkError, read_links, write_links
from app.journal.models import JournalEntry
from app.journal.printed import is_fit, reports
from app.journal.rules import AlreadyThereError, half_of, periods_between
from app.journal.services import Act, Facts
from app.journal.words import period_words
from app.moderation.access import MODERATORS
from app.photos.models import PhotoOwner
from app.photos.queries import photos_of
from app.printing import available
from app.programme import queries as programme
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.form_pages import show_form
from app.web.forms import KeptForm
from app.web.progress import send
from app.web.security import csrf

bp = Blueprint("team_journal", __name__, url_prefix="/team/reisverslag")
csrf.exempt(bp)


@bp.get("")
@requires(*MODERATORS)
def index() -> ResponseReturnValue:
    """Show the entries, newest first, and the reports that were made."""
    return _list_page(_report_form())


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(*MODERATORS)
def add() -> ResponseReturnValue:
    """Write an entry; only staff see it until it is put on the site."""
    form, session = _entry_form(), get_session()
    if not form.validate_on_submit():
        return show_form("journal/edit.html", form, {}, entry=None)
    try:
        facts = _facts(session, form)
    except UnknownLinkError as error:
        _explain(form, error)
        return show_form("journal/edit.html", form, {}, entry=None)
    entry = services.write(session, facts, act())
    session.commit()
    flash(_("Bewaard. Alleen het team ziet dit nog."), "done")
    return to_entry(entry.ref)


@bp.route("/<ref>", methods=["GET", "POST"])
@requires(*MODERATORS)
def change(ref: str) -> ResponseReturnValue:
    """Show one entry with its picture and who sees it; on POST change what it says."""
    session = get_session()
    entry = queries.get_entry(session, signin.scope(), ref)
    present = services.seen_facts(session, entry)
    form = _entry_form(data=_shown(session, entry))
    if not form.validate_on_submit():
        return entry_page(session, entry, form)
    try:
        facts = _facts(session, form)
        services.change(session, entry, facts, seen=form.seen.data, act=act())
    except UnknownLinkError as error:
        _explain(form, error)
        return entry_page(session, entry, form)
    except ChangedMeanwhileError:
        session.rollback()
        return entry_page(session, entry, form, collided=present)
    session.commit()
    flash(_("Bewaard."), "done")
    return to_entry(ref)


@bp.post("/<ref>/plaatsen")
@requires(*MODERATORS)
def publish(ref: str) -> ResponseReturnValue:
    """Put the entry on the site."""
    return _step(ref, services.publish, _("Iedereen kan dit nu lezen."))


@bp.post("/<ref>/terughalen")
@requires(*MODERATORS)
def take_off(ref: str) -> ResponseReturnValue:
    """Take the entry off the site, with the PDFs that it is in."""

    def take(session: Session, entry: JournalEntry, done: Act) -> None:
        services.take_off(session, parts().storage, entry, done)

    return _step(ref, take, _("Alleen het team ziet dit nog."))


@bp.route("/<ref>/weggooien", methods=["GET", "POST"])
@requires(*MODERATORS)
def throw_away(ref: str) -> ResponseReturnValue:
    """Ask whether an entry that only staff see may go; on POST delete it."""
    form, session = KeptForm(), get_session()
    entry = queries.get_entry(session, signin.scope(), ref)
    if entry.published_at is not None:
        return to_entry(ref)
    if not form.validate_on_submit():
        page = render_template("journal/throw_away.html", form=form, entry=entry)
        return page, 422 if form.errors else 200
    services.throw_away(session, parts().storage, entry, act())
    session.commit()
    flash(_("“%(title)s” is weggegooid.", title=entry.title), "done")
    return redirect(url_for(".index"), code=303)


@bp.post("/pdf")
@requires(*MODERATORS)
def make_report() -> ResponseReturnValue:
    """Ask for the PDF of a period; a page shows how far it is."""
    form = _report_form()
    if not form.validate_on_submit():
        return _list_page(form), 422
    session, actor = get_session(), signin.member().ref
    arguments = {"period": form.period.data, "actor": actor}
    job = ask_for(session, JOB, arguments, asked_by=actor, now=clock.now())
    session.commit()
    send(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


def entry_page(
    session: Session,
    entry: JournalEntry,
    form: EntryForm,
    *,
    picture_form: PictureForm | None = None,
    collided: dict[str, Any] | None = None,
) -> ResponseReturnValue:
    """Return the page of one entry; `collided` is what stands there after somebody else saved."""
    present = collided or services.seen_facts(session, entry)
    return show_form(
        "journal/edit.html",
        form,
        present,
        collided=collided is not None,
        entry=entry,
        picture_form=picture_form or PictureForm(formdata=None),
        picture=next(iter(photos_of(session, (PhotoOwner.JOURNAL, entry.ref))), None),
    )


def shown_form(session: Session, entry: JournalEntry) -> EntryForm:
    """Return the form with what the entry says now, whatever was sent."""
    return _entry_form(formdata=None, data=_shown(session, entry))


def to_entry(ref: str, place: str | None = None) -> ResponseReturnValue:
    """Return the way to the page of an entry."""
    return redirect(url_for("team_journal.change", ref=ref, _anchor=place), code=303)


def act() -> Act:
    """Return who does it, now."""
    return Act(signin.member().ref, clock.now())


def _step(ref: str, step: Any, done: str) -> ResponseReturnValue:  # noqa: ANN401 - a service
    if not KeptForm().validate_on_submit():
        return to_entry(ref, "wie")
    session = get_session()
    entry = queries.get_entry(session, signin.scope(), ref)
    try:
        step(session, entry, act())
    except AlreadyThereError:
        return to_entry(ref, "wie")  # a second tap, or somebody else
    session.commit()
    flash(done, "done")
    return to_entry(ref, "wie")


def _entry_form(**given: Any) -> EntryForm:  # noqa: ANN401 - as WTForms
    form, scope, session = EntryForm(**given), signin.scope(), get_read_session()
    mine = [row for row in programme.districts(session) if scope.covers(row.id)]
    form.offer((row.key, row.name) for row in mine)
    return form


def _shown(session: Session, entry: JournalEntry) -> dict[str, Any]:
    links = queries.links_of(session, [entry]).get(entry.id or 0, [])
    keys = {row.id: row.key for row in programme.districts(session)}
    return {
        "day": entry.day,
        "title": entry.title,
        "text": entry.text,
        "district": keys.get(entry.district_id, ""),
        "links": write_links(session, link_sources(), links),
    }


def _facts(session: Session, form: EntryForm) -> Facts:
    district = programme.get_district(session, form.district.data) if form.district.data else None
    assert form.day.data is not None
    return Facts(
        day=form.day.data,
        title=form.title.data or "",
        text=form.text.data or "",
        district_id=district.id if district else None,
        links=read_links(session, link_sources(), signin.scope(), form.links.data or ""),
    )


def _explain(form: EntryForm, error: UnknownLinkError) -> None:
    add_error(form.links, _("Dit adres kennen wij niet: %(address)s", address=error.address))


def _report_form() -> ReportForm:
    form, told = ReportForm(), queries.told_between(get_read_session())
    periods = periods_between(*told) if told else []
    form.offer((period.key, period_words(period)) for period in periods)
    if told and not form.is_submitted():
        form.period.data = half_of(told[1]).key
    return form


def _list_page(form: ReportForm) -> str:
    session = get_read_session()
    made = reports(session)
    return render_template(
        "journal/team.html",
        entries=queries.entries_for(session, signin.scope()),
        form=form,
        can_print=available(),
        reports=[(edition, is_fit(session, edition)) for edition in made],
        districts={row.id: row.name for row in programme.districts(session)},
    )
