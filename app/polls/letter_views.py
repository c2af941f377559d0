"""Staff have letters made, take them, and say that they have them."""

from dataclasses import asdict, dataclass
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFoundError
from app.core.jobs import ask_for
from app.moderation.access import MODERATORS
from app.polls import access, code_queries, code_services, letters, proofs, queries
from app.polls.code_queries import LetterCounts
from app.polls.code_rules import (
    BatchSizeError,
    LetterForm,
    PassphraseShownError,
    check_batch,
    forms_for,
    suggest_reserve,
)
from app.polls.jobs import KIND
from app.polls.letter_forms import FORM_NAMES, BatchForm
from app.polls.lettering import letter_contents
from app.polls.letters import Letter, LetterTooLongError
from app.polls.models import CodeBatch, Poll
from app.polls.rules import MIN_BATCH, Access
from app.printing import available
from app.programme.models import District
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error, choices
from app.web.forms import KeptForm
from app.web.progress import send
from app.web.security import csrf, keep_private

bp = Blueprint("letters", __name__, url_prefix="/team/stemmingen/<ref>/brieven")
csrf.exempt(bp)


@dataclass(frozen=True, eq=False)
class BatchView:
    """A batch as the page shows it."""

    batch: CodeBatch
    district: str
    form: str
    counts: LetterCounts

    @property
    def last_number(self) -> int:
        """Number of its last reserve letter."""
        return self.batch.first_number + self.batch.issued + self.batch.reserve - 1


@bp.get("")
@requires(*MODERATORS)
def index(ref: str) -> ResponseReturnValue:
    """Show the letters of a poll, and what can be done with them."""
    session, scope = get_read_session(), signin.scope()
    poll = _get_poll(session, ref)
    names = {each.id: each.name for each in queries.districts_of(session, poll)}
    rows = [
        BatchView(
            batch,
            names.get(batch.district_id, ""),
            str(FORM_NAMES[LetterForm(batch.form)]),
            code_queries.count_batch(session, batch),
        )
        for batch in queries.batches_of(session, poll)
    ]
    return render_template(
        "polls/team_letters.html",
        poll=poll,
        rows=rows,
        without=sorted(set(names.values()) - {row.district for row in rows}),
        form=KeptForm(),
        forms=[(each, FORM_NAMES[each]) for each in forms_for(poll.electorate)],
        may_change=access.may_change(session, scope, poll),
        is_running=clock.now() < poll.closes_at,
        can_print=available(),
    )


