"""The page on which a reader chooses a language, kept in the browser and nowhere else."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.core.languages import LANGUAGES
from app.web.cookies import set_cookie
from app.web.i18n import COOKIE, language, offered
from app.web.security import csrf

bp = Blueprint("language", __name__)
# A choice of language changes nothing of anybody; a browser that tells of another site is refused.
csrf.exempt(bp)

_KEPT: Final = timedelta(days=365)
_HOME: Final = "/"


@bp.get("/taal")
def choose() -> ResponseReturnValue:
    """Show each language by its own name."""
    return _page(_place(request.args.get("terug", _HOME)))


@bp.post("/taal")
def chosen() -> ResponseReturnValue:
    """Keep the choice in the browser, and go on where the reader was."""
    code = request.form.get("taal", "")
    place = _place(request.form.get("terug", _HOME))
    if code not in {each.code for each in offered()}:
        return _page(place), 422
    response = make_response(redirect(place, 303))
    set_cookie(response, COOKIE, code, lasts=_KEPT)
    return response


def _page(place: str) -> str:
    return render_template(
        "pages/language.html", languages=offered(), place=place, now=LANGUAGES[language()]
    )


def _place(wanted: str) -> str:
    """Return `wanted` when it is a page of this site that a link can open, else the first page."""
    parts = urlsplit(wanted)
    if (
        parts.scheme
        or parts.netloc
        or not wanted.startswith("/")
        or wanted.startswith(("//", "/\\"))
    ):
        return _HOME
    try:
        current_app.create_url_adapter(request).match(parts.path, method="GET")  # type: ignore[union-attr] # there is a request
    except HTTPException:
        return _HOME
    return parts.path + (f"?{parts.query}" if parts.query else "")
