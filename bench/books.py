"""What a quote book costs, from the click to the recorded edition, beside WeasyPrint alone.

The whole job is measured: asking, reading and proving every quote, drawing the PDF with its tags,
reading everything again in the transaction that records it, and telling how far it is, with the
time of the process that prints. The reference is the same HTML through a warm WeasyPrint, untagged.
Both are processor time, in turns.
"""

import math
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import clock_gettime, monotonic, process_time
from typing import Final

from flask import render_template
from PIL import Image, ImageDraw
from sqlmodel import col, select

from app.editions.models import Edition
from app.photos.models import PhotoFile
from app.printing.pdf import base_css
from app.printing.press import press
from app.web.context import parts
from bench.measure import Goal, Row, row
from bench.one_book import change_title, make
from bench.printing import bare_pdf
from tests.conftest import NOW
from tests.printing.many import Filling, contents_of, filled_app

MIB: Final = 1 << 20
MOST_MIB: Final = 250
_WITHIN: Final = Goal("<=", 1.0)
RECORD: Final = Goal("<=", math.inf)


def rows() -> list[Row]:
    """Return every figure about quote books."""
    with TemporaryDirectory() as folder:
        return [*_fifty(Path(folder) / "50"), *_thousand(Path(folder))]


def _fifty(folder: Path) -> list[Row]:
    with _filled(folder, 50) as book:
        job, bare = _in_turns({"job": book.job, "bare": book.bare}, rounds=9)
    return [row("book-50", job, bare, Goal("<=", 1.15), "CPU s")]


def _thousand(folder: Path) -> list[Row]:
    with _filled(folder / "200", 200) as few:
        [small] = _in_turns({"job": few.job}, rounds=3)
    with _filled(folder / "1000", 1_000) as book:
        job, bare, again = _in_turns(
            {"job": book.job, "bare": book.bare, "again": book.again}, rounds=2
        )
        exponent = math.log(job / small) / math.log(5)
        rows = [
            row("book-1000", job, bare, Goal("<=", 1.15), "CPU s"),
            row("book-1000-growth", exponent, 1, Goal("<=", 1.05), "exponent"),
            row("book-again", again, job, Goal("<=", 0.05), "CPU s"),
            row("book-1000-bytes", book.size(), book.unscaled(), Goal("<=", 0.4), "bytes"),
            *_chromium(book),
        ]
    prints, asks = _peaks(folder / "1000")
    return [
        *rows,
        row("book-1000-memory", max(prints, asks), MOST_MIB, _WITHIN, "MiB"),
        row("book-1000-both", prints + asks, MOST_MIB, RECORD, "MiB"),
    ]


class _Book:
    """The only book of an app, and ways to make it."""

    def __init__(self) -> None:
        self.database, self.storage = parts().database, parts().storage
        self.contents = contents_of(self.database)
        self.html = render_template(
            "print/quote_book.html", book=self.contents, number=1, made_at=NOW
        )

    def job(self) -> None:
        """Make the PDF as the worker does, and record it."""
        make()

    def again(self) -> None:
        """Ask for what there is already."""
        make()

    def bare(self) -> bytes:
        """Draw the same HTML with WeasyPrint alone."""
        return bare_pdf(self.html, {"photo": self.storage.get})

    def size(self) -> int:
        """Return the bytes of the newest PDF."""
        with self.database.read() as session:
            key = session.exec(
                select(Edition.file_key).order_by(col(Edition.number).desc())
            ).first()
        assert key is not None
        return len(self.storage.get(key))

    def unscaled(self) -> int:
        """Return the bytes of the PDF with the photos as large as they are kept."""
        with self.database.read() as session:
            files = session.exec(select(PhotoFile).order_by("photo_id", "size")).all()
        large = {small.key: large.key for small, large in zip(files[::2], files[1::2], strict=True)}
        return len(bare_pdf(self.html, {"photo": lambda key: self.storage.get(large[key])}))


@contextmanager
def _filled(folder: Path, quotes: int) -> Iterator[_Book]:
    folder.mkdir()
    with filled_app(folder, Filling(quotes, long=False, draw=photo)):
        yield _Book()


def _in_turns(works: dict[str, Callable[[], object]], *, rounds: int) -> list[float]:
    """Return the least of each, after a first time that isn't counted.

    What else the machine does can only add to it.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            if name == "job":
                change_title()
            seconds = _seconds(work)
            if turn:
                taken[name].append(seconds)
    return [min(each) for each in taken.values()]


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of this process and of the one that prints."""
    before = _clocks()
    work()
    return _clocks() - before


def _clocks() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The clock of another process's processor time, as Linux numbers it.
    printing = 0.0 if press.pid is None else clock_gettime(~press.pid << 3 | 2)
    return process_time() + printing + ended.ru_utime + ended.ru_stime


def _peaks(folder: Path) -> tuple[float, float]:
    """Return the most MiB in use when a new process makes the book: of who prints, and its own."""
    command = [sys.executable, "-m", "bench.one_book", str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    prints, asks = done.stdout.split()[-2:]
    return int(prints) / 1024, int(asks) / 1024


def _chromium(book: _Book) -> list[Row]:
    """Measure wall time beside Chromium's print-to-pdf, where there is one; for the record."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        return []
    with TemporaryDirectory() as folder:
        source = Path(folder) / "book.html"
        html = re.sub(
            r"print:photo/([\w-]+)", lambda key: book.storage.path(key[1]).as_uri(), book.html
        )
        source.write_text(html.replace("</head>", f"<style>{base_css()}</style></head>"))
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", f"--print-to-pdf={folder}/book.pdf",
            source.as_uri(),
        ]  # fmt: skip
        theirs = _wall(partial(subprocess.run, command, capture_output=True, check=True))
    change_title()
    return [row("book-1000-chromium", _wall(make), theirs, RECORD, "wall s")]


def _wall(work: Callable[[], object]) -> float:
    start = monotonic()
    work()
    return monotonic() - start


def photo(number: int, size: int) -> bytes:
    """Return a JPEG with detail and noise, another for each number."""
    image = _scene(number % 8).copy()
    draw = ImageDraw.Draw(image)
    left, top = number * 53 % 1400, number * 31 % 1000
    draw.rectangle((left, top, left + 150, top + 120), fill=(number % 256, 90, 140))
    image.thumbnail((size, size))
    target = BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


@cache
def _scene(number: int) -> Image.Image:
    width, height = (1600, 1200) if number % 2 else (1200, 1600)
    detail = Image.effect_noise((width // 3, height // 3), 40).resize((width, height))
    grain = Image.effect_noise((width, height), 8)
    seed = Random(number)  # noqa: S311 - a picture
    channels = []
    for _ in range(3):
        soft = Image.effect_noise((width // (20 + seed.randrange(20)), height // 24), 90)
        channels.append(
            Image.blend(Image.blend(soft.resize((width, height)), detail, 0.25), grain, 0.2)
        )
    return Image.merge("RGB", channels)
