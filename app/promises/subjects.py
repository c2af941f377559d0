"""What a promise can be about, as the forms of staff offer it."""

from typing import Final

from flask_babel import gettext as _
from sqlmodel import Session

from app.programme import queries as programme
from app.programme.office_fields import names_of
from app.promises import access, queries
from app.promises.forms import NONE, DecisionForm, PromiseForm, SubjectForm, WordsForm
from app.promises.services import Subject
from app.promises.words import efforts
from app.staff import signin
from app.web.fields import choices
from app.web.shell import current_frame

#: How forms say that a promise is for all districts.
ALL_DISTRICTS: Final = "alle"


def offer_offices(session: Session, form: PromiseForm | WordsForm | DecisionForm) -> None:
    """Let the form offer the programme's offices and those that promised something before."""
    form.offer_offices(names_of(programme.offices(session), queries.offices(session)))


def offer_subjects(session: Session, form: PromiseForm | SubjectForm) -> None:
    """Let the form offer the districts of who is signed in, the clusters and the efforts."""
    scope = signin.scope()
    mine = [each for each in programme.districts(session) if scope.covers(each.id)]
    districts = [(each.key, each.name) for each in mine]
    if access.covers_all(session, scope):
        districts.append((ALL_DISTRICTS, str(_("Alle wijken"))))
    if len(districts) > 1:
        districts.insert(0, (NONE, str(_("Kies een wijk"))))
    clusters = programme.clusters(session, retired=True)
    present = form.clusters.data or []
    form.offer(
        districts,
        [
            (each.key, each.short_title)
            for each in clusters
            if not each.retired or each.key in present
        ],
        efforts(current_frame().texts),
    )


def chosen_subject(session: Session, form: PromiseForm | SubjectForm) -> Subject:
    """Return what a valid form says."""
    districts = {each.key: each.id for each in programme.districts(session)}
    chosen = set(form.clusters.data or ())
    every = programme.clusters(session, retired=True)
    return Subject(
        clusters=[cluster for cluster in every if cluster.key in chosen],
        district_id=districts.get(form.district.data),
        effort=form.effort.data or None,
    )


def district_key(session: Session, district_id: int | None) -> str:
    """Return how forms call a district, or all of them."""
    found = {each.id: each.key for each in programme.districts(session)}
    return found.get(district_id, ALL_DISTRICTS)


def offer_clusters(session: Session, form: DecisionForm) -> None:
    """Let the form of a decision offer the clusters."""
    clusters = programme.clusters(session)
    form.clusters.choices = choices((each.key, each.short_title) for each in clusters)
