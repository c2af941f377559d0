"""Photos in, derivatives out, whatever the photo does to the process that decodes it."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from app.photos import bareness
from app.photos.line import LENGTHS
from app.photos.rules import (
    MAX_BYTES,
    MAX_WALL_SECONDS,
    Box,
    Derivative,
    Derivatives,
    PhotoFormat,
    PhotoRefusedError,
    Refusal,
)

#: The sandbox loads its own two modules, not the whole app with its settings and its rooms.
_START: Final = (
    "import sys, types;"
    "app = types.ModuleType('app'); app.__path__ = [sys.argv[1]]; sys.modules['app'] = app;"
    "from app.photos.sandbox import main; main()"
)
_APP: Final = Path(__file__).parents[1]
#: Nothing of our own environment, which may hold keys. Large blocks go back to the system once
#: freed, so that a photo's peak stays low, and come in large pages, which a copy gets sooner. What
#: the encoders use and free again and again is kept: asking anew for each costs a twentieth.
_ENVIRONMENT: Final = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "5242880",
    "MALLOC_TRIM_THRESHOLD_": "33554432",
    "MALLOC_TOP_PAD_": "8388608",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
#: The sandbox ends a photo by itself after `MAX_WALL_SECONDS`; this much later it must be stuck.
_PATIENCE_SECONDS: Final = MAX_WALL_SECONDS + 15
_TOO_LONG: Final = frozenset({-signal.SIGXCPU, -signal.SIGALRM})
_IS_BARE: Final = {
    PhotoFormat.JPEG: bareness.is_bare_jpeg,
    PhotoFormat.WEBP: bareness.is_bare_webp,
}


@dataclass(frozen=True)
class Outcome:
    """What came of one photo, and what it took."""

    derivatives: Derivatives
    cpu_seconds: float
    #: The most memory that the copy that decoded had in use, what it shared included.
    peak_bytes: int
    #: What the waiting sandbox has in use.
    idle_bytes: int


class Decoder:
    """One sandbox, started when first needed; it takes one photo at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """Return the process that waits for photos; None before the first."""
        return None if self._process is None else self._process.pid

    def run(self, content: bytes, boxes: Sequence[Box] | None = None) -> Outcome:
        """Return the derivatives of a photo, with these boxes concealed when there are any.

        Raises:
            PhotoRefusedError: the file gives no photo, or the sandbox died of it.
        """
        _check_length(content)
        areas = None if boxes is None else [astuple(box) for box in boxes]
        with self._lock, self._exchange() as line:
            report, answer = _ask(line, json.dumps({"boxes": areas}).encode(), content)
        exit_code = report.pop("exit_code")
        if exit_code != 0:
            raise PhotoRefusedError(
                Refusal.TOOK_TOO_LONG if exit_code in _TOO_LONG else Refusal.CRASHED
            )
        return Outcome(_read(answer), **report)

    @contextmanager
    def _exchange(self) -> Iterator[socket.socket]:
        """Give the line to a living sandbox, and end the sandbox if the exchange breaks off."""
        whole = False
        try:
            yield self._connected()
            whole = True
        except TimeoutError as error:
            raise PhotoRefusedError(Refusal.TOOK_TOO_LONG) from error
        except (EOFError, ConnectionError) as error:
            raise PhotoRefusedError(Refusal.CRASHED) from error
        finally:
            if not whole:
                self._stop()

    def _connected(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._line is None:
            self._line, theirs = socket.socketpair()
            self._line.settimeout(_PATIENCE_SECONDS)
            with theirs:
                self._process = _start(theirs.fileno())
        return self._line

    def close(self) -> None:
        """End the sandbox; the next photo starts another one."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._line = self._process = None

    def forget(self) -> None:
        """Start afresh in a forked process: the sandbox belongs to the process we came from."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.returncode = 0  # not our child: nothing to wait for or warn about
        self.__init__()  # type: ignore[misc] # also the lock, which another thread may have held


def _start(line: int) -> subprocess.Popen[bytes]:
    """Start the sandbox in a session of its own, so that Ctrl+C doesn't reach it."""
    return subprocess.Popen(  # noqa: S603 # fixed arguments
        [sys.executable, "-I", "-W", "ignore", "-c", _START, str(_APP)],
        stdin=line,
        stdout=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        start_new_session=True,
    )


def _ask(line: socket.socket, task: bytes, content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the sandbox's report and answer; raise `EOFError` when it is gone."""
    # A file that is only memory: the photo never touches a disk, nor waits in the line.
    with open(os.memfd_create("photo"), "wb") as memory:  # noqa: PTH123
        memory.write(content)
        memory.flush()
        socket.send_fds(line, [LENGTHS.pack(len(task), len(content))], [memory.fileno()])
    line.sendall(task)
    with line.makefile("rb") as answers:
        lengths = answers.read(LENGTHS.size)
        if len(lengths) < LENGTHS.size:
            raise EOFError
        report_length, answer_length = LENGTHS.unpack(lengths)
        return json.loads(answers.read(report_length)), answers.read(answer_length)


def _check_length(content: bytes) -> None:
    if not content:
        raise PhotoRefusedError(Refusal.EMPTY)
    if len(content) > MAX_BYTES:
        raise PhotoRefusedError(Refusal.TOO_LARGE_FILE)


def _read(answer: bytes) -> Derivatives:
    """Return the derivatives in an answer; it comes from a process that may be overtaken."""
    line, _, contents = answer.partition(b"\n")
    try:
        said = json.loads(line)
        if "refused" in said:
            raise PhotoRefusedError(Refusal(said["refused"]))
        derivatives = tuple(_cut(said["pictures"], contents))
    except (ValueError, KeyError, TypeError) as error:
        raise PhotoRefusedError(Refusal.CRASHED) from error
    if not all(_IS_BARE[each.format](each.content) for each in derivatives):
        raise PhotoRefusedError(Refusal.CRASHED)
    return derivatives


def _cut(listed: list[dict[str, Any]], contents: bytes) -> Iterator[Derivative]:
    start = 0
    for item in listed:
        end = start + item["content"]
        kind = PhotoFormat(item["format"])
        content = contents[start:end]
        yield Derivative(item["size"], kind, item["width"], item["height"], content)
        start = end


_decoder = Decoder()
atexit.register(_decoder.close)
os.register_at_fork(after_in_child=_decoder.forget)


def decode_photo(content: bytes) -> Derivatives:
    """Return the derivatives of a photo as it was sent in: upright and without metadata.

    Raises:
        PhotoRefusedError: the file gives no photo; nothing of it is kept.
    """
    return _decoder.run(content).derivatives


def blur_photo(content: bytes, boxes: Sequence[Box]) -> Derivatives:
    """Return the derivatives made anew from the largest JPEG, with the boxes destroyed in it.

    Raises:
        PhotoRefusedError: the content isn't such a JPEG.
    """
    return _decoder.run(content, boxes).derivatives
