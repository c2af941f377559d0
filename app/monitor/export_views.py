"""Staff take stories out as a file: choose, see what comes along and what not, have it made."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFoundError
from app.core.jobs import ask_for
from app.monitor import export_services as services
from app.monitor.export_access import EXPORTERS, export_scope, keeper
from app.monitor.export_forms import ChoiceForm
from app.monitor.export_gathering import Asked, look_over
from app.monitor.export_guids import Guids
from app.monitor.export_jobs import JOB
from app.monitor.export_making import Order, unpack_choice
from app.monitor.export_rules import SMALLEST, FileKind, LeftOut, Overview, Part
from app.monitor.export_words import KINDS, choice_rows, overview_rows
from app.monitor.export_writing import FORMS
from app.monitor.models import ExportFile
from app.programme import queries as programme_queries
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.progress import send
from app.web.security import csrf, keep_private

_MEGA: Final = 1_000_000

bp = Blueprint("exports", __name__, url_prefix="/team/export")
csrf.exempt(bp)


@dataclass(frozen=True, eq=False)
class FileView:
    """A file that waits, as the page shows it."""

    file: ExportFile
    kind: str
    choice: list[tuple[str, str]]
    counts: list[tuple[str, str]]
    #: Whether everything in it may still leave.
    is_fit: bool

    @property
    def megabytes(self) -> str:
        """How large it is, rounded up, in MB."""
        return str(-(-self.file.bytes // _MEGA))


@bp.get("")
@requires(*EXPORTERS)
def index() -> ResponseReturnValue:
    """Show what can be chosen, what a choice would hold, and the files that wait."""
    session = get_read_session()
    form = _form(session, is_sent="soort" in request.args)
    if "soort" not in request.args:
        return _page(session, form, overview=None)
    if not form.validate():
        return _page(session, form, overview=None), 422
    asked = Asked(form.to_choice(), export_scope(), Guids(parts().settings.secret_key))
    return _page(session, form, overview=look_over(session, asked))


@bp.post("/maken")
@requires(*EXPORTERS)
def make() -> ResponseReturnValue:
    """Have the file of the choice in the address made; a page shows how far it is."""
    form = _form(get_read_session(), is_sent=True)
    if not form.validate() or not KeptForm().validate():
        return redirect(f"{url_for('.index')}?{request.query_string.decode()}", code=303)
    order = Order(form.to_kind(), form.to_choice(), export_scope(), signin.member().ref)
    session = get_session()
    job = ask_for(session, JOB, order.packed(), asked_by=order.actor, now=clock.now())
    session.commit()
    send(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


@bp.get("/<ref>")
@requires(*EXPORTERS)
def download(ref: str) -> ResponseReturnValue:
    """Send a file to who had it made, as long as everything in it may still leave."""
    session = get_read_session()
    kept = services.get_file(session, ref, actor=keeper())
    late = kept.made_at <= clock.now() - services.LONGEST
    if late or not services.is_fit(session, kept):
        raise NotFoundError(ref)
    ending, kind = FORMS[kept.kind]
    name = f"verhalen-{kept.kind.value}-{kept.made_at:%Y-%m-%d}.{ending}"
    try:
        path = parts().storage.path(kept.file_key)
        return keep_private(
            send_file(path, mimetype=kind, as_attachment=True, download_name=name, etag=False)
        )
    except FileNotFoundError as error:
        raise NotFoundError(ref) from error  # destroyed between the row and the file


def _form(session: Session, *, is_sent: bool) -> ChoiceForm:
    """Return the form, filled from the address once it was sent."""
    form = ChoiceForm(request.args if is_sent else None)
    scope = export_scope()
    form.offer(
        [(each.key, each.title) for each in programme_queries.rounds(session)],
        [
            (each.key, each.name)
            for each in programme_queries.districts(session)
            if scope.covers(each.id)
        ],
    )
    return form


def _page(session: Session, form: ChoiceForm, *, overview: Overview | None) -> str:
    return render_template(
        "monitor/export.html",
        form=form,
        make_form=KeptForm(),
        overview=overview,
        counts=overview_rows(overview) if overview else [],
        is_codes=form.soort.data == FileKind.QDC.value,
        least=SMALLEST,
        files=[_view(session, kept) for kept in services.files_of(session, signin.member().ref)],
        query=request.query_string.decode(),
    )


def _view(session: Session, kept: ExportFile) -> FileView:
    districts = {each.key: each.name for each in programme_queries.districts(session)}
    rounds = {each.key: each.title for each in programme_queries.rounds(session)}
    overview = Overview()
    for part in Part:
        overview.parts[part] = kept.counts.get(part.value, 0)
    for reason in LeftOut:
        overview.left_out[reason] = kept.counts.get(reason.value, 0)
    return FileView(
        file=kept,
        kind=str(KINDS[kept.kind]),
        choice=choice_rows(unpack_choice(kept.choice), districts, rounds),
        counts=overview_rows(overview),
        is_fit=services.is_fit(session, kept),
    )
