"""Pages that say what went wrong, what was kept and how to go on."""

import errno
import sqlite3
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.core.errors import (
    BusyError,
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyTriesError,
)
from app.web.bodies import drain_body
from app.web.logs import log, log_crash

#: The disk is full or can't be written; anything else of the system is a crash.
_NO_ROOM: Final = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO}
#: What a busy server asks a browser to wait, in seconds.
RETRY_AFTER: Final = 30
_STATUS: Final[tuple[tuple[type[DomainError], int], ...]] = (
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (InvalidError, 422),
    (TooManyTriesError, 429),
    (BusyError, 503),
)


@dataclass(frozen=True)
class Words:
    """What an error page says."""

    title: str
    text: str
    kept: str = ""


_WORDS: Final[dict[int, Words]] = {
    400: Words(
        _l("Dit kunnen wij niet lezen"),
        _l("Er ging iets mis tussen uw telefoon en ons. Ga terug en probeer het nog een keer."),
        _l("Wat u al had ingevuld, is bewaard."),
    ),
    403: Words(
        _l("Dit mag u niet openen"),
        _l("Uw account heeft geen toegang tot deze pagina. Vraag het de beheerder."),
    ),
    404: Words(
        _l("Deze pagina bestaat niet"),
        _l("Misschien is het adres verkeerd getypt. Of de pagina is weggehaald."),
    ),
    405: Words(
        _l("Dit kan hier niet"), _l("Ga terug naar de pagina waar u vandaan komt, en kies daar.")
    ),
    409: Words(
        _l("Iemand anders was u voor"),
        _l("Dit is intussen veranderd. Ga terug, laad de pagina opnieuw en kijk wat er nu staat."),
        _l("Er is niets overschreven."),
    ),
    413: Words(
        _l("Dit is te groot om te versturen"),
        _l("Kies minder of kleinere foto's. Of maak uw tekst korter."),
        _l("Wat u eerder had ingevuld, is bewaard."),
    ),
    422: Words(_l("Dit klopt nog niet"), _l("Ga terug en kijk wat u hebt ingevuld.")),
    429: Words(
        _l("Even wachten"),
        _l("Er is te vaak een verkeerde code of een verkeerd wachtwoord geprobeerd."),
        _l("Uw kaart en uw verhaal zijn veilig. Er is niets veranderd."),
    ),
    500: Words(
        _l("Er ging bij ons iets mis"),
        _l("Dat is onze fout. Probeer het over een paar minuten nog een keer."),
        _l("Wat u al had ingevuld, is bewaard. Het laatste is misschien niet verstuurd."),
    ),
    503: Words(
        _l("Het is nu te druk"),
        _l("Wacht een halve minuut en probeer het nog een keer."),
        _l("Wat u al had ingevuld, is bewaard. Het laatste is nog niet verstuurd."),
    ),
}


def init_app(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(sqlite3.OperationalError, _unavailable)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(CSRFError, _expired)


def error_page(status: int, *, retry_after: int | None = None) -> Response:
    """Return the page for `status`."""
    # A request that can't be read is told so, whatever its number.
    words = _WORDS.get(status, _WORDS[400 if status < 500 else 500])  # noqa: PLR2004 - HTTP
    page = render_template(
        "errors/error.html",
        status=status,
        title=words.title,
        text=words.text,
        kept=words.kept,
        retry_after=retry_after,
        way_on=_way_on(),
        layout="layouts/staff.html" if _is_for_staff() else "layouts/base.html",
    )
    response = make_response(page, status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _way_on() -> list[tuple[str, str]]:
    if _is_for_staff():
        return [(_("Naar het overzicht"), "/team")]
    return [(_("Naar het begin"), "/"), (_("Hulp"), "/hulp")]


def _is_for_staff() -> bool:
    return request.path == "/team" or request.path.startswith("/team/")


def _http(error: HTTPException) -> Response:
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        log_crash(error.original_exception)
    if error.code == 413:  # noqa: PLR2004 - a body that is too large
        drain_body()
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return make_response(error.get_response())
    if isinstance(error, InternalServerError):
        g.without_database = True  # whatever broke must not break this page too
    return error_page(error.code)


def _domain(error: DomainError) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    if isinstance(error, BusyError | TooManyTriesError):
        return error_page(status, retry_after=error.retry_after)
    return error_page(status)


def _expired(_: CSRFError) -> Response:
    return error_page(400)


def _database(error: OperationalError) -> Response:
    # Locked for long, disk full or read-only: nothing was stored, and trying again makes sense.
    if isinstance(error.orig, sqlite3.OperationalError):
        return _unavailable(error)
    raise error


def _disk(error: OSError) -> Response:
    if error.errno not in _NO_ROOM:
        raise error
    return _unavailable(error)


def _unavailable(error: Exception) -> Response:
    _log(error)
    g.without_database = True  # the page that says so must not need what is missing
    return error_page(503, retry_after=RETRY_AFTER)


def _log(error: Exception) -> None:
    # The class and the error number tell enough; the statement could hold a resident's words.
    cause = getattr(error, "orig", error)
    log.error("unavailable", error=type(cause).__name__, number=getattr(cause, "errno", None))
