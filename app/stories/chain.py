"""Where the words of a story went, step by step; each room tells its own steps.

`create_app` keeps a list of functions `(session, story_refs) -> {story_ref: [ChainStep]}` under
`chain_steps`. Each reads all the stories in a few reads, so that one decision on hundreds of
stories costs a page no more than a decision on one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session


@dataclass(frozen=True)
class ChainStep:
    """Something that came of a story, on a day."""

    on: date
    words: str
    #: Where there is more about it; None where residents can't read more.
    url: str | None = None


#: Tells the steps of one room for each of these stories that has some.
ChainMaker = Callable[[Session, Collection[str]], Mapping[str, Sequence[ChainStep]]]


def chain_of(
    makers: Sequence[ChainMaker], session: Session, story_refs: Collection[str]
) -> dict[str, list[ChainStep]]:
    """Return the steps of all rooms for each story, oldest first."""
    found: dict[str, list[ChainStep]] = {ref: [] for ref in story_refs}
    for maker in makers:
        for ref, steps in maker(session, story_refs).items():
            found[ref].extend(steps)
    return {ref: sorted(steps, key=lambda step: step.on) for ref, steps in found.items()}
