"""The process that prints long documents. Started by `press.py` only."""

import gc
import os
from collections.abc import Iterator
from functools import partial
from multiprocessing.connection import Connection
from typing import Final

from app.printing.pdf import (
    ForbiddenResourceError,
    PrintingUnavailableError,
    TooManyPagesError,
    render_pdf,
)

#: Seconds without a document after which it ends, and its memory goes back to the system.
IDLE_SECONDS: Final = 60
_LINE: Final = 0  # the descriptor of the socket


def main() -> None:
    """Print what comes in on standard input's socket until it is closed or long silent."""
    line = Connection(os.dup(_LINE))
    # Documents are nearly all of what lives here: looking for garbage so often finds little.
    gc.set_threshold(20_000, 50, 50)
    try:
        for task in _tasks(line):
            _print(line, *task)
    except (EOFError, ConnectionError):
        return  # who asked is gone


def _tasks(line: Connection) -> Iterator[tuple[str, tuple[str, ...], int]]:
    while line.poll(IDLE_SECONDS):
        task = line.recv()
        if task is None:
            line.send(None)  # still here
        else:
            yield task


def _print(line: Connection, html: str, kinds: tuple[str, ...], max_pages: int) -> None:
    def load(kind: str, name: str) -> bytes:
        line.send(("load", kind, name))
        answer = line.recv_bytes()
        if not answer:
            raise FileNotFoundError(name)
        return answer[1:]

    try:
        pdf = render_pdf(
            html,
            resources={kind: partial(load, kind) for kind in kinds},
            progress=lambda *step: line.send(("step", *step)),
            max_pages=max_pages,
        )
    except TooManyPagesError as error:
        line.send(("too_long", error.limit))
    except ForbiddenResourceError as error:
        line.send(("forbidden", str(error)))
    except PrintingUnavailableError:
        line.send(("unavailable", None))
    else:
        line.send(("pdf",))
        line.send_bytes(pdf)
