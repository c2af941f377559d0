"""The web server and the worker as one group of processes that lives and dies together."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from app.core.config import ROOT

#: Seconds that a request in progress gets at a stop.
GRACE: Final = 20
_BIN: Final = Path(sys.executable).parent


def serve(host: str, port: int, *, workers: int, threads: int) -> int:
    """Run web server and worker until one ends or a signal comes; return the exit code."""
    web = [
        str(_BIN / "gunicorn"),
        "wsgi:app",
        f"--bind={host}:{port}",
        f"--workers={workers}",
        f"--threads={threads}",
        "--worker-class=gthread",
        f"--graceful-timeout={GRACE}",
        "--timeout=60",
        "--config=python:app.upkeep.gunicorn_settings",
    ]
    worker = [sys.executable, str(_BIN / "huey_consumer"), "wsgi.queue", "-q"]
    group = [_start(web), _start(worker)]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        _wait_for_one(group)
    except KeyboardInterrupt:
        pass
    finally:
        code = _end(group)
    return code


def _start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own programs


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_for_one(group: Sequence["subprocess.Popen[bytes]"]) -> None:
    while True:
        ended, _ = os.wait()
        if any(process.pid == ended for process in group):
            return


def _end(group: Sequence["subprocess.Popen[bytes]"]) -> int:
    codes = []
    for process in group:
        if process.poll() is None:
            process.terminate()
    for process in group:
        try:
            codes.append(process.wait(timeout=GRACE + 5))
        except subprocess.TimeoutExpired:
            process.kill()
            codes.append(process.wait())
    return max(map(abs, codes), default=0)
