"""Answering many alike stories at once: choose, look once more, send, see what came of each."""

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.dates import local_day
from app.core.jobs import ask_for
from app.moderation import bulk_queries, bulk_services, queue, words
from app.moderation.access import MODERATORS
from app.moderation.bulk_forms import OUTCOMES, BulkForm
from app.moderation.bulk_jobs import JOB
from app.moderation.bulk_rules import MAX_AT_ONCE, BulkResult
from app.moderation.decisions import MAX_ANSWER
from app.moderation.filters import Choices, kept_filters, read_filters
from app.programme import queries as programme
from app.staff import signin
from app.stories.rules import StoryStatus
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.progress import send as send_job

#: What came of a story: (words, kind of `components/status.html`).
RESULTS: Final = {
    BulkResult.ANSWERED: (_l("Antwoord verstuurd"), "done"),
    BulkResult.CHANGED: (_l("Niet verstuurd: intussen veranderd"), "waiting"),
    BulkResult.BARRED: (_l("Niet verstuurd: mag niet gepubliceerd worden"), "waiting"),
    BulkResult.GONE: (_l("Niet verstuurd: ingetrokken of naar een andere wijk"), "closed"),
    None: (_l("Nog niet verstuurd"), "busy"),
}

bp = Blueprint("moderation_bulk", __name__, url_prefix="/team/verhalen/samen")


@bp.get("")
@requires(*MODERATORS)
def choose() -> ResponseReturnValue:
    """Show the stories of the queue's filters, to choose from."""
    return _choose(BulkForm(formdata=None))


@bp.post("")
@requires(*MODERATORS)
def check() -> ResponseReturnValue:
    """Show what would be sent to whom; a button with a standard text only puts that text ready."""
    form = BulkForm()
    if request.form.get("standard"):
        text: Any = programme.get_standard_text(get_read_session(), request.form["standard"])
        form.answer.data = "\n\n".join(filter(None, [(form.answer.data or "").strip(), text.body]))
        return _choose(form)
    if "wijzig" in request.form:
        return _choose(form)
    if not form.validate():
        return _choose(form, 422)
    mine = {row.ref for row in _offered()}
    chosen = [each for each in form.chosen if each.ref in mine]
    return render_template(
        "moderation/bulk_check.html",
        form=form,
        chosen=chosen,
        rows=bulk_queries.stories_of(get_read_session(), [each.ref for each in chosen]),
        outcome=OUTCOMES[form.outcome.data or ""],
        kept=kept_filters(request.args),
    )


@bp.post("/versturen")
@requires(*MODERATORS)
def send() -> ResponseReturnValue:
    """Plan it and have it done; a page shows how far it is."""
    form = BulkForm()
    if not form.validate():
        return _choose(form, 422)
    session, member, now = get_session(), signin.member(), clock.now()
    bulk = bulk_services.plan(
        session, member, form.chosen, form.to_letter(), scope=signin.scope(), now=now
    )
    job = ask_for(session, JOB, {"bulk": bulk.ref}, asked_by=member.ref, now=now)
    session.commit()
    send_job(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


@bp.get("/<ref>")
@requires(*MODERATORS)
def show(ref: str) -> ResponseReturnValue:
    """Show what came of each story."""
    session = get_read_session()
    bulk = bulk_queries.own_bulk(session, signin.member(), ref)
    rows = bulk_queries.rows_of(session, bulk, signin.scope())
    sent = sum(row.result is BulkResult.ANSWERED for row in rows)
    return render_template(
        "moderation/bulk_done.html", rows=rows, sent=sent, missed=len(rows) - sent, results=RESULTS
    )


def _offered() -> list[queue.QueueRow]:
    session, scope = get_read_session(), signin.scope()
    seen = [each for each in programme.districts(session) if scope.covers(each.id)]
    choices = Choices(seen, programme.clusters(session, retired=True), programme.offices(session))
    filters = read_filters(request.args, choices, today=local_day(clock.now()))
    names = {each.id: each.name for each in seen if each.id is not None}
    page = queue.queue(session, scope, filters, names=names, size=MAX_AT_ONCE)
    return [row for row in page.items if row.status is not StoryStatus.WITHDRAWN]


def _choose(form: BulkForm, status: int = 200) -> ResponseReturnValue:
    session = get_read_session()
    page = render_template(
        "moderation/bulk.html",
        form=form,
        rows=_offered(),
        chosen={each.ref for each in form.chosen},
        kept=kept_filters(request.args),
        standard_texts=programme.standard_texts(session),
        max_answer=MAX_ANSWER,
        most=MAX_AT_ONCE,
        today=local_day(clock.now()),
        words=words,
    )
    return page, status
