"""Where a promise was made, told by the room of that place.

`create_app` keeps functions `(session, reference) -> Origin | None` under `promise_origins`, by
the kind of source; what it holds none for is told in general words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import current_app
from sqlmodel import Session

from app.promises.models import Promise
from app.promises.rules import SourceKind

#: Name of the functions in `app.extensions`.
ORIGINS: Final = "promise_origins"


@dataclass(frozen=True)
class Origin:
    """A place where something was promised, as everybody can read it."""

    words: str
    #: On this site.
    url: str


#: Tells where the thing with this reference is; None where not everybody can read it.
OriginTeller = Callable[[Session, str], Origin | None]
OriginTellers = Mapping[SourceKind, OriginTeller]


def origin_of(session: Session, promise: Promise) -> Origin | None:
    """Return where the promise was made, if everybody can read more there."""
    tellers: OriginTellers = current_app.extensions[ORIGINS]
    teller = tellers.get(promise.source_kind)
    if teller is None or promise.source_ref is None:
        return None
    return teller(session, promise.source_ref)
