"""What an entry is about: stories, polls, promises, known by a kind and a reference.

`create_app` keeps a dictionary of `LinkSource` by the value of `LinkKind` under `journal_links`;
what it holds no source for can't be linked to.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from app.core.errors import InvalidError
from app.journal.rules import LinkKind
from app.polls.models import Poll
from app.programme.models import District
from app.promises.models import Promise
from app.staff.rules import Scope
from app.stories.models import Story

#: The last two parts of an address, as people copy it.
_ADDRESS: Final = re.compile(r"(?:^|/)([a-z]+)/([A-Za-z0-9-]+)/?(?:[?#].*)?$", re.ASCII)

#: A kind and a reference.
Link = tuple[LinkKind, str]


@dataclass(frozen=True)
class Linked:
    """Something that everybody can read, to be linked to."""

    title: str
    #: On this site.
    url: str


@dataclass(frozen=True)
class LinkSource:
    """How one kind of thing is linked to."""

    #: What stands before it in its addresses, for residents and for staff.
    paths: tuple[str, ...]
    #: Returns the reference of what an address names, if the person of this scope may link to it.
    find: Callable[[Session, Scope, str], str | None]
    #: Returns the address of each reference, as staff copied it.
    addresses: Callable[[Session, Sequence[str]], Mapping[str, str]]
    #: Returns those of these references that everybody can read.
    show: Callable[[Session, Sequence[str]], Mapping[str, Linked]]


#: By the value of `LinkKind`.
LinkSources = Mapping[LinkKind, LinkSource]


class UnknownLinkError(InvalidError):
    """An address names nothing that an entry can be about."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def read_links(session: Session, sources: LinkSources, scope: Scope, text: str) -> tuple[Link, ...]:
    """Return what the addresses in `text` name, one a line, each once.

    Raises:
        UnknownLinkError: a line names nothing that we know.
    """
    lines = [line.strip() for line in text.split("\n")]
    found = dict.fromkeys(_read(session, sources, scope, line) for line in lines if line)
    return tuple(found)


def write_links(session: Session, sources: LinkSources, links: Sequence[Link]) -> str:
    """Return the addresses of `links`, one a line, as `read_links` takes them."""
    known: dict[Link, str] = {}
    for kind, source in sources.items():
        mine = [ref for link_kind, ref in links if link_kind is kind]
        found = source.addresses(session, mine) if mine else {}
        known.update({(kind, ref): address for ref, address in found.items()})
    return "\n".join(known[link] for link in links if link in known)


def show_links(session: Session, sources: LinkSources, links: Sequence[Link]) -> dict[Link, Linked]:
    """Return those of `links` that everybody can read."""
    shown: dict[Link, Linked] = {}
    for kind, source in sources.items():
        mine = [ref for link_kind, ref in links if link_kind is kind]
        found = source.show(session, mine) if mine else {}
        shown.update({(kind, ref): linked for ref, linked in found.items()})
    return shown


def _read(session: Session, sources: LinkSources, scope: Scope, line: str) -> Link:
    match = _ADDRESS.search(line)
    for kind, source in sources.items() if match else ():
        assert match is not None
        if match[1] in source.paths:
            ref = source.find(session, scope, match[2])
            if ref is not None:
                return kind, ref
    raise UnknownLinkError(line)


def _find_story(session: Session, scope: Scope, name: str) -> str | None:
    found = session.exec(select(Story.ref, Story.district_id).where(Story.ref == name))
    row = found.one_or_none()
    return row[0] if row and scope.covers(row[1]) else None


def _story_addresses(_session: Session, refs: Sequence[str]) -> dict[str, str]:
    return {ref: f"/verhalen/{ref}" for ref in refs}


def _public_stories(session: Session, refs: Sequence[str]) -> dict[str, Linked]:
    public = (
        select(Story.ref, District.name)
        .join(District, col(District.id) == Story.district_id, isouter=True)
        .where(col(Story.ref).in_(refs), col(Story.is_public).is_(True))
    )
    return {
        ref: Linked(
            str(_("Een verhaal uit %(district)s", district=name) if name else _("Een verhaal")),
            f"/verhalen/{ref}",
        )
        for ref, name in session.exec(public)
    }


def _find_poll(session: Session, _scope: Scope, name: str) -> str | None:
    known = select(Poll.ref).where((Poll.slug == name) | (Poll.ref == name))
    return session.exec(known).first()


def _poll_addresses(session: Session, refs: Sequence[str]) -> dict[str, str]:
    found = session.exec(select(Poll.ref, Poll.slug).where(col(Poll.ref).in_(refs)))
    return {ref: f"/stemmen/{slug}" for ref, slug in found}


def _public_polls(session: Session, refs: Sequence[str]) -> dict[str, Linked]:
    opened = select(Poll.ref, Poll.slug, Poll.question).where(
        col(Poll.ref).in_(refs), col(Poll.frozen_at).is_not(None)
    )
    return {
        ref: Linked(question, f"/stemmen/{slug}") for ref, slug, question in session.exec(opened)
    }


def _find_promise(session: Session, scope: Scope, name: str) -> str | None:
    found = session.exec(select(Promise.ref, Promise.district_id).where(Promise.ref == name))
    row = found.one_or_none()
    return row[0] if row and scope.covers(row[1]) else None


def _promise_addresses(_session: Session, refs: Sequence[str]) -> dict[str, str]:
    return {ref: f"/beloofd/{ref}" for ref in refs}


def _promises(session: Session, refs: Sequence[str]) -> dict[str, Linked]:
    """Return each of these promises: everybody can read them all."""
    found = session.exec(select(Promise.ref, Promise.what).where(col(Promise.ref).in_(refs)))
    return {ref: Linked(what, f"/beloofd/{ref}") for ref, what in found}


STORIES: Final = LinkSource(("verhalen",), _find_story, _story_addresses, _public_stories)
POLLS: Final = LinkSource(("stemmen", "stemmingen"), _find_poll, _poll_addresses, _public_polls)
PROMISES: Final = LinkSource(
    ("beloofd", "toezeggingen"), _find_promise, _promise_addresses, _promises
)
