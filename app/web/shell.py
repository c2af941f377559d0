"""What every page's frame shows: the programme, whether it is an example, who is signed in."""

from typing import Any, Final, Protocol
from urllib.parse import quote

from flask import Flask, current_app, g, has_request_context, request, url_for

from app.core.versions import PROGRAMME
from app.web.access import signed_in
from app.web.db_session import get_read_session
from app.web.i18n import language, page_language
from app.web.kept import kept_fact


class Frame(Protocol):
    """Supplies the frame's facts; the programme room does, through `create_app`."""

    def __call__(self, session: Any) -> Any:  # noqa: ANN401 - the frame shows it and asks nothing
        """Return an object with the programme's names and phone."""


_NAME = "frame_source"
#: Stands for the address of the page in what is rendered once for all pages.
_HERE: Final = "-here-"


def init_app(app: Flask) -> None:
    """Give every template `programme`, `is_example`, `current_member` and `staff_nav`."""
    app.jinja_env.globals["site_header"] = _site_header
    app.jinja_env.globals["site_footer"] = lambda: _part("site_footer")

    @app.context_processor
    def frame() -> dict[str, Any]:
        if not has_request_context():
            return {}  # a printed document has no frame
        if g.get("without_database"):
            return {"programme": None, "is_example": False, "current_member": None, "staff_nav": []}
        programme = current_frame()
        staff_side = request.path.startswith("/team")
        person = signed_in() if staff_side else None
        return {
            "programme": programme,
            "is_example": bool(programme and programme.is_example),
            "current_member": person,
            "staff_nav": _staff_nav(app, person.roles) if person else [],
        }


def _site_header() -> str:
    """Return the header, in which the way to the languages leads back to this page."""
    header = _part("site_header", page_language(), _HERE)
    return header.replace(_HERE, quote(request.path))


def _part(name: str, *more: object) -> str:
    """Return a component that depends on the programme only, rendered once for each state of it."""

    def render() -> str:
        template = current_app.jinja_env.get_template(f"components/{name}.html")
        rendered: str = getattr(template.module, name)(current_frame(), *more)
        return rendered

    return kept_fact(f"{name} {language()}", PROGRAMME, render)


def set_frame(app: Flask, source: Frame) -> None:
    """Ask `source` for the programme's names from now on."""
    app.extensions[_NAME] = source


#: (label as msgid, endpoint, roles that see it), in order; filled by `create_app`.
NavEntry = tuple[str, str, frozenset[str]]


def set_staff_nav(app: Flask, entries: list[NavEntry]) -> None:
    """Show these entries in the navigation of staff pages."""
    app.extensions["staff_nav"] = entries


def _staff_nav(app: Flask, roles: list[str]) -> list[tuple[str, str, bool]]:
    entries: list[NavEntry] = app.extensions.get("staff_nav", [])
    pages = [(label, url_for(name)) for label, name, wanted in entries if wanted & set(roles)]
    return [(label, url, f"{request.path}/".startswith(f"{url}/")) for label, url in pages]


def first_page(roles: list[str]) -> str | None:
    """Return the address of the first page of the navigation for these roles, if there is any."""
    pages = _staff_nav(current_app, roles)
    return pages[0][1] if pages else None


def current_frame() -> Any:  # noqa: ANN401 - as above
    """Return the programme as the frame shows it; read-only, for it is shared."""
    source: Frame | None = current_app.extensions.get(_NAME)
    if source is None:
        return None
    return kept_fact("frame", PROGRAMME, lambda: source(get_read_session()))
