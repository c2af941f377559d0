"""The example stories as they stand in their files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("stories")

#: One `[[stories]]` entry; its fields are described in docs/programme-file.md.
Told = dict[str, Any]


@cache
def example_stories() -> tuple[Told, ...]:
    """Return every example story, the oldest first."""
    stories = [
        story
        for path in sorted(_FOLDER.glob("*.toml"))
        for story in tomllib.loads(path.read_text(encoding="utf-8"))["stories"]
    ]
    return tuple(sorted(stories, key=lambda story: -int(story["days_ago"])))


def places_of(text: str, wanted: str, occurrence: int = 1) -> tuple[int, int]:
    """Return where `wanted` stands in `text` for the n-th time, as (start, end).

    Raises:
        ValueError: it doesn't stand there so often.
    """
    start = -1
    for _ in range(occurrence):
        start = text.index(wanted, start + 1)
    return start, start + len(wanted)
