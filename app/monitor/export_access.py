"""Who may take files with stories, and of which districts."""

from typing import Final

from app.staff import signin
from app.staff.rules import Role, Scope

#: Roles that take files.
EXPORTERS: Final = frozenset({Role.RESEARCHER.value, Role.ADMINISTRATOR.value})


def export_scope() -> Scope:
    """Return which districts' stories the person who is signed in may take.

    A researcher with districts keeps to those; one without has the whole programme, unless the
    person also works for districts and was left without.
    """
    mine, roles = signin.scope(), set(signin.member().roles)
    if not mine.district_ids and Role.DISTRICT_MANAGER.value not in roles:
        return Scope(everything=True)
    return mine


def keeper() -> str | None:
    """Return whose files the person who is signed in may fetch; None for everybody's."""
    member = signin.member()
    return None if Role.ADMINISTRATOR.value in member.roles else member.ref
