"""Standard texts, districts, and the programme's own names and texts: changing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.audit.services import record
from app.core.seen import check_seen
from app.core.versions import raise_version
from app.programme.models import District, Programme, StandardText
from app.programme.ordering import place
from app.programme.queries import get_programme, standard_texts

#: Columns of the programme that staff may change; other names are keys of its `texts`.
COLUMNS: Final = ("site_title", "name", "municipality", "help_phone")


@dataclass(frozen=True)
class DistrictFacts:
    """What staff write about a district."""

    name: str
    households: int | None
    #: Names of its neighbourhoods, in order.
    neighbourhoods: tuple[str, ...]


def seen_text(text: StandardText) -> dict[str, object]:
    """Return what a form about the standard text shows."""
    return text.model_dump(include={"title", "body"})


def seen_district(district: District) -> dict[str, object]:
    """Return what a form about the district shows."""
    return district.model_dump(include={"name", "households", "neighbourhoods"})


def words_of(programme: Programme, names: tuple[str, ...]) -> dict[str, str]:
    """Return what the programme says under each of `names`, empty where it says nothing."""
    columns = programme.model_dump(include=set(COLUMNS))
    return {name: str({**programme.texts, **columns}.get(name, "")) for name in names}


def add_standard_text(
    session: Session, title: str, body: str, *, actor: str, now: datetime
) -> StandardText:
    """Add a standard text as the last one; flushed."""
    text = StandardText(title=title, body=body, position=len(standard_texts(session)))
    session.add(text)
    session.flush()
    record(session, actor, "standard_text.added", ("standard_text", text.key), now=now)
    return text


def change_standard_text(
    session: Session,
    text: StandardText,
    words: tuple[str, str],
    *,
    seen: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Give the standard text another title and body (`words`).

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
    """
    check_seen(seen, seen_text(text))
    text.title, text.body = words
    session.add(text)
    record(session, actor, "standard_text.changed", ("standard_text", text.key), now=now)


def delete_standard_text(
    session: Session, text: StandardText, *, actor: str, now: datetime
) -> None:
    """Delete the standard text; answers made from it stay as they are."""
    session.delete(text)
    record(session, actor, "standard_text.deleted", ("standard_text", text.key), now=now)


def move_standard_text(
    session: Session, text: StandardText, steps: int, *, actor: str, now: datetime
) -> None:
    """Move the standard text `steps` places down, or up when negative."""
    session.add_all(place(standard_texts(session), text, steps))
    record(session, actor, "standard_text.moved", ("standard_text", text.key), now=now)


def change_words(
    session: Session,
    programme: Programme,
    words: Mapping[str, str],
    *,
    seen: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Change what the programme says under the names in `words`.

    What gets another text is no longer listed as to be filled in.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
    """
    present = words_of(programme, tuple(words))
    check_seen(seen, present)
    changed = {name: text for name, text in words.items() if text != present[name]}
    for name in changed.keys() & set(COLUMNS):
        setattr(programme, name, changed[name])
    programme.texts = {
        **programme.texts,
        **{name: text for name, text in changed.items() if name not in COLUMNS},
        "to_fill_in": _unfilled(programme, set(changed)),
    }
    session.add(programme)
    _note(session, ("programme", programme.key), actor, now, sorted(changed))


def change_district(
    session: Session,
    district: District,
    facts: DistrictFacts,
    *,
    seen: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Change the name, the number of households and the neighbourhoods of a district.

    Neighbourhoods are then no longer listed as to be filled in.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
    """
    check_seen(seen, seen_district(district))
    district.name, district.households = facts.name, facts.households
    district.neighbourhoods = list(facts.neighbourhoods)
    session.add(district)
    if facts.neighbourhoods:
        fill_in(session, f"districts.{district.key}.neighbourhoods")
    _note(session, ("district", district.key), actor, now, sorted(seen_district(district)))


def fill_in(session: Session, name: str) -> None:
    """Take `name` off the list of what is still to be filled in; flushed."""
    programme = get_programme(session)
    programme.texts = {**programme.texts, "to_fill_in": _unfilled(programme, {name})}
    session.add(programme)
    session.flush()


def _unfilled(programme: Programme, filled: set[str]) -> list[str]:
    return [name for name in programme.texts.get("to_fill_in", []) if name not in filled]


def _note(
    session: Session, about: tuple[str, str], actor: str, now: datetime, fields: list[str]
) -> None:
    record(session, actor, f"{about[0]}.changed", about, now=now, fields=fields)
    raise_version(session, "public")
