"""Where the travel story tells what became of a story."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from app.journal.models import JournalEntry, JournalLink
from app.journal.rules import LinkKind
from app.stories.chain import ChainStep


def journal_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return the public entries that are about each of these stories, in one read."""
    wanted = (
        select(JournalLink.reference, JournalEntry)
        .where(col(JournalEntry.id) == col(JournalLink.entry_id))
        .where(JournalLink.kind == LinkKind.STORY)
        .where(col(JournalLink.reference).in_(list(story_refs)))
        .where(col(JournalEntry.published_at).is_not(None))
        .order_by(col(JournalEntry.day), col(JournalEntry.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for ref, entry in session.exec(wanted):
        words = str(_("In het reisverslag: %(title)s", title=entry.title))
        step = ChainStep(entry.day, words, f"/reisverslag/{entry.ref}")
        found.setdefault(ref, []).append(step)
    return found
