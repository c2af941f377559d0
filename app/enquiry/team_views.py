"""What staff see of an enquiry: its results beside the stories, and how its questions are set."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.seen import ChangedMeanwhileError, check_seen
from app.enquiry import figures, queries, services
from app.enquiry.forms import KIND_NAMES, present_of, questions_form
from app.enquiry.paper import form_pdf
from app.enquiry.rules import FACES, MAX_QUESTIONS, SMALLEST, PlanError
from app.programme import queries as programme
from app.programme.rules import ADMINISTRATOR
from app.staff import signin
from app.staff.rules import Role, Scope
from app.stories.noting import WRITERS
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.form_pages import show_form

#: Roles that see the figures; words are for who reads stories.
READERS = frozenset({Role.DISTRICT_MANAGER.value, Role.ADMINISTRATOR.value, Role.RESEARCHER.value})
_OF_WORDS = READERS - {Role.RESEARCHER.value}

bp = Blueprint("enquiry_team", __name__, url_prefix="/team/rondes")


@bp.get("")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Show the rounds, newest first, each with how many people answered its questions."""
    session = get_read_session()
    rounds = [
        (row, queries.newest_enquiry(session, row), figures.standing_of(session, row))
        for row in programme.rounds(session)
    ]
    return render_template("enquiry/team_index.html", rounds=rounds, is_admin=_is_admin())


@bp.get("/<key>/vragen")
@requires(*READERS)
def results(key: str) -> ResponseReturnValue:
    """Show what was answered in the round, beside its stories and the round before."""
    session = get_read_session()
    row = programme.get_round(session, key)
    before, scope = queries.round_before(session, row), _scope_of_words()
    districts = programme.districts(session)
    count, stories = queries.stories_of(session, row, scope) if scope is not None else (0, [])
    return render_template(
        "enquiry/team_results.html",
        round=row,
        before=before,
        enquiry=queries.newest_enquiry(session, row),
        standing=figures.standing_of(session, row),
        standing_before=figures.standing_of(session, before) if before else None,
        results=figures.results_of(session, row, before, districts, scope),
        story_count=count,
        stories=stories,
        reads_words=scope is not None,
        is_admin=_is_admin(),
        faces=FACES,
        smallest=SMALLEST,
    )


@bp.route("/<key>/vragen/wijzig", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def change(key: str) -> ResponseReturnValue:
    """Set the questions of the round; once somebody answered, that makes another version."""
    session = get_session()
    row = programme.get_round(session, key)
    enquiry = queries.newest_enquiry(session, row)
    asked = queries.questions_of(session, enquiry) if enquiry is not None else []
    form, present = questions_form(asked), present_of(asked)
    facts: dict[str, Any] = {
        "round": row,
        "most": MAX_QUESTIONS,
        "kinds": KIND_NAMES,
        "is_answered": enquiry is not None and queries.has_replies(session, enquiry),
    }
    if not form.validate_on_submit():
        return show_form("enquiry/team_change.html", form, present, **facts)
    by = signin.member().ref
    try:
        check_seen(form.seen.data, present)
        services.set_questions(session, row, form.to_questions(), actor=by, now=clock.now())
    except ChangedMeanwhileError:
        return show_form("enquiry/team_change.html", form, present, collided=True, **facts)
    except PlanError as error:
        form.explain(error)
        return show_form("enquiry/team_change.html", form, present, **facts)
    session.commit()
    count = len(form.to_questions())
    flash(ngettext("%(num)s vraag bewaard.", "%(num)s vragen bewaard.", count), "done")
    return redirect(url_for(".results", key=key), code=303)


@bp.post("/<key>/vragen/overnemen")
@requires(ADMINISTRATOR)
def copy(key: str) -> ResponseReturnValue:
    """Ask the questions of the round before again."""
    session = get_session()
    row, by = programme.get_round(session, key), signin.member().ref
    services.copy_questions(session, row, actor=by, now=clock.now())
    session.commit()
    flash(_("De vragen van de vorige ronde staan klaar."), "done")
    return redirect(url_for(".results", key=key), code=303)


@bp.get("/<key>/vragen/formulier.pdf")
@requires(*WRITERS)
def paper(key: str) -> ResponseReturnValue:
    """Send the questions of the round as a form to print."""
    session = get_read_session()
    row = programme.get_round(session, key)
    questions = queries.asked_on_paper(session, row)
    names = [each.name for each in programme.districts(session)]
    address = parts().settings.public_url + url_for("enquiry.show")
    response = Response(form_pdf(row.title, questions, names, address), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename="vragen-op-papier.pdf")
    return response


def _is_admin() -> bool:
    return Role.ADMINISTRATOR.value in signin.member().roles


def _scope_of_words() -> Scope | None:
    """Return of whom the person who is signed in may read words; None for a researcher."""
    return signin.scope() if _OF_WORDS & set(signin.member().roles) else None
