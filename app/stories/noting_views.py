"""Pages on which staff write down what others told, on paper, at a door or at a table."""

from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.dates import local_day
from app.core.errors import BusyError, NotFoundError
from app.printing.qr import qr_png
from app.staff import signin
from app.stories import noting_services, services
from app.stories.consent_rules import default_signature
from app.stories.forms import ELSEWHERE
from app.stories.noting import (
    COOKIE,
    WRITERS,
    Noting,
    cards_of,
    may_send,
    open_districts,
    read_noting,
    remember,
    to_page,
    way_back,
)
from app.stories.noting_forms import CHANNEL_NAMES, TellingForm, VoiceForm
from app.stories.noting_rules import MAX_VOICES
from app.stories.noting_summary import voice_rows
from app.stories.rules import MAX_LENGTH, TellerKind
from app.web.access import requires
from app.web.context import parts
from app.web.cookies import clear_cookie
from app.web.db_session import get_read_session, get_session
from app.web.fields import choices
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private
from app.web.shell import current_frame

#: How often cards are prepared anew when a look-up is taken meanwhile.
_MAX_CARDS: Final = 5
#: Names of buttons that go elsewhere than on.
TO_PHOTOS: Final = "to_photos"
TO_NEXT: Final = "another"

bp = Blueprint("noting", __name__, url_prefix="/team/opschrijven")
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("", methods=["GET", "POST"])
@requires(*WRITERS)
def start() -> ResponseReturnValue:
    """Ask how, when and where it was told."""
    noting, today = read_noting(), local_day(clock.now())
    form = TellingForm(today=today, data=_typed(noting))
    known = [(each.key, each.name) for each in open_districts(get_read_session())]
    form.district.choices = choices([*known, (ELSEWHERE, _("Weet ik niet, of ergens anders"))])
    if not form.validate_on_submit():
        page = render_template("stories/note_start.html", form=form, noting=noting)
        return page, 422 if form.errors else 200
    session, token = get_session(), None if noting.sent else noting.token
    token = noting_services.keep_telling(
        session, token, form.to_telling(), by=signin.member().ref, now=clock.now()
    )
    session.commit()
    there = to_page("check") if noting.voices else to_page("voice", number=noting.next_number)
    remember(there, token)
    return there


@bp.route("/stem/<int:number>", methods=["GET", "POST"])
@requires(*WRITERS)
def voice(number: int) -> ResponseReturnValue:
    """Ask what one person told, and what may be done with it."""
    noting = read_noting()
    if (elsewhere := way_back(noting)) is not None:
        return elsewhere
    if number not in noting.voices and number != noting.next_number:
        return to_page("check")
    form = VoiceForm(data=noting.voices.get(number))
    if not form.validate_on_submit():
        return _show_voice(noting, number, form)
    parts().storage.check_room()
    session, by = get_session(), signin.member().ref
    answers = form.answers() | (noting.telling.stored() if noting.telling else {})
    noting_services.keep_voice(session, noting.token or "", number, answers, by=by, now=clock.now())
    session.commit()
    return _after_voice(number)


@bp.post("/stem/<int:number>/weg")
@requires(*WRITERS)
def drop_voice(number: int) -> ResponseReturnValue:
    """Take one voice out of the note."""
    noting = read_noting()
    if (elsewhere := way_back(noting)) is not None:
        return elsewhere
    form = KeptForm()
    if not form.validate_on_submit():
        return _show_check(noting, form)
    session, by, now = get_session(), signin.member().ref, clock.now()
    if number in noting.voices:
        noting_services.drop_voice(
            session, parts().storage, noting.token or "", number, by=by, now=now
        )
    session.commit()
    return to_page("check")


@bp.route("/controle", methods=["GET", "POST"])
@requires(*WRITERS)
def check() -> ResponseReturnValue:
    """Show everything that was typed; on POST send it, once however often it is tapped."""
    noting = read_noting()
    if (elsewhere := way_back(noting)) is not None:
        return elsewhere
    if not noting.voices:
        return to_page("voice", number=noting.next_number)
    if noting.telling is not None and not may_send(noting.telling):
        return to_page("start")
    form = KeptForm()
    if not form.validate_on_submit():
        return _show_check(noting, form)
    try:
        return _send(noting)
    except BusyError:
        return _show_check(noting, form, 503)


