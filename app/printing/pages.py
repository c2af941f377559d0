"""Pages while they are laid out and drawn: how far we are, and text that reads back."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import Page
from weasyprint.logger import PROGRESS_LOGGER

from app.printing.pdf import Progress, Stage, TooManyPagesError
from app.printing.readable import ReadableText


class DrawnPage(Page):  # type: ignore[misc] # weasyprint ships no types
    """A laid-out page that says when it is drawn and spells out text that glyphs can't tell."""

    def __init__(self, page: Page, drawn: Callable[[], None]) -> None:
        self.__dict__.update(vars(page))
        self._drawn = drawn

    def paint(self, stream: Any, scale: float = 1) -> None:  # noqa: ANN401 # weasyprint's Stream
        """Draw the page into `stream`."""
        ReadableText(stream)
        super().paint(stream, scale)
        self._drawn()


class _LayoutSteps(logging.Handler):
    """Turns WeasyPrint's log of laid-out pages into progress, and stops at too many."""

    def __init__(self, progress: Progress, max_pages: int) -> None:
        super().__init__(logging.INFO)
        self._progress = progress
        self._max_pages = max_pages
        self._laid_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of each page that was laid out for the first time."""
        if not isinstance(record.args, tuple) or "Creating layout - Page" not in str(record.msg):
            return
        page = record.args[0]
        assert isinstance(page, int)
        if page > self._max_pages:
            raise TooManyPagesError(self._max_pages)
        if page - 1 > self._laid_out:
            self._laid_out = page - 1
            self._progress(Stage.LAY_OUT, self._laid_out, None)


@contextmanager
def laying_out(progress: Progress, max_pages: int) -> Iterator[None]:
    """Tell `progress` of each page that WeasyPrint lays out meanwhile.

    Raises:
        TooManyPagesError: there are more than `max_pages`.
    """
    steps = _LayoutSteps(progress, max_pages)
    before = PROGRESS_LOGGER.level, PROGRESS_LOGGER.propagate
    PROGRESS_LOGGER.addHandler(steps)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.propagate = False
    try:
        yield
    finally:
        PROGRESS_LOGGER.setLevel(before[0])
        PROGRESS_LOGGER.propagate = before[1]
        PROGRESS_LOGGER.removeHandler(steps)
