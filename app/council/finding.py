"""Finding what stands in the pack of a meeting, for who is signed in."""

from collections.abc import Sequence

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFoundError
from app.council import access, queries
from app.council.gathering import EVERYTHING, Gathered, gather
from app.council.models import Meeting, PackItem
from app.council.rules import PackKind
from app.staff.rules import Scope


def to_pack(ref: str, item_ref: str | None = None) -> ResponseReturnValue:
    """Return the way to the page on which the pack is put together."""
    place = f"ding-{item_ref}" if item_ref else None
    return redirect(url_for("council_pack.compose", ref=ref, _anchor=place), code=303)


def scope_for(viewer: access.Eyes, *, leads: bool) -> Scope:
    """Return of which districts somebody sees what can stand in the pack."""
    return EVERYTHING if leads else viewer.scope


def find_item(
    session: Session, viewer: access.Eyes, ref: str, item_ref: str
) -> tuple[Meeting, PackItem]:
    """Return the meeting and the item, if it is about a district of who is signed in."""
    meeting = access.get_meeting_to_prepare(session, viewer, ref)
    item = queries.get_item(session, meeting, item_ref)
    if item.ref not in _shown(_gathered(session, viewer, meeting)):
        raise NotFoundError(item_ref)
    return meeting, item


def _gathered(session: Session, viewer: access.Eyes, meeting: Meeting) -> Gathered:
    leads = access.leads(session, viewer, meeting)
    return gather(session, meeting, scope_for(viewer, leads=leads), clock.now())


def _shown(gathered: Gathered) -> set[str]:
    refs = {part.item for part in gathered.contents.parts}
    for entry in gathered.contents.entries:
        refs |= {entry.item, *(photo.item for photo in entry.photos)}
    return refs


def beside_item(
    session: Session, viewer: access.Eyes, meeting: Meeting, item: PackItem
) -> Sequence[PackItem]:
    """Return what stands together with this item, in order: under one heading, or the parts."""
    items = {each.ref: each for each in queries.items_of(session, meeting)}
    contents = _gathered(session, viewer, meeting).contents
    if item.kind is PackKind.PART:
        return [items[part.item] for part in contents.parts]
    for part in contents.parts:
        for group in part.groups:
            refs = [entry.item for entry in group.entries]
            if item.ref in refs:
                return [items[each] for each in refs]
    raise NotFoundError(item.ref)
