"""What is done on the screen of one story; each part of it saves by itself."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.errors import ConflictError, DomainError
from app.moderation import finding, marking, queries, services
from app.moderation.access import MODERATORS
from app.moderation.changes import Change
from app.moderation.forms import (
    AnswerForm,
    ClusterForm,
    DecisionForm,
    DistrictForm,
    GuardianForm,
    HideForm,
    StoryForm,
    WordsForm,
)
from app.moderation.queue import next_in_queue
from app.moderation.refusals import refusal_words
from app.moderation.rules import Redaction
from app.moderation.screen_forms import offered_outcomes
from app.moderation.services import Decision
from app.moderation.views import story_page
from app.programme import queries as programme
from app.staff import signin
from app.stories.models import Story
from app.stories.rules import Outcome
from app.web.access import requires
from app.web.db_session import get_read_session, get_session

bp = Blueprint("moderation_story", __name__, url_prefix="/team/verhalen/<ref>")

#: Changes the story within the transaction; returns the anchor to go to, if not the section.
Work = Callable[[Session, Story, Change], str | None]


@bp.post("/verbergen")
@requires(*MODERATORS)
def hide(ref: str) -> ResponseReturnValue:
    """Hide the stretch that was marked, and the same words elsewhere if that was asked for."""
    form = HideForm()

    def work(session: Session, story: Story, change: Change) -> str:
        marked = form.to_redaction()
        same = finding.repeated(story.original or "", marked) if form.everywhere.data else []
        _hide(session, story, [*same, marked], change)
        return f"m-{marked.start}"

    return save(ref, "tekst", form, work, _("Verborgen."))


@bp.post("/verbergen/woorden")
@requires(*MODERATORS)
def hide_words(ref: str) -> ResponseReturnValue:
    """Hide words that were copied by hand, everywhere or the nth time."""
    form = WordsForm()
    story = queries.get_story(get_read_session(), signin.scope(), ref)
    found = finding.occurrences(story.original or "", form.words.data or "")
    if form.nth.data:
        found = found[form.nth.data - 1 : form.nth.data]
    if form.validate() and not found:
        form.words.errors = [_("Deze woorden staan niet in het verhaal. Let op hoofdletters.")]
        return story_page(get_read_session(), story, posted=form, section="tekst", status=422)
    role = " ".join((form.words_role.data or "").split()) or None

    def work(session: Session, story: Story, change: Change) -> str:
        _hide(session, story, [Redaction(start, end, role) for start, end in found], change)
        return f"m-{found[0][0]}"

    return save(ref, "tekst", form, work, _("Verborgen."))


@bp.post("/verbergen/terug")
@requires(*MODERATORS)
def unhide(ref: str) -> ResponseReturnValue:
    """Show again what stands at this place."""
    form = HideForm()

    def work(session: Session, story: Story, change: Change) -> None:
        hidden = queries.redactions_of(session, story.id or 0)
        kept = [
            each for each in hidden if (each.start, each.end) != (form.start.data, form.end.data)
        ]
        marking.save_redactions(session, story, kept, change, hooks=_hooks())

    return save(ref, "tekst", form, work, _("Deze woorden zijn weer te lezen."))


@bp.post("/themas")
@requires(*MODERATORS)
def tag(ref: str) -> ResponseReturnValue:
    """Store what the story is about."""
    form = ClusterForm()
    form.offer(programme.clusters(get_read_session(), retired=True))

    def work(session: Session, story: Story, change: Change) -> None:
        marking.set_clusters(session, story, form.chosen, form.main.data, change)

    return save(ref, "themas", form, work, _("De thema's zijn bewaard."))


@bp.post("/antwoord")
@requires(*MODERATORS)
def answer(ref: str) -> ResponseReturnValue:
    """Send the answer; a button with a standard text only puts that text ready."""
    form = AnswerForm()
    if request.form.get("standard"):
        return _put_ready(ref, form, request.form["standard"])

    def work(session: Session, story: Story, change: Change) -> None:
        waits = form.still_waits.data
        services.write_answer(session, story, form.answer.data or "", change, still_waits=waits)

    return save(ref, "antwoord", form, work, _("Uw antwoord is verstuurd."))


@bp.post("/besluit")
@requires(*MODERATORS)
def decide(ref: str) -> ResponseReturnValue:
    """Store who may read the story."""
    form = DecisionForm()
    form.offer(offered_outcomes(may_publish=True))

    def work(session: Session, story: Story, change: Change) -> None:
        services.decide(session, story, form.to_decision(), change)

    return save(ref, "besluit", form, work, _("Het besluit is bewaard."))


@bp.post("/afronden")
@requires(*MODERATORS)
def finish(ref: str) -> ResponseReturnValue:
    """Answer, decide when a button says what, and go on with the next story."""
    form = AnswerForm()
    outcome = request.form.get("outcome", "")
    if outcome and outcome not in set(Outcome):
        abort(400)

    def work(session: Session, story: Story, change: Change) -> None:
        body, waits = form.answer.data or "", form.still_waits.data
        if outcome:
            decision = Decision(Outcome(outcome))
            services.answer_and_decide(session, story, body, decision, change, still_waits=waits)
        else:
            services.write_answer(session, story, body, change, still_waits=waits)

    return save(ref, "antwoord", form, work, _("Beantwoord."), go_on=True)


@bp.post("/gelezen")
@requires(*MODERATORS)
def mark_read(ref: str) -> ResponseReturnValue:
    """Note that what the teller wrote back needs no answer."""
    work = services.mark_replies_read
    return save(ref, "antwoord", StoryForm(), work, _("Het bericht is afgehandeld."))


@bp.post("/ouder")
@requires(*MODERATORS)
def see_guardian(ref: str) -> ResponseReturnValue:
    """Note that a parent's consent on paper was shown."""
    work = marking.record_guardian_consent
    return save(ref, "verteller", GuardianForm(), work, _("De toestemming is genoteerd."))


