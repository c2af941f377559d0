"""What became of the teller's story, as a section of the card."""

from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.moderation.panels import Panel
from app.stories.chain_showing import chain_trail
from app.stories.models import Story


def chain_section(session: Session, story: Story) -> Panel:
    """Return where the words of `story` went, for its card."""
    items = chain_trail(session, story.ref, local_day(clock.now()), is_card=True)
    return Panel("card/_chain.html", {"items": items})
