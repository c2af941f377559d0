"""Everything as one JSON document, as `static/schemas/export-1.json` describes it."""

import json
from pathlib import Path
from typing import Any, Final

from app.monitor.export_contents import ExportCode, ExportQuote, ExportStory
from app.monitor.export_gathering import Gathering
from app.monitor.export_rules import Choice, LeftOut, Overview, Part
from app.monitor.export_words import Cover, explain, few

#: Where the schema is on each site that makes such files.
SCHEMA: Final = "/static/schemas/export-1.json"


def write_json(path: Path, gathering: Gathering, cover: Cover) -> None:
    """Write the document, one story a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        head = {
            "$schema": f"{cover.site}{SCHEMA}",
            "title": cover.title,
            "programme": cover.programme,
            "made_on": f"{cover.made_at:%Y-%m-%d}",
            "has_examples": cover.has_examples,
            "choice": _choice(cover.choice),
            "districts": gathering.districts,
            "rounds": gathering.rounds,
            "codes": [_code(code) for code in gathering.codes],
        }
        file.write(f'{_packed(head)[:-1]},\n"stories": [')
        comma = "\n"
        for story in gathering.stories():
            file.write(f"{comma}{_packed(_story(story))}")
            comma = ",\n"
        tail = {
            "counts": _counts(gathering.overview),
            "readme": [list(row) for row in explain(cover, gathering)],
        }
        file.write(f"\n],\n{_packed(tail)[1:]}\n")


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _choice(choice: Choice) -> dict[str, str | None]:
    first, last = choice.first_day, choice.last_day
    return {
        "round": choice.round_key,
        "district": choice.district_key,
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if last else None,
    }


def _code(code: ExportCode) -> dict[str, str]:
    return {
        "guid": code.guid,
        "kind": code.kind.value,
        "name": code.name,
        "description": code.description,
        "colour": code.colour,
    }


def _story(story: ExportStory) -> dict[str, Any]:
    traits = story.traits
    return {
        "guid": story.guid,
        "name": story.name,
        "part": story.part.value,
        "is_example": story.is_example,
        "district": traits.district or None,
        "round": traits.round or None,
        "teller": traits.teller or None,
        "age_group": traits.age_group or None,
        "channel": traits.channel or None,
        "language": traits.language or None,
        "month": traits.month or None,
        "codes": list(story.codes),
        "text": story.text,
        "quotes": [_quote(quote) for quote in story.quotes],
        "photos": [{"guid": photo.guid, "alt": photo.alt} for photo in story.photos],
    }


def _quote(quote: ExportQuote) -> dict[str, Any]:
    return {
        "guid": quote.guid,
        "is_minority": quote.is_minority,
        "codes": list(quote.codes),
        "stretches": [
            {"start": each.start, "end": each.end, "text": each.text} for each in quote.stretches
        ],
    }


def _counts(overview: Overview) -> dict[str, Any]:
    return {
        "stories": few(overview.stories),
        "parts": {part.value: few(overview.parts[part]) for part in Part},
        "left_out": {reason.value: few(overview.left_out[reason]) for reason in LeftOut},
    }