@bp.post("/wijk")
@requires(*MODERATORS)
def move(ref: str) -> ResponseReturnValue:
    """Hand the story to the district where it belongs."""
    form = DistrictForm()
    districts = {each.key: each for each in programme.districts(get_read_session())}
    form.offer(list(districts.values()))
    chosen = districts.get(form.district.data)
    leaves = chosen is not None and not signin.scope().covers(chosen.id)
    if leaves and not form.sure.data:
        story = queries.get_story(get_read_session(), signin.scope(), ref)
        form.sure.errors = [_("Vink aan dat u weet dat het verhaal uit uw lijst gaat.")]
        return story_page(get_read_session(), story, posted=form, section="verteller", status=422)

    def work(session: Session, story: Story, change: Change) -> None:
        marking.set_district(session, story, districts[form.district.data], change)

    return save(ref, "verteller", form, work, _("De wijk is veranderd."), go_on=leaves)


def save(
    ref: str,
    section: str,
    form: StoryForm,
    work: Work,
    done: str,
    *,
    go_on: bool = False,
) -> ResponseReturnValue:
    """Do `work` and go back to the section; what can't be done shows what was typed again."""
    if not form.validate():
        return refused(ref, section, form, None)
    session = get_session()
    story = queries.get_story(session, signin.scope(), ref)
    change = Change(signin.member(), form.version.data or 0, clock.now())
    try:
        anchor = work(session, story, change)
    except DomainError as error:
        session.rollback()
        return refused(ref, section, form, error)
    session.commit()
    if go_on:
        return _next(story, done)
    flash(done, section)
    return redirect(url_for("moderation.story", ref=ref, _anchor=anchor or section), code=303)


def refused(
    ref: str, section: str, form: StoryForm, error: DomainError | None
) -> ResponseReturnValue:
    """Show the story as it stands now, with what was typed and why it wasn't stored.

    Raises:
        DomainError: `error`, when it isn't about what was typed.
    """
    session = get_read_session()
    story = queries.get_story(session, signin.scope(), ref)
    show = partial(story_page, session, story, posted=form, section=section)
    if isinstance(error, ConflictError):
        return show(status=409, is_stale=True)
    problem = None if error is None else refusal_words(error)
    if error is not None and problem is None:
        raise error
    return show(status=422, problem=problem)


def _next(story: Story, done: str) -> ResponseReturnValue:
    following = next_in_queue(get_read_session(), signin.scope(), story)
    if following is None:
        flash(_("%(done)s Er wacht niets meer op antwoord.", done=done), "done")
        return redirect(url_for("moderation.stories"), code=303)
    flash(_("%(done)s Dit is het volgende verhaal.", done=done), "done")
    return redirect(url_for("moderation.story", ref=following), code=303)


def _hide(session: Session, story: Story, added: list[Redaction], change: Change) -> None:
    hidden = list(queries.redactions_of(session, story.id or 0))
    for redaction in added:
        hidden = finding.put(hidden, redaction)
    marking.save_redactions(session, story, hidden, change, hooks=_hooks())


def _hooks() -> list[marking.RedactionHook]:
    hooks: list[marking.RedactionHook] = current_app.extensions["redaction_hooks"]
    return hooks


def _put_ready(ref: str, form: AnswerForm, key: str) -> ResponseReturnValue:
    """Show the story with the standard text below what was typed already."""
    session = get_read_session()
    story = queries.get_story(session, signin.scope(), ref)
    text: Any = programme.get_standard_text(session, key)
    form.answer.data = "\n\n".join(filter(None, [(form.answer.data or "").strip(), text.body]))
    return story_page(session, story, posted=form, section="antwoord")
