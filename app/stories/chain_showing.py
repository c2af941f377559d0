"""The chain of one story as pages draw it: where its words went, step by step."""

from datetime import date
from typing import Final

from flask import current_app
from sqlmodel import Session

from app.stories.chain import ChainMakers, chain_of
from app.stories.chain_words import Item, chain_items
from app.stories.queries import prospect_of

#: Name of the list in `app.extensions` of functions that tell the steps of one room.
MAKERS: Final = "chain_steps"


def chain_trail(session: Session, story_ref: str, today: date, *, is_card: bool) -> list[Item]:
    """Return what came of a story: all of it for its teller, else what everybody may know."""
    makers: ChainMakers = current_app.extensions[MAKERS]
    steps = chain_of(makers, session, [story_ref])[story_ref]
    shown = [step for step in steps if step.is_public or is_card]
    return chain_items(shown, prospect_of(session, story_ref), today, is_card=is_card)
