"""One database session per request; nothing is stored until a view or a command commits."""

from flask import Flask, g, has_request_context, request
from sqlmodel import Session

from app.core.prepared import Reader, open_reader
from app.web.context import parts

_READING = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Close each request's sessions at its end."""
    app.teardown_appcontext(_close)


def get_session() -> Session:
    """Return this request's session; what is not committed is rolled back at its end.

    A GET reads in autocommit. Anything else writes: its first statement takes the write lock, so
    slow work (photos, passwords, PDFs) belongs before it; look things up for that in
    `get_read_session`.
    """
    if has_request_context() and request.method in _READING:
        return get_read_session()
    if "write_session" not in g:
        g.write_session = parts().database.write()
    session: Session = g.write_session
    return session


def get_read_session() -> Session:
    """Return a session that reads in autocommit and holds no lock, whatever the request is."""
    if "read_session" not in g:
        g.read_session = parts().database.read()
    session: Session = g.read_session
    return session


def get_reader() -> Reader:
    """Return a connection for statements that are prepared, on pages that are asked for all day."""
    if "reader" not in g:
        g.reader = open_reader(parts().database.reading)
    reader: Reader = g.reader
    return reader


def _close(_: BaseException | None) -> None:
    for name in ("write_session", "read_session", "reader"):
        opened = g.pop(name, None)
        if opened is not None:
            opened.close()
