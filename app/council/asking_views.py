"""Words by hand in the pack of a meeting: introductions, and questions to the council."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.council import access, pack_services, words
from app.council.access import PREPARERS
from app.council.finding import find_item, to_pack
from app.council.forms import IntroForm, QuestionForm
from app.council.gathering import EVERYTHING, gather
from app.council.meeting_views import act
from app.council.models import Meeting, PackItem
from app.council.rules import PackChangedError, PackKind
from app.web.access import requires
from app.web.db_session import get_session
from app.web.forms import KeptForm
from app.web.paging import row_number
from app.web.security import csrf

bp = Blueprint("council_words", __name__, url_prefix="/team/beraad/<ref>")
csrf.exempt(bp)


@bp.route("/pakket/<item_ref>/inleiding", methods=["GET", "POST"])
@requires(*PREPARERS)
def introduce(ref: str, item_ref: str) -> ResponseReturnValue:
    """Write what stands above something in the pack; of a question what is asked."""
    session, viewer = get_session(), access.eyes()
    meeting, item = find_item(session, viewer, ref, item_ref)
    if item.kind is PackKind.QUESTION:
        return _change_question(session, meeting, item)
    form = IntroForm(data={"intro": item.intro, "version": meeting.pack_version})
    if not form.validate_on_submit():
        return _intro_page(session, meeting, item, form)
    try:
        pack_services.introduce(
            session, meeting, item, form.intro.data or "", seen=form.version.data or 0, act=act()
        )
    except PackChangedError:
        session.rollback()
        return _intro_page(session, meeting, item, form, collided=True)
    session.commit()
    flash(_("Bewaard."), "done")
    return to_pack(ref, item_ref)


@bp.route("/vragen/nieuw", methods=["GET", "POST"])
@requires(*PREPARERS)
def ask(ref: str) -> ResponseReturnValue:
    """Ask the council something."""
    session = get_session()
    meeting = access.get_meeting_to_prepare(session, access.eyes(), ref)
    form = QuestionForm()
    if not form.validate_on_submit():
        return _question_page(meeting, None, form)
    item = pack_services.ask(
        session, meeting, form.question.data or "", form.intro.data or "", act()
    )
    session.commit()
    flash(_("De vraag staat in het pakket."), "done")
    return to_pack(ref, item.ref)


@bp.post("/vragen/<item_ref>/weg")
@requires(*PREPARERS)
def ask_no_more(ref: str, item_ref: str) -> ResponseReturnValue:
    """Take a question away."""
    if not KeptForm().validate_on_submit():
        return to_pack(ref)
    session = get_session()
    meeting, item = find_item(session, access.eyes(), ref, item_ref)
    seen = request.form.get("version", 0, type=row_number)
    pack_services.ask_no_more(session, meeting, item, seen=seen, act=act())
    session.commit()
    flash(_("De vraag is weg."), "done")
    return to_pack(ref)


def _change_question(session: Session, meeting: Meeting, item: PackItem) -> ResponseReturnValue:
    present = {"question": item.question, "intro": item.intro, "version": meeting.pack_version}
    form = QuestionForm(data=present)
    if not form.validate_on_submit():
        return _question_page(meeting, item, form)
    asked = (form.question.data or "", form.intro.data or "")
    try:
        pack_services.ask_otherwise(
            session, meeting, item, asked, seen=form.version.data or 0, act=act()
        )
    except PackChangedError:
        session.rollback()
        return _question_page(meeting, item, form, collided=True)
    session.commit()
    flash(_("Bewaard."), "done")
    return to_pack(meeting.ref, item.ref)


def _intro_page(
    session: Session, meeting: Meeting, item: PackItem, form: IntroForm, *, collided: bool = False
) -> ResponseReturnValue:
    now_there = None
    if collided:
        session.refresh(item)
        session.refresh(meeting)
        form.version.data = form.version.raw_data = None
        form.version.process_data(meeting.pack_version)
        now_there = [(str(form.intro.label.text), item.intro)]
    page = render_template(
        "council/intro.html",
        meeting=meeting,
        form=form,
        about=_about(session, meeting, item),
        now_there=now_there,
        words=words,
    )
    return page, 409 if collided else 422 if form.errors else 200


def _question_page(
    meeting: Meeting, item: PackItem | None, form: QuestionForm, *, collided: bool = False
) -> ResponseReturnValue:
    now_there = None
    if collided and item is not None:
        session = get_session()
        session.refresh(item)
        session.refresh(meeting)
        form.version.raw_data = None
        form.version.process_data(meeting.pack_version)
        now_there = [
            (str(form.question.label.text), item.question),
            (str(form.intro.label.text), item.intro),
        ]
    page = render_template(
        "council/question.html",
        meeting=meeting,
        item=item,
        form=form,
        now_there=now_there,
        words=words,
    )
    return page, 409 if collided else 422 if form.errors else 200


def _about(session: Session, meeting: Meeting, item: PackItem) -> str:
    """Return what the introduction is about."""
    if item.kind is PackKind.PART:
        return str(words.PARTS[PackKind(item.reference)])
    for entry in gather(session, meeting, EVERYTHING, clock.now()).contents.entries:
        if entry.item == item.ref:
            return entry.subject.title
    return ""
