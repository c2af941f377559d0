"""One quote book made by the worker's own code, and the memory that a new process needs for it.

Imports nothing of the tests, so that only what the worker has in use is counted.
"""

import re
import sys
from itertools import count
from pathlib import Path

from sqlmodel import select

from app import create_app
from app.core.clock import now
from app.core.config import Settings
from app.core.jobs import Job, JobState, ask_for
from app.printing.press import press
from app.quotes.book_views import JOB
from app.quotes.models import QuoteBook
from app.web.context import parts
from app.web.progress import run_job

_titles = count(1)


def make() -> None:
    """Ask for the book and do the job."""
    database = parts().database
    with database.write() as session:
        book = session.exec(select(QuoteBook)).one()
        wanted = {"book": book.ref, "actor": "bench"}
        job = ask_for(session, JOB, wanted, asked_by="bench", now=now())
        session.commit()
    run_job(job.ref)
    with database.read() as session:
        assert session.exec(select(Job).where(Job.ref == job.ref)).one().state is JobState.DONE


def change_title(words: str = "In onze eigen woorden") -> None:
    """Make the book another one, so that it has to be drawn anew."""
    with parts().database.write() as session:
        book = session.exec(select(QuoteBook)).one()
        book.title = f"{words} {next(_titles)}"
        session.add(book)
        session.commit()


def main() -> None:
    """Make the book of the data folder in the arguments; print the most KiB in use.

    First of the process that prints, then of the one that asks it to.
    """
    app = create_app(
        Settings(
            data_dir=Path(sys.argv[1]), secret_key="for tests", jobs_at_once=True,
            hash_time_cost=1, hash_memory_kib=8,
        )
    )  # fmt: skip
    with app.test_request_context():
        change_title("Op een nieuwe machine")
        make()
    print(_peak(press.pid), _peak("self"))


def _peak(process: object) -> str:
    # Not `ru_maxrss`: that begins with what the process had in use that started it.
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return str(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])


if __name__ == "__main__":
    main()
