"""What voting letters cost: stamped pages beside WeasyPrint alone, codes beside argon2id alone.

`letters-5335` makes the encrypted PDF of as many letters as both districts have households, front
and back, and compares letters a second with WeasyPrint that lays out each letter with its QR code
as SVG: warm, untagged, one document, a sample of them. `codes-5335` is a sample too: keys and rows
of a batch at the cost that a new site has, beside the bare argon2id calls.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from argon2 import Type
from argon2.low_level import hash_secret_raw
from flask import render_template
from sqlmodel import Session

from app import create_app
from app.core.codes import Code, new_code
from app.core.config import Settings
from app.core.db import Database
from app.core.hashing import HashCost
from app.polls.code_making import draw_codes, lock_codes
from app.polls.code_rules import BatchPlan, LetterForm
from app.polls.code_services import make_codes
from app.polls.lettering import letter_contents
from app.polls.letters import Letter, LetterContents, print_letters, vote_address
from app.polls.models import Poll
from app.printing.pdf import base_css
from app.printing.qr import qr_svg
from app.printing.stamping import Lock
from app.upkeep.migrating import migrate
from app.web.context import parts
from bench.measure import Goal, Row, cpu_seconds, row, side_by_side
from tests.conftest import NOW
from tests.factories import make_poll, make_programme
from tests.letters import ignore, plan_of

LETTERS: Final = 5_335
SAMPLE: Final = 60
CODES: Final = 60
PRINT: Final = Path(__file__).parents[1] / "app" / "templates" / "print"
RECORD: Final = Goal("<=", float("inf"))
MOST_MIB: Final = 250


def rows() -> list[Row]:
    """Return every figure about letters and their codes."""
    with TemporaryDirectory() as folder, _site(Path(folder)) as (database, poll):
        found = [_codes(database, poll)]
        with database.read() as session:
            contents = letter_contents(
                session, poll, public_url="https://stem.voorbeeld.nl", mark="Voorbeeld"
            )
        found += _pages(contents)
        return [*found, _memory(Path(folder))]


@contextmanager
def _site(folder: Path) -> Iterator[tuple[Database, Poll]]:
    app = create_app(Settings(data_dir=folder, secret_key="for tests", jobs_at_once=True))
    with app.test_request_context():
        database = parts().database
        migrate(database)
        with database.write() as session:
            make_programme(session)
            poll = make_poll(session, options=3, has_paper=True, closes_at=NOW + timedelta(days=9))
            session.commit()
        yield database, poll
        database.dispose()


def _pages(contents: LetterContents) -> list[Row]:
    letters = [Letter(number, new_code()) for number in range(1, LETTERS + 1)]
    few = letters[:SAMPLE]
    stamped, drawn = side_by_side(
        lambda: print_letters(contents, LetterForm.A4, few * 5, lock=Lock("geheim")),
        lambda: _drawn(contents, few),
        rounds=3,
    )
    start = monotonic()
    whole = cpu_seconds(
        lambda: print_letters(contents, LetterForm.A4, letters, lock=Lock("geheim"))
    )
    wall = monotonic() - start
    theirs = SAMPLE / drawn
    return [
        row("letters-5335", 5 * SAMPLE / stamped, theirs, Goal(">=", 6), "letters/CPU s"),
        row("letters-5335-whole", LETTERS / whole, theirs, Goal(">=", 6), "letters/CPU s"),
        row("letters-5335-seconds", wall, whole, RECORD, "wall s"),
    ]


def _drawn(contents: LetterContents, letters: Sequence[Letter]) -> bytes:
    """Return the letters as WeasyPrint alone lays each of them out."""
    from weasyprint import HTML

    from app.printing import engine
    from app.printing.fetching import PackagedFetcher

    names = ("letter", "letter_a4")
    css = [base_css(), *((PRINT / f"{name}.css").read_text(encoding="utf-8") for name in names)]
    sheets = [engine.stylesheet(each) for each in css]
    documents = []
    for letter in letters:
        svg = qr_svg(vote_address(contents.public_url, letter.code), title="QR-code").encode()
        html = render_template(
            "print/letter.html", letter=contents, form=LetterForm.A4, has_back=True,
            code_slot=letter.code.grouped, number_slot=str(letter.number),
        )  # fmt: skip
        fetcher = PackagedFetcher({"stamp": partial(_give, svg)})
        source = HTML(string=html, url_fetcher=fetcher, base_url="print:")
        documents.append(source.render(font_config=engine.fonts(), stylesheets=sheets))
    pages = [page for document in documents for page in document.pages]
    pdf: bytes = documents[0].copy(pages).write_pdf()
    return pdf


def _give(content: bytes, _name: str) -> bytes:
    return content


def _codes(database: Database, poll: Poll) -> Row:
    settings = Settings()
    cost = HashCost(settings.hash_time_cost, settings.hash_memory_kib, settings.hash_parallelism)

    def making() -> None:
        codes = draw_codes(CODES, set())
        with database.write() as session:
            _store(session, poll, codes, cost)

    def bare() -> None:
        for _ in range(CODES):
            hash_secret_raw(
                b"0123456789", b"sixteen bytes 16", cost.time_cost, cost.memory_kib,
                cost.parallelism, 32, Type.ID,
            )  # fmt: skip

    mine, theirs = side_by_side(making, bare, rounds=4)
    return row("codes-5335", 1000 * mine / CODES, 1000 * theirs / CODES, Goal("<=", 1.1), "ms CPU")


def _store(session: Session, poll: Poll, codes: Sequence[Code], cost: HashCost) -> None:
    """Store a batch, and take it back: the next one is made anew."""
    plan: BatchPlan = plan_of(poll, issued=CODES - 10, reserve=10)
    make_codes(session, poll, plan, lock_codes(codes, cost, ignore), cost, now=NOW)
    session.flush()
    session.rollback()


def _memory(folder: Path) -> Row:
    command = [sys.executable, "-m", "bench.letters", str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    peak = int(done.stdout.split()[-1]) / 1024
    return row("letters-5335-memory", peak, MOST_MIB, Goal("<=", 1.0), "MiB")


def main() -> None:
    """Make every letter in a new process with the data in the arguments; print its peak in KiB."""
    from sqlmodel import select

    app = create_app(Settings(data_dir=Path(sys.argv[1]), secret_key="for tests"))
    with app.test_request_context(), parts().database.read() as session:
        poll = session.exec(select(Poll)).one()
        contents = letter_contents(session, poll, public_url="https://stem.voorbeeld.nl", mark="")
        letters = [Letter(number, new_code()) for number in range(1, LETTERS + 1)]
        print_letters(contents, LetterForm.A4, letters, lock=Lock("geheim"))
    # Not `ru_maxrss`: that begins with what the process had in use that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])


if __name__ == "__main__":
    main()
