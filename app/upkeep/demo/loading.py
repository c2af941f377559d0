"""Filling an empty site with clearly marked example data."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from app.contact.keeping import Terms
from app.core.errors import ConflictError
from app.programme.queries import find_programme, get_programme
from app.programme.reading_file import PACKAGED, read_file
from app.programme.services import load_programme
from app.staff.models import StaffMember
from app.staff.queries import find_member
from app.staff.rules import Role
from app.staff.services import Account, add_member, set_password
from app.stories.models import Story
from app.upkeep.demo.journaling import tell_journal
from app.upkeep.demo.reading import Told, example_stories
from app.upkeep.demo.telling import Stage, has_real_stories, tell
from app.web.context import Parts

#: The example accounts: name, role, districts and teams, by user name.
ACCOUNTS: Final[dict[str, tuple[str, Role, tuple[str, ...], tuple[str, ...]]]] = {
    "beheerder": ("Beheerder (voorbeeld)", Role.ADMINISTRATOR, (), ()),
    "noord": ("Wijkmanager Noord (voorbeeld)", Role.DISTRICT_MANAGER, ("noord",), ()),
    "oost": ("Wijkmanager Oost (voorbeeld)", Role.DISTRICT_MANAGER, ("oost",), ()),
    "vervanger": ("Vervanger van Oost (voorbeeld)", Role.DISTRICT_MANAGER, (), ()),
    "teamlid": ("Teamlid (voorbeeld)", Role.TEAM, (), ("tussen-wal-en-schip",)),
    "ambassadeur": ("Ambassadeur (voorbeeld)", Role.AMBASSADOR, (), ()),
    "beraad": ("Bewonersberaad (voorbeeld)", Role.COUNCIL, (), ()),
    "onderzoeker": ("Onderzoeker (voorbeeld)", Role.RESEARCHER, (), ()),
}
#: What each account is for, in the words of who tries the site.
ROLES_IN_WORDS: Final = {
    "beheerder": "runs the site and sees all districts",
    "noord": "district manager of Noord",
    "oost": "district manager of Oost, on leave",
    "vervanger": "stands in for Oost",
    "teamlid": "calls residents who asked for help",
    "ambassadeur": "writes stories down with residents",
    "beraad": "residents' council",
    "onderzoeker": "researcher",
}
_ACTOR: Final = "command"

#: Told (stories done, of how many).
Report = Callable[[int, int], None]


class RealStoriesError(ConflictError):
    """There are stories of real people here; example data has no business among them."""


def prepare(session: Session, *, password_hash: str, now: datetime) -> None:
    """Load the packaged programme where there is none, mark it as example, and set the accounts.

    Raises:
        RealStoriesError: somebody told a real story here.
    """
    if has_real_stories(session):
        raise RealStoriesError
    if find_programme(session) is None:
        load_programme(session, read_file(PACKAGED), actor=_ACTOR, now=now)
    programme = get_programme(session)
    programme.is_example = True
    session.add(programme)
    for username, (name, role, districts, teams) in ACCOUNTS.items():
        member = find_member(session, username)
        if member is not None:
            set_password(session, member, password_hash=password_hash, actor=_ACTOR, now=now)
            continue
        account = Account(username, name, frozenset({role}), frozenset(districts), frozenset(teams))
        add_member(session, account, password_hash=password_hash, actor=_ACTOR, now=now)


def untold(session: Session) -> tuple[Told, ...]:
    """Return the example stories, or nothing when they were told before."""
    told = session.exec(select(Story.id).limit(1)).first() is not None
    return () if told else example_stories()


def tell_all(stage: Stage, stories: Iterable[Told], *, report: Report) -> int:
    """Tell every one of `stories` and the travel story; return how many stories; flushed only."""
    wanted = list(stories)
    for number, told in enumerate(wanted, 1):
        tell(stage, told)
        report(number, len(wanted))
    tell_journal(stage)
    return len(wanted)


def stage_of(parts: Parts, session: Session, *, now: datetime) -> Stage:
    """Return where the example is played."""
    return Stage(
        session=session,
        storage=parts.storage,
        cost=parts.hash_cost,
        answer_days=parts.settings.answer_days,
        staff={member.username: member for member in session.exec(select(StaffMember))},
        now=now,
        terms=Terms(parts.settings.secret_key, parts.settings.contact_days),
    )
