"""WeasyPrint itself, kept warm between documents. Only `app.printing.pdf` imports this file."""

import gc
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from tempfile import TemporaryFile
from typing import Any

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from app.printing.fetching import PackagedFetcher
from app.printing.marks import set_marks_apart
from app.printing.pages import DrawnPage, laying_out
from app.printing.pdf import (
    ForbiddenResourceError,
    Progress,
    ResourceLoader,
    Stage,
    own_fonts,
)
from app.printing.references import remember_page_references
from app.printing.tounicode import ReadableFonts

remember_page_references()

#: Every rendering and writing option that we set; presentational hints and attachments never.
OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}

#: Pages above which memory matters more than a moment.
LONG_PAGES = 100

#: Control characters, non-characters and planes without letters: no font has them, and PDF/UA
#: wants each glyph known.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u0605\u070f\u0890\u0891\u08e2\u115f\u1160\u180f"
    "\u3164\ufdd0-\ufdef\uffa0\ufff9-\ufffb\ufffe\uffff\U00013430-\U0001345f"
    "\U0001fffe\U0001ffff\U0002fffe\U0002ffff"
    "\U00033480-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U0010ffff]"
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: Line ends, page ends and a space that Pango draws with whatever font it has at hand.
ODD_SPACES = re.compile("[\x0c\u1680\u2028\u2029]")


@cache
def fonts() -> FontConfiguration:
    """Return the packaged fonts, read once per process."""
    with own_fonts():
        return FontConfiguration()


@cache
def stylesheet(css: str) -> CSS:
    """Return `css` parsed, once per process; it may load nothing."""
    return CSS(string=css, url_fetcher=PackagedFetcher({}), font_config=fonts(), base_url="print:")


def render(
    html: str,
    styles: Sequence[str],
    resources: Mapping[str, ResourceLoader],
    progress: Progress,
    max_pages: int,
) -> bytes:
    """Return `html` as PDF/UA-1; see `app.printing.pdf.render_pdf`."""
    try:
        return _render(html, styles, PackagedFetcher(resources), progress, max_pages)
    except FatalURLFetchingError as error:  # a BaseException: it would take a worker with it
        raise ForbiddenResourceError(str(error)) from error


def _render(
    html: str,
    styles: Sequence[str],
    fetcher: PackagedFetcher,
    progress: Progress,
    max_pages: int,
) -> bytes:
    progress(Stage.READ, 0, None)
    source = HTML(string=_printable(html), url_fetcher=fetcher, base_url="print:")
    set_marks_apart(source.etree_element)
    sheets = [stylesheet(css) for css in styles]
    with laying_out(progress, max_pages):
        laid_out = source.render(font_config=fonts(), stylesheets=sheets, **OPTIONS)
    _refuse_attachments(laid_out)
    total = len(laid_out.pages)
    if total > LONG_PAGES:
        gc.collect()  # what laying out left: a tenth of all memory, for a hundredth of the time
    drawn = partial(progress, Stage.DRAW)
    document = laid_out.copy(
        [DrawnPage(page, partial(drawn, n, total)) for n, page in enumerate(laid_out.pages, 1)]
    )
    document.fonts = ReadableFonts()
    pdf = _written(document)
    if fetcher.failed:
        raise ForbiddenResourceError(f"a document may not load {fetcher.failed[0][:200]!r}")
    progress(Stage.WRITE, total, total)
    return pdf


def _written(document: Document) -> bytes:
    """Return the file; while it is written it isn't in memory beside all that it is made of."""
    with TemporaryFile() as file:
        document.write_pdf(file, **OPTIONS)
        file.seek(0)
        return file.read()


def _printable(html: str) -> str:
    return UNPRINTABLE.sub(REPLACEMENT, ODD_SPACES.sub(" ", html))


def _refuse_attachments(document: Document) -> None:
    linked = any(link[0] == "attachment" for page in document.pages for link in page.links)
    if linked or document.metadata.attachments:
        raise ForbiddenResourceError("a document may not attach files")
