"""A real web server of several processes on a port of its own, which can be killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.core.config import ROOT, Settings


class Server:
    """A web server on a free port, which lives on whatever is killed."""

    def __init__(
        self, settings: Settings, listening: socket.socket, errors: IO[bytes], workers: int
    ) -> None:
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [
            str(Path(sys.executable).parent / "gunicorn"), "wsgi:app", "--preload",
            f"--workers={workers}", "--threads=8",
            f"--bind=fd://{listening.fileno()}", "--config=python:app.upkeep.gunicorn_settings",
        ]  # fmt: skip
        environment = {
            **os.environ,
            "BUURTSTEM_DATA_DIR": str(settings.data_dir),
            "BUURTSTEM_SECRET_KEY": settings.secret_key,
            "BUURTSTEM_HASH_MEMORY_KIB": str(settings.hash_memory_kib),
            "BUURTSTEM_HASH_TIME_COST": str(settings.hash_time_cost),
        }

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stderr=errors,
                pass_fds=[listening.fileno()], start_new_session=True,
            )  # fmt: skip

        self._start = start
        self._master = start()

    def kill_workers(self) -> int:
        """Kill the processes that answer requests, without a warning; return how many."""
        workers = self._workers()
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        return len(workers)

    def kill_worker(self) -> int:
        """Kill one of the processes that answer requests; return how many there were to kill."""
        workers = self._workers()[:1]
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        return len(workers)

    def kill_everything(self) -> int:
        """Kill master and workers at once, as when the power fails, and start anew; return 1."""
        os.killpg(self._master.pid, signal.SIGKILL)
        self._master.wait()
        self._master = self._start()
        return 1

    def stop(self) -> None:
        """Let requests end, and then the processes."""
        self._master.terminate()
        self._master.wait()

    def _workers(self) -> list[int]:
        master = self._master.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]


@contextmanager
def server(settings: Settings, log: Path, *, workers: int = 1) -> Iterator[Server]:
    """Serve until the block ends; who comes while nothing runs waits at the door."""
    with socket.socket() as listening, log.open("wb") as errors:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        running = Server(settings, listening, errors, workers)
        try:
            yield running
        finally:
            running.stop()
