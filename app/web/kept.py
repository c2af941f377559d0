"""What is kept in memory between requests: pages as they were sent, and facts they all show.

Both go by the version rows of the database, so that every process notices every change.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from threading import Lock
from typing import Final, ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.dates import local_day
from app.core.versions import read_versions
from app.web.context import parts
from app.web.db_session import get_reader
from app.web.i18n import language

P = ParamSpec("P")
T = TypeVar("T")

#: Bytes of pages that one process keeps.
MAX_BYTES: Final = 8_000_000
_NAME: Final = "kept"
_CLOCKS: Final = "page_clocks"
#: Tells, at a moment, what pages show that changes with the time alone.
Clock = Callable[[datetime], object]
_OF_PROGRAM: Final = ("*.py", "*.html", "*.css", "*.js", "*.mo")
_TAG_BYTES: Final = 12
_MANY: Final = 64


@dataclass(frozen=True)
class KeptPage:
    """A page as it was sent."""

    body: bytes
    mimetype: str
    #: How the body is compressed; empty when it isn't.
    encoding: str


@dataclass
class Kept:
    """What one process remembers; safe to use from several threads."""

    #: Changes with the program and with the installation.
    salt: bytes
    max_bytes: int = MAX_BYTES
    _pages: OrderedDict[tuple[str, str], KeptPage] = field(default_factory=OrderedDict)
    _facts: dict[str, tuple[int, object]] = field(default_factory=dict)
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, tag: str, accepts: str) -> KeptPage | None:
        """Return the page of `tag` for a browser that accepts these encodings."""
        with self._lock:
            page = self._pages.get((tag, accepts))
            if page is not None:
                self._pages.move_to_end((tag, accepts))
            return page

    def keep(self, tag: str, accepts: str, page: KeptPage) -> None:
        """Remember `page`; those not asked for longest make room."""
        with self._lock:
            before = self._pages.pop((tag, accepts), None)
            self._bytes -= len(before.body) if before else 0
            self._pages[tag, accepts] = page
            self._bytes += len(page.body)
            while self._bytes > self.max_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body)

    def fact(self, name: str, number: int, load: Callable[[], T]) -> T:
        """Return what `load` gave at version `number`; version 0 is never kept."""
        found = self._facts.get(name)
        if found is not None and found[0] == number:
            return found[1]  # type: ignore[return-value] # a name always has the same kind of fact
        loaded = load()
        if number:
            self._facts[name] = number, loaded
        return loaded


def init_app(app: Flask) -> None:
    """Keep the answers of public pages from now on.

    Call it before compression is added, so that it sees pages as they are sent.
    """
    secret = str(app.config["SECRET_KEY"]).encode()
    salt = hashlib.blake2b(_program_hash(Path(app.root_path)), key=secret[:_MANY]).digest()
    app.extensions[_NAME] = Kept(salt)

    @app.after_request
    def keep(response: Response) -> Response:
        tag = g.pop("keep_as", None)
        # A page that sets a cookie is somebody's own, whatever its view says.
        if tag is not None and response.status_code == 200 and "Set-Cookie" not in response.headers:  # noqa: PLR2004 - HTTP
            encoding = response.headers.get("Content-Encoding", "")
            page = KeptPage(response.get_data(), response.mimetype or "", encoding)
            kept: Kept = app.extensions[_NAME]
            kept.keep(tag, _accepts(), page)
        return response


def public_page(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Send a page that is the same for everybody, anew only when what it shows has changed.

    The view may read the address, the public content, the day and what the clocks tell
    (`set_clocks`); no cookie, no form token.
    """

    @wraps(view)
    def kept_view(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        tag = _tag()
        if request.if_none_match.contains_weak(tag):
            return _marked(Response(status=304), tag)
        kept: Kept = current_app.extensions[_NAME]
        page = kept.find(tag, _accepts())
        if page is None:
            response = _marked(make_response(view(*args, **kwargs)), tag)
            g.keep_as = tag
            return response
        response = Response(page.body, mimetype=page.mimetype)
        if page.encoding:
            response.headers["Content-Encoding"] = page.encoding
        return _marked(response, tag)

    return kept_view


def kept_fact(name: str, version: str, load: Callable[[], T]) -> T:
    """Return what `load` gives, asked for once for each state of the content called `version`."""
    kept: Kept = current_app.extensions[_NAME]
    return kept.fact(name, versions().get(version, 0), load)


def versions() -> dict[str, int]:
    """Return the version of each kind of content, read once in a request."""
    if "versions" not in g:
        g.versions = read_versions(get_reader())
    found: dict[str, int] = g.versions
    return found


def set_clocks(app: Flask, clocks: Sequence[Clock]) -> None:
    """Have public pages be made anew whenever what one of `clocks` tells has changed."""
    app.extensions[_CLOCKS] = clocks


def _tag() -> str:
    kept: Kept = current_app.extensions[_NAME]
    moment = now()
    told = [clock(moment) for clock in current_app.extensions.get(_CLOCKS, ())]
    about = (versions(), request.full_path, language(), local_day(moment), told)
    return hashlib.blake2b(repr(about).encode(), key=kept.salt, digest_size=_TAG_BYTES).hexdigest()


def _marked(response: Response, tag: str) -> Response:
    # Weak: the same page may be compressed in several ways.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    # A choice of language counts too: whoever keeps the page asks each time, and we look again.
    response.vary.add("Accept-Language")
    return response


def _accepts() -> str:
    return request.headers.get("Accept-Encoding", "") if parts().settings.compress else ""


@cache
def _program_hash(folder: Path) -> bytes:
    digest = hashlib.blake2b()
    for pattern in _OF_PROGRAM:
        for path in sorted(folder.rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.digest()
