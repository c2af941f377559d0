"""Pages that explain: privacy, accessibility, what this is, where help is; and security.txt."""

from datetime import date
from typing import Final

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.dates import local_day
from app.core.versions import PROGRAMME
from app.enquiry.answering import asked_now
from app.programme.queries import clusters, current_round, districts, rounds
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.kept import kept_fact, public_page
from app.web.shell import current_frame

bp = Blueprint("pages", __name__)

#: Names of the programme's texts that these pages show.
_TEXTS: Final = (
    "about",
    "accessibility_statement_url",
    "answer_time",
    "contact",
    "help_phone_dial",
    "meldpunt_phone",
    "meldpunt_text",
    "meldpunt_url",
    "privacy_contact",
    "programme",
    "security_contact",
)
_SECURITY: Final = """\
Contact: {contact}
Expires: {expires:%Y-%m-%d}T00:00:00Z
Preferred-Languages: nl, en
Canonical: {address}/.well-known/security.txt
"""


@bp.get("/over")
@public_page
def about() -> ResponseReturnValue:
    """Say what this is for and what happens to the stories."""
    session = get_read_session()
    return render_template(
        "pages/about.html",
        texts=_texts(),
        round=current_round(session, local_day(now())),
        districts=[district.name for district in districts(session)],
        clusters=clusters(session),
        answer_days=parts().settings.answer_days,
    )


@bp.get("/hulp")
@public_page
def help_and_explanation() -> ResponseReturnValue:
    """Say whom to call, what the code is for and where street defects go."""
    return render_template(
        "pages/help.html",
        texts=_texts(),
        answer_days=parts().settings.answer_days,
        has_questions=asked_now(get_read_session()) is not None,
    )


@bp.get("/privacy")
@public_page
def privacy() -> ResponseReturnValue:
    """Say what is kept, why, how long, who reads it and how to take it back."""
    session = get_read_session()
    return render_template(
        "pages/privacy.html",
        texts=_texts(),
        rounds=rounds(session),
        round=current_round(session, local_day(now())),
        idle_minutes=parts().settings.staff_idle_minutes,
    )


@bp.get("/toegankelijkheid")
@public_page
def accessibility() -> ResponseReturnValue:
    """Say what works for whom, what doesn't yet, and where to complain."""
    return render_template("pages/accessibility.html", texts=_texts())


@bp.get("/.well-known/security.txt")
@public_page
def security_contact() -> ResponseReturnValue:
    """Say whom to tell of a hole in the site, as RFC 9116 asks."""
    texts, today = _texts(), local_day(now())
    # Renewed with the month; read as a year at most.
    expires = date(today.year + 1, today.month, 1)
    phone = texts["help_phone_dial"] or current_frame().help_phone.replace(" ", "")
    contact = texts["security_contact"] or f"tel:{phone}"
    filled = _SECURITY.format(contact=contact, expires=expires, address=parts().settings.public_url)
    return Response(filled, mimetype="text/plain")


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Send the icon to browsers that ask for it by its old name."""
    return current_app.send_static_file("icons/icon-192.png")


def _texts() -> dict[str, str]:
    """Return the programme's texts; one that is missing or still to be filled in is empty."""
    return kept_fact("texts", PROGRAMME, _filled_texts)


def _filled_texts() -> dict[str, str]:
    texts = current_frame().texts
    missing = texts.get("to_fill_in", ())
    return {name: "" if name in missing else str(texts.get(name, "")) for name in _TEXTS}
