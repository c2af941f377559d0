"""Background work as staff see it: a page with a bar that tells the truth, without a script too."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from flask import Blueprint, Flask, current_app, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from huey import SqliteHuey, crontab
from sqlmodel import Session, select

from app.core import clock, jobs
from app.core.errors import DomainError, NotFoundError
from app.core.jobs import Job, JobState, Report
from app.web.access import ANY_ROLE, requires, signed_in
from app.web.context import parts
from app.web.db_session import get_session
from app.web.logs import log, log_crash

_KINDS: Final = "job_kinds"
_TASK: Final = "job_task"
#: Sees everybody's jobs.
_ADMINISTRATOR: Final = "beheerder"
#: Seconds; the page asks every two.
_BETWEEN_REPORTS: Final = 1.0

#: Does the work of a job and returns where its result is, as a path on this site.
Work = Callable[[dict[str, Any], Report], str]

bp = Blueprint("progress", __name__, url_prefix="/team/taken")


class JobFailedError(DomainError):
    """The work can't be done; the reason is a word that the page of the job explains."""

    def __init__(self, reason: str, *, way_on: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        #: Where something can be done about it, as a path on this site.
        self.way_on = way_on


def init_app(app: Flask, kinds: dict[str, Work], queue: SqliteHuey) -> None:
    """Let `app` run jobs of these kinds, and put forgotten ones on the queue again."""
    app.extensions[_KINDS] = kinds
    app.register_blueprint(bp)

    def run(ref: str) -> None:
        with app.app_context():
            run_job(ref)

    app.extensions[_TASK] = queue.task(name="run_job")(run)

    def resume() -> None:
        with app.app_context():
            with parts().database.read() as session:
                refs = jobs.unfinished(session, now=clock.now())
            for ref in refs:
                app.extensions[_TASK](ref)

    queue.periodic_task(crontab(minute="*"), name="resume_jobs")(resume)


def send(job: Job) -> None:
    """Put a committed job on the queue."""
    current_app.extensions[_TASK](job.ref)


def run_job(ref: str) -> None:
    """Do the work of the job called `ref` unless somebody does it already."""
    database = parts().database
    with database.write() as session:
        job = jobs.claim(session, ref, now=clock.now())
        session.commit()
    if job is None:
        return
    work: Work = current_app.extensions[_KINDS][job.kind]
    try:
        path = work(job.arguments, _reporter(ref))
    except JobFailedError as error:
        _finish(ref, JobState.FAILED, failure=error.reason, result_path=error.way_on)
    except BaseException as error:
        # Whatever it was: the person who waits is told, and the queue sees the error too.
        log_crash(error)
        _finish(ref, JobState.FAILED, failure="crashed")
        raise
    else:
        _finish(ref, JobState.DONE, result_path=path)
    log.info("job", ref=ref, kind=job.kind)


def _reporter(ref: str) -> Report:
    told_at = 0.0

    def report(done: int, total: int) -> None:
        # Each report is a transaction of its own, on disk before the work goes on.
        nonlocal told_at
        if monotonic() - told_at >= _BETWEEN_REPORTS:
            _update(ref, done=done, total=total)
            told_at = monotonic()

    return report


def _finish(ref: str, state: JobState, **values: str | None) -> None:
    _update(ref, state=state, **values)


def _update(ref: str, **values: object) -> None:
    with parts().database.write() as session:
        job = _get(session, ref)
        for name, value in values.items():
            setattr(job, name, value)
        job.reported_at = clock.now()
        session.add(job)
        session.commit()


def _get(session: Session, ref: str) -> Job:
    job = session.exec(select(Job).where(Job.ref == ref)).one_or_none()
    if job is None:
        raise NotFoundError(ref)
    return job


@bp.get("/<ref>")
@requires(ANY_ROLE)
def show(ref: str) -> ResponseReturnValue:
    """Show how far the job is; go to its result when there is one."""
    job = _get(get_session(), ref)
    person = signed_in()
    assert person is not None
    if job.asked_by != person.ref and _ADMINISTRATOR not in person.roles:
        raise NotFoundError(ref)
    if job.state is JobState.DONE and job.result_path is not None:
        return redirect(job.result_path, code=303)
    return render_template("progress/show.html", job=job, reason=_reason(job.failure))


def _reason(failure: str | None) -> str:
    known = {
        "no_quotes": _("Er is nog geen citaat dat in dit boek mag staan."),
        "nothing_told": _("Over deze periode staat nog niets op de site."),
        "no_printing": _("Dit apparaat kan geen PDF maken. Vraag de beheerder om Pango."),
        "not_verbatim": _("Een citaat is niet precies wat de verteller schreef. U ziet welk."),
        "too_few": _("Minder dan vijf verhalen: dan zijn de vertellers te herkennen. Kies ruimer."),
        "untrue_quote": _(
            "Een citaat is niet precies wat de verteller schreef. Er is niets gemaakt."
        ),
        "sheet_full": _("Dit past niet in een Excel-blad. Kies een ander soort bestand."),
        "keeps_changing": _("De verhalen veranderden steeds. Probeer het zo nog een keer."),
        "letter_too_long": _("De brief past niet op één blad. Kies A4, of maak de tekst korter."),
        "letters_outdated": _(
            "De stemming veranderde intussen. Er is niets gemaakt. Probeer het nog een keer."
        ),
        "poll_frozen": _("De regels staan al vast. Nu kunnen er geen brieven meer bij."),
        "too_long": _("Het werk duurde te lang. Kies minder citaten en probeer het opnieuw."),
    }
    return str(known.get(failure or "", _("Er ging bij ons iets mis. Probeer het nog een keer.")))
