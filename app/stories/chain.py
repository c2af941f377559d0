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
    #: Whether everybody may know; else only the teller does.
    is_public: bool = True
    #: Whether it hasn't happened yet: `on` is the day by which it should.
    is_coming: bool = False
    #: Whether something was decided or promised, so that nothing else has to be waited for.
    settles: bool = False


#: Tells the steps of one room for each of these stories that has some.
ChainMaker = Callable[[Session, Collection[str]], Mapping[str, Sequence[ChainStep]]]
ChainMakers = Sequence[ChainMaker]


def chain_of(
    makers: ChainMakers, session: Session, story_refs: Collection[str]
) -> dict[str, list[ChainStep]]:
    """Return the steps of all rooms for each story, oldest first; those to come are last."""
    found: dict[str, list[ChainStep]] = {ref: [] for ref in story_refs}
    for maker in makers:
        for ref, steps in maker(session, story_refs).items():
            found[ref].extend(steps)
    return {ref: sorted(steps, key=_place) for ref, steps in found.items()}


def _place(step: ChainStep) -> tuple[bool, date]:
    return step.is_coming, step.on
