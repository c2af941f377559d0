"""HTML in, PDF/UA-1 out. WeasyPrint is loaded at the first document, and only here."""

import os
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from app.core.errors import DomainError

#: Pages after which a document is given up. Source: security reference, threat 11.
MAX_PAGES: Final = 6_000

FONTS: Final = Path(__file__).with_name("fonts")
BASE_CSS: Final = Path(__file__).parents[1] / "templates" / "print" / "base.css"

_ONE_AT_A_TIME = threading.Lock()


class Stage(StrEnum):
    """What is being done to a document, in this order."""

    READ = "read"
    LAY_OUT = "lay_out"
    DRAW = "draw"
    WRITE = "write"


#: Told at each step: the stage, pages done in it, and its number of pages once that is known.
Progress = Callable[[Stage, int, int | None], None]

#: Returns the bytes of what follows `print:<kind>/` in an address; raises if there is no such.
ResourceLoader = Callable[[str], bytes]


class PrintingUnavailableError(DomainError):
    """This machine can't make PDF files; says what to install."""

    def __init__(self) -> None:
        super().__init__(
            "PDF files need Pango and HarfBuzz-Subset: install libpango-1.0-0, libpangoft2-1.0-0 "
            "and libharfbuzz-subset0 (Debian, Ubuntu) or pango (Homebrew), and start again"
        )


class ForbiddenResourceError(DomainError):
    """The document asks for something that it may not load, or that isn't there."""


class TooManyPagesError(DomainError):
    """The document is longer than `MAX_PAGES`, or than the caller allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} pages")
        self.limit = limit


def available() -> bool:
    """Tell whether this machine can make PDF files."""
    try:
        _engine()
    except PrintingUnavailableError:
        return False
    return True


def render_pdf(
    html: str,
    *,
    styles: Sequence[str] = (),
    resources: Mapping[str, ResourceLoader] | None = None,
    progress: Progress | None = None,
    max_pages: int = MAX_PAGES,
) -> bytes:
    """Return `html` as one tagged PDF/UA-1 document; the same input gives the same bytes.

    `print/base.css` always applies, then each text of `styles`. The document may load
    `print:<kind>/<name>` for each kind in `resources`, and nothing else.

    Raises:
        PrintingUnavailableError: Pango is missing.
        ForbiddenResourceError: it asks for anything else, for what isn't there, or attaches a file.
        TooManyPagesError: it grows beyond `max_pages`.
    """
    engine = _engine()
    with _ONE_AT_A_TIME:
        pdf: bytes = engine.render(
            html, (base_css(), *styles), resources or {}, progress or silent, max_pages
        )
    return pdf


@cache
def base_css() -> str:
    """Return the print stylesheet that every document starts from."""
    return BASE_CSS.read_text(encoding="utf-8")


@contextmanager
def own_fonts() -> Iterator[None]:
    """Make fontconfig see the packaged fonts only, for as long as its configuration is read."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def silent(_stage: Stage, _done: int, _total: int | None) -> None:
    """Tell nobody how far a document is."""


@cache
def _engine() -> ModuleType:
    try:
        with own_fonts(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what libraries say of the machine while loading
            return import_module("app.printing.engine")
    except OSError as error:  # cffi: "cannot load library 'libpango-1.0-0'"
        raise PrintingUnavailableError from error
