"""What staff and helpers print: empty forms for paper, and posters."""

from collections.abc import Callable
from typing import Final, NamedTuple

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.core.text import excerpt
from app.programme import queries as programme
from app.stories import blanks
from app.stories.noting import WRITERS
from app.stories.noting_rules import MAX_PLACE
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.kept import public_page

_MEDIA: Final = "application/pdf"

bp = Blueprint("blanks", __name__)


class Blank(NamedTuple):
    """Something else to print, of another room."""

    title: str
    about: str
    href: str


#: Returns what a room has to print, now.
BlankSource = Callable[[Session], list[Blank]]


@bp.get("/team/drukwerk")
@requires(*WRITERS)
def index() -> ResponseReturnValue:
    """Show what can be printed; a place that is given stands on it."""
    sources: list[BlankSource] = current_app.extensions["blank_sources"]
    session = get_read_session()
    return render_template(
        "stories/blanks.html",
        place=_place(),
        max_place=MAX_PLACE,
        more=[blank for source in sources for blank in source(session)],
    )


@bp.get("/team/drukwerk/verhaal.pdf")
@requires(*WRITERS)
def story_form() -> ResponseReturnValue:
    """Send the form for a story on paper."""
    return _pdf(_story_form(_place()), "verhaal-op-papier")


@bp.get("/team/drukwerk/poster-a4.pdf")
@requires(*WRITERS)
def poster() -> ResponseReturnValue:
    """Send the poster of A4."""
    made = blanks.poster_pdf(_address(), place=_place(), phone=_phone())
    return _pdf(made, "poster-a4")


@bp.get("/team/drukwerk/poster-a3.pdf")
@requires(*WRITERS)
def large_poster() -> ResponseReturnValue:
    """Send the poster of A3."""
    made = blanks.large_poster_pdf(_address(), place=_place(), phone=_phone())
    return _pdf(made, "poster-a3")


@bp.get("/verhaal-op-papier.pdf")
@public_page
def public_story_form() -> ResponseReturnValue:
    """Send the form for a story on paper to anybody, with a line for where to hand it in."""
    return _pdf(_story_form(""), "verhaal-op-papier")


def _story_form(place: str) -> bytes:
    names = [each.name for each in programme.districts(get_read_session())]
    return blanks.story_form_pdf(names, _address(), place=place)


def _place() -> str:
    typed = " ".join(request.args.get("plek", "").split())
    return excerpt("".join(each for each in typed if each.isprintable()), MAX_PLACE)


def _phone() -> str:
    return programme.get_programme(get_read_session()).help_phone


def _address() -> str:
    return parts().settings.public_url + url_for("stories.district")


def _pdf(made: bytes, name: str) -> Response:
    response = Response(made, mimetype=_MEDIA)
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return response
