"""Long documents, printed by a process of their own that loads nothing else of the app.

What a book of a thousand quotes takes then adds to nothing, and all of it goes back to the system
when the process has had nothing to do for a while.
"""

import atexit
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Final

from app.printing.pdf import (
    MAX_PAGES,
    ForbiddenResourceError,
    PrintingUnavailableError,
    Progress,
    ResourceLoader,
    TooManyPagesError,
    render_pdf,
    silent,
)

#: It loads its own modules, not the whole app with its settings and its rooms.
_START: Final = (
    "import sys, types;"
    "app, room = types.ModuleType('app'), types.ModuleType('app.printing');"
    "app.__path__, room.__path__ = sys.argv[1:2], sys.argv[2:3];"
    "sys.modules.update({'app': app, 'app.printing': room});"
    "from app.printing.pressing import main; main()"
)
_ROOM: Final = Path(__file__).parent
#: Characters of HTML from which on the process of its own is worth what it costs.
LONG: Final = 300_000
#: What our own environment may hold that is no business of documents: keys.
_PRIVATE: Final = "BUURTSTEM_"


class PressDiedError(RuntimeError):
    """The process that prints ended in the middle of a document."""


class Press:
    """One process that prints, started when first needed; it takes one document at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    @property
    def pid(self) -> int | None:
        """Return the process that prints; None before the first document."""
        return None if self._process is None else self._process.pid

    def render(
        self,
        html: str,
        resources: Mapping[str, ResourceLoader],
        progress: Progress,
        max_pages: int = MAX_PAGES,
    ) -> bytes:
        """Return `html` as `render_pdf` does, and raise what it raises.

        Raises:
            PressDiedError: the process ended in the middle of the document.
        """
        with self._lock, self._exchange() as line:
            line.send((html, tuple(resources), max_pages))
            while (said := line.recv())[0] in ("step", "load"):
                if said[0] == "step":
                    progress(*said[1:])
                else:
                    line.send_bytes(_loaded(resources[said[1]], said[2]))
            if said[0] == "pdf":
                return line.recv_bytes()
        raise _refusal(*said)

    @contextmanager
    def _exchange(self) -> Iterator[Connection]:
        """Give the line to a living process, and end the process if the exchange breaks off."""
        whole = False
        try:
            yield self._connected()
            whole = True
        except (EOFError, ConnectionError) as error:
            raise PressDiedError from error
        finally:
            if not whole:
                self._stop()

    def _connected(self) -> Connection:
        if self._line is not None and not _is_there(self._line):
            self._stop()
        if self._line is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = _start(theirs.fileno())
            self._line = Connection(ours.detach())
        return self._line

    def close(self) -> None:
        """End the process; the next document starts another one."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None

    def forget(self) -> None:
        """Start afresh in a forked process: the press belongs to the process we came from."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.returncode = 0  # not our child: nothing to wait for or warn about
        self.__init__()  # type: ignore[misc] # also the lock, which another thread may have held


def _start(line: int) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
    return subprocess.Popen(  # noqa: S603 # fixed arguments
        [sys.executable, "-I", "-W", "ignore", "-c", _START, str(_ROOM.parent), str(_ROOM)],
        stdin=line,
        stdout=subprocess.DEVNULL,
        env=kept,
    )


def _is_there(line: Connection) -> bool:
    """Tell whether the process still listens; it ends when it had nothing to do."""
    try:
        line.send(None)
        line.recv()
    except (EOFError, ConnectionError):
        return False
    return True


def _loaded(load: ResourceLoader, name: str) -> bytes:
    """Return a mark and the bytes; without the mark there is no such thing."""
    try:
        return b"\1" + load(name)
    except OSError:
        return b""


def _refusal(kind: str, about: object) -> Exception:
    match kind, about:
        case "too_long", int(limit):
            return TooManyPagesError(limit)
        case "forbidden", str(why):
            return ForbiddenResourceError(why)
        case _:
            return PrintingUnavailableError()


#: The one of this process.
press: Final = Press()
atexit.register(press.close)
os.register_at_fork(after_in_child=press.forget)


def render_apart(
    html: str,
    *,
    resources: Mapping[str, ResourceLoader] | None = None,
    progress: Progress | None = None,
) -> bytes:
    """Return `html` as `render_pdf` does; a long one is made by the process that prints.

    Raises:
        PrintingUnavailableError: Pango is missing.
        ForbiddenResourceError: it asks for what isn't there or what it may not load.
        TooManyPagesError: it grows beyond `MAX_PAGES`.
        PressDiedError: the process ended in the middle of the document.
    """
    if len(html) < LONG:
        return render_pdf(html, resources=resources, progress=progress)
    return press.render(html, resources or {}, progress or silent)