@bp.route("/maken", methods=["GET", "POST"])
@requires(*MODERATORS)
def make(ref: str) -> ResponseReturnValue:
    """Ask for whom, and have the letters made; a page shows how far they are."""
    reading = get_read_session()
    poll = _get_poll(reading, ref, to_change=True)
    if poll.frozen_at is not None or not available():
        return redirect(url_for(".index", ref=ref), code=303)
    form = _batch_form(reading, poll)
    if not form.validate_on_submit():
        return _make_page(poll, form)
    actor = signin.member().ref
    plan = form.to_plan(poll.ref, actor)
    try:
        check_batch(plan, poll.electorate)
    except BatchSizeError:
        add_error(form.reserve, _("Maak samen ten minste %(count)s brieven.", count=MIN_BATCH))
        return _make_page(poll, form)
    session = get_session()
    job = ask_for(session, KIND, asdict(plan), asked_by=actor, now=clock.now())
    session.commit()
    send(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


@bp.get("/proef.pdf")
@requires(*MODERATORS)
def proof(ref: str) -> ResponseReturnValue:
    """Send a proof letter: its code casts no vote and opens only the preview."""
    session = get_read_session()
    poll = _get_poll(session, ref)
    wanted = request.args.get("vorm", LetterForm.A4, type=LetterForm)
    if wanted not in forms_for(poll.electorate) or wanted is LetterForm.CSV:
        raise NotFoundError(wanted)
    settings = parts().settings
    mark = _("Proefbrief: hiermee kunt u niet stemmen")
    contents = letter_contents(session, poll, public_url=settings.public_url, mark=mark)
    letter = Letter(0, proofs.proof_code(settings.secret_key, poll.ref))
    try:
        pdf = letters.print_letters(contents, wanted, [letter], lock=None)
    except LetterTooLongError:
        flash(_("De tekst past niet op één blad. Kies A4, of maak de tekst korter."), "warning")
        return redirect(url_for(".index", ref=ref), code=303)
    name = f"proefbrief-{wanted}.pdf"
    return keep_private(send_file(BytesIO(pdf), mimetype="application/pdf", download_name=name))


@bp.post("/<batch>/bestand")
@requires(*MODERATORS)
def download(ref: str, batch: str) -> ResponseReturnValue:
    """Send the encrypted file; the log says who took it."""
    session, poll, found = _opened(ref, batch)
    if not KeptForm().validate():
        return redirect(url_for(".index", ref=ref), code=303)
    code_services.note_download(session, poll, found, actor=signin.member().ref, now=clock.now())
    session.commit()
    try:
        content = parts().storage.get(found.file_key or "")
    except FileNotFoundError as error:
        raise NotFoundError(batch) from error  # destroyed between the row and the file
    name = f"brieven-{found.first_number}-{found.form}.pdf"
    return keep_private(
        send_file(
            BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name
        )
    )


@bp.post("/<batch>/wachtwoord")
@requires(*MODERATORS)
def passphrase(ref: str, batch: str) -> ResponseReturnValue:
    """Show the passphrase of the file, once."""
    session, poll, found = _opened(ref, batch)
    if not KeptForm().validate():
        return redirect(url_for(".index", ref=ref), code=303)
    secret_key, actor = parts().settings.secret_key, signin.member().ref
    try:
        shown = code_services.show_passphrase(
            session, poll, found, secret_key=secret_key, actor=actor, now=clock.now()
        )
    except PassphraseShownError:
        flash(_("Het wachtwoord is al getoond. Wij bewaren het niet."), "warning")
        return redirect(url_for(".index", ref=ref), code=303)
    session.commit()
    return render_template("polls/team_passphrase.html", poll=poll, passphrase=shown)


@bp.post("/<batch>/klaar")
@requires(*MODERATORS)
def done(ref: str, batch: str) -> ResponseReturnValue:
    """Destroy the file: staff have the letters."""
    session, _poll, found = _opened(ref, batch)
    if not KeptForm().validate():
        return redirect(url_for(".index", ref=ref), code=303)
    code_services.destroy_file(
        session, parts().storage, found, actor=signin.member().ref, now=clock.now()
    )
    session.commit()
    # The sealed passphrase must not be readable in the write-ahead log either.
    parts().database.truncate_log()
    flash(_("Het bestand is vernietigd. De codes op papier blijven werken."))
    return redirect(url_for(".index", ref=ref), code=303)


@bp.route("/<batch>/weg", methods=["GET", "POST"])
@requires(*MODERATORS)
def drop(ref: str, batch: str) -> ResponseReturnValue:
    """Ask whether the letters of a district must go, and remove them as if never made."""
    session, poll, found = _opened(ref, batch)
    if poll.frozen_at is not None:
        return redirect(url_for(".index", ref=ref), code=303)
    form = KeptForm()
    if not form.validate_on_submit():
        district = session.get_one(District, found.district_id)
        page = render_template("polls/team_drop.html", poll=poll, form=form, district=district.name)
        return page, 422 if form.errors else 200
    code_services.drop_batch(
        session, parts().storage, poll, found, actor=signin.member().ref, now=clock.now()
    )
    session.commit()
    flash(_("De brieven zijn weg. Hun codes werken nooit."))
    return redirect(url_for(".index", ref=ref), code=303)


def _get_poll(session: Session, ref: str, *, to_change: bool = False) -> Poll:
    find = access.get_poll_to_change if to_change else access.get_poll
    poll = find(session, signin.scope(), ref)
    if poll.access is not Access.LETTERS:
        raise NotFoundError(ref)
    return poll


def _opened(ref: str, batch: str) -> tuple[Session, Poll, CodeBatch]:
    session = get_session()
    poll = _get_poll(session, ref, to_change=True)
    return session, poll, code_queries.get_batch(session, poll, batch)


def _batch_form(session: Session, poll: Poll) -> BatchForm:
    """Return the form, filled with a letter for each household of the first district without."""
    districts = queries.districts_of(session, poll)
    made = {batch.district_id for batch in queries.batches_of(session, poll)}
    first = next((each for each in districts if each.id not in made), districts[0])
    issued = (first.households or 0) if first.id not in made else 0
    start = {
        "district": first.key,
        "issued": issued or None,
        "reserve": suggest_reserve(issued),
    }
    form = BatchForm(data=start)
    form.district.choices = choices((each.key, each.name) for each in districts)
    form.form.choices = choices(
        (each.value, FORM_NAMES[each]) for each in forms_for(poll.electorate)
    )
    return form


def _make_page(poll: Poll, form: BatchForm) -> ResponseReturnValue:
    page = render_template("polls/team_letters_new.html", poll=poll, form=form)
    return page, 422 if form.errors else 200
