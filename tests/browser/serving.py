"""Apps on a port of their own, for as long as a test needs them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.core.config import Settings
from app.core.errors import BusyError
from app.core.mail_server import MailServer, Security

#: What Chromium is started with; nothing may talk to anybody but the server of the test.
#: How long a page may take on a busy machine, in milliseconds.
PATIENCE_MS = 90_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return where Chromium is, under either name that systems give it."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def can_drive() -> bool:
    """Whether the program starts that Playwright steers a browser with."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class QuietHandler(WSGIRequestHandler):
    """Answers without a line on the terminal for each request."""

    def log_request(self, *_args: object, **_kwargs: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` in a thread of its own, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_app(folder: Path, empty_database: Path, *, compress: bool = False) -> Flask:
    """Return an app on a database without rows, which answers errors as it does for people."""
    shutil.copy(empty_database, folder / "buurtstem.db")
    settings = Settings(
        data_dir=folder,
        secret_key="for tests only",
        hash_time_cost=1,
        hash_memory_kib=8,
        compress=compress,
        # Offered on pages; nothing is sent, for no worker runs.
        smtp_url=MailServer("127.0.0.1", 9, Security.NONE),
        mail_from="noreply@voorbeeld.nl",
    )
    app = create_app(settings)
    app.add_url_rule("/proef/kapot", view_func=_crash)
    app.add_url_rule("/proef/druk", view_func=_be_busy)
    return app


def _crash() -> str:
    raise RuntimeError("as a mistake of ours would")


def _be_busy() -> str:
    raise BusyError(30)
