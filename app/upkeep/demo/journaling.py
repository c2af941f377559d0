"""The example travel story: written and put on the site by the real services."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import select

from app.core.dates import local_day
from app.journal.models import JournalEntry
from app.journal.rules import LinkKind
from app.journal.services import Act, Facts, publish, set_picture, write
from app.photos.decoder import decode_photo
from app.photos.services import keep_files
from app.programme.queries import get_district
from app.upkeep.demo.pictures import draw
from app.upkeep.demo.telling import Stage, story_refs

_FILE = Path(__file__).with_name("journal.toml")


@cache
def example_entries() -> tuple[dict[str, Any], ...]:
    """Return the example entries, the oldest first."""
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["entries"])


def tell_journal(stage: Stage) -> int:
    """Write every example entry, marked as one, and return how many; nothing where some are."""
    if stage.session.exec(select(JournalEntry.id).limit(1)).first() is not None:
        return 0
    refs = story_refs(stage.session)
    for number, told in enumerate(example_entries()):
        _tell(stage, told, number, refs)
    return len(example_entries())


def _tell(stage: Stage, told: dict[str, Any], number: int, refs: Mapping[str, str]) -> None:
    district = get_district(stage.session, told["district"]) if "district" in told else None
    when = stage.now - timedelta(days=told["days_ago"])
    act = Act(stage.staff[told.get("district", "beheerder")].ref, when)
    facts = Facts(
        day=local_day(when),
        title=told["title"],
        text=told["text"].strip(),
        district_id=district.id if district else None,
        links=tuple((LinkKind.STORY, refs[key]) for key in told["stories"] if key in refs),
    )
    entry = write(stage.session, facts, act, is_example=True)
    if "scene" in told:
        kept = keep_files(stage.storage, decode_photo(draw(told["scene"], number)))
        set_picture(stage.session, stage.storage, entry, (kept, told["alt"]), act)
    publish(stage.session, entry, act)