@bp.get("/kaarten")
@requires(*WRITERS)
def cards() -> ResponseReturnValue:
    """Show a card with a code for each story, to print or to copy; this once."""
    noting = read_noting()
    if noting.sent is None:
        return to_page("start")
    return render_template(
        "stories/note_cards.html",
        form=KeptForm(),
        cards=cards_of(noting),
        address=f"{parts().settings.public_url}/volg".partition("//")[2],
    )


@bp.get("/kaarten/<ref>/qr.png")
@requires(*WRITERS)
def qr(ref: str) -> ResponseReturnValue:
    """Show the code of one story of the note as a picture that opens its card."""
    noting = read_noting()
    found = cards_of(noting) if noting.sent is not None else []
    card = next((each for each in found if each.story.ref == ref), None)
    if card is None:
        raise NotFoundError(ref)
    picture = qr_png(f"{parts().settings.public_url}/k#{card.code.text}")
    return Response(picture, mimetype="image/png")


@bp.post("/klaar")
@requires(*WRITERS)
def finish() -> ResponseReturnValue:
    """Have the browser forget the note: its cards can't be shown again."""
    noting, form = read_noting(), KeptForm()
    if not form.validate_on_submit():
        return to_page("cards")
    session = get_session()
    if noting.token is not None:
        noting_services.drop_note(session, parts().storage, noting.token, by=signin.member().ref)
    session.commit()
    parts().database.truncate_log()  # what was wiped must not be readable there
    response = to_page("start")
    clear_cookie(response, COOKIE)
    return response


def _typed(noting: Noting) -> dict[str, object] | None:
    if noting.telling is None:
        return None
    told = noting.telling
    return {
        "channel": told.channel.value,
        "collected_on": told.collected_on,
        "place": told.place,
        "people": told.people or None,
        "district": told.district_key or ELSEWHERE,
    }


def _after_voice(number: int) -> ResponseReturnValue:
    if TO_PHOTOS in request.form:
        return to_page("photos", number=number)
    if TO_NEXT in request.form:
        return to_page("voice", number=read_noting().next_number)
    return to_page("check")


def _send(noting: Noting) -> ResponseReturnValue:
    parts().storage.check_room()
    token, by = noting.token or "", signin.member().ref
    for _attempt in range(_MAX_CARDS):
        prepared = _prepare(noting)
        session, days = get_session(), parts().settings.answer_days
        try:
            noting_services.send_note(
                session, token, prepared, by=by, answer_days=days, now=clock.now()
            )
        except services.LookupTakenError:
            session.rollback()
            continue
        session.commit()
        return to_page("cards")
    raise BusyError(1)


def _prepare(noting: Noting) -> dict[int, services.PreparedCard]:
    """Return a card for each voice; needs no transaction."""
    prepared: dict[int, services.PreparedCard] = {}
    for number in noting.voices:
        token = noting_services.voice_token(noting.token or "", number)
        taken = {each.code.lookup for each in prepared.values()}
        session, cost = get_read_session(), parts().hash_cost
        prepared[number] = services.prepare_card(session, token, cost, taken=taken)
    return prepared


def _show_voice(noting: Noting, number: int, form: VoiceForm) -> ResponseReturnValue:
    page = render_template(
        "stories/note_voice.html",
        form=form,
        noting=noting,
        place=1 + sum(each < number for each in noting.voices),
        photos=noting.photos(number),
        max_length=MAX_LENGTH,
        max_voices=MAX_VOICES,
        default_signature=default_signature(TellerKind.RESIDENT, current_frame().municipality),
    )
    return page, 422 if form.errors else 200


def _show_check(noting: Noting, form: KeptForm, status: int = 200) -> ResponseReturnValue:
    voices = [
        (number, voice_rows(answers, number, photos), photos)
        for number, answers in noting.voices.items()
        for photos in [noting.photos(number)]
    ]
    page = render_template(
        "stories/note_check.html",
        form=form,
        noting=noting,
        voices=voices,
        channels=CHANNEL_NAMES,
        districts={each.key: each.name for each in open_districts(get_read_session())},
        is_busy=status == 503,  # noqa: PLR2004 - HTTP
        max_voices=MAX_VOICES,
    )
    return page, 422 if status == 200 and form.errors else status  # noqa: PLR2004 - HTTP
