"""Suggested clusters on the screen of one story: one tap adds one, nothing is tagged by itself."""

from sqlmodel import Session

from app.moderation.panels import Panel
from app.moderation.queries import clusters_of, public_text
from app.programme.queries import clusters
from app.stories.models import Story
from app.suggesting import queries
from app.suggesting.rules import Learned, suggest
from app.suggesting.services import SUGGESTING
from app.web.kept import kept_fact


def suggestion_panel(session: Session, story: Story) -> Panel:
    """Return at most three clusters that may fit, with the words that say so."""
    tags = clusters_of(session, story.id or 0)
    offered = {each.id or 0: each for each in clusters(session)}
    learned: Learned | None = kept_fact(
        "learned clusters", SUGGESTING, lambda: queries.find_learned(session)
    )
    found = []
    if learned is not None:
        text = public_text(session, story)
        found = suggest(learned, text, list(offered), [tag.cluster.id or 0 for tag in tags])
    return Panel(
        template="moderation/_suggestions.html",
        context={
            "suggestions": [(offered[each.cluster_id], each.words) for each in found],
            "tags": tags,
        },
    )
