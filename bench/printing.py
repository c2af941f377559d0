"""What printing costs beside bare WeasyPrint: the same HTML, styles and fonts, without tags."""

from collections.abc import Mapping

from app.printing import ResourceLoader, render_pdf
from app.printing.pdf import base_css
from bench.measure import Goal, Row, row, side_by_side
from tests.printing.sample import book_html, photo, quotes


def bare_pdf(html: str, resources: Mapping[str, ResourceLoader]) -> bytes:
    """Return `html` as WeasyPrint alone makes it: warm, no tags, no repaired text."""
    from weasyprint import HTML

    from app.printing import engine
    from app.printing.fetching import PackagedFetcher

    source = HTML(string=html, url_fetcher=PackagedFetcher(resources), base_url="print:")
    sheet = engine.stylesheet(base_css())
    pdf: bytes = source.write_pdf(font_config=engine.fonts(), stylesheets=[sheet])
    return pdf


def measure(
    html: str, resources: Mapping[str, ResourceLoader] | None = None, *, rounds: int = 5
) -> tuple[float, float]:
    """Return the CPU seconds of `render_pdf` and of bare WeasyPrint for `html`, taken in turns."""
    loaders = resources or {}
    return side_by_side(
        lambda: render_pdf(html, resources=loaders), lambda: bare_pdf(html, loaders), rounds=rounds
    )


def rows() -> list[Row]:
    """Return the figures of this module: the sample book of the tests, in many scripts."""
    ours, bare = measure(book_html(quotes(50)), {"photos": photo})
    return [row("print-50", ours, bare, Goal("<=", 1.15), "s CPU")]
