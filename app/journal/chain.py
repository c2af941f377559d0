"""Where the travel story tells what became of a story."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlmodel import Session, col, select, union

from app.journal.models import JournalEntry, JournalLink
from app.journal.rules import LinkKind
from app.promises.models import Promise, PromiseStory
from app.stories.chain import ChainStep


def journal_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return the public entries about each of these stories or a promise on it, in one read."""
    refs = list(story_refs)
    direct = select(JournalLink.entry_id, JournalLink.reference).where(
        JournalLink.kind == LinkKind.STORY, col(JournalLink.reference).in_(refs)
    )
    promised = (
        select(JournalLink.entry_id, PromiseStory.story_ref)
        .join(Promise, col(Promise.ref) == col(JournalLink.reference))
        .join(PromiseStory, col(PromiseStory.promise_id) == col(Promise.id))
        .where(JournalLink.kind == LinkKind.PROMISE, col(PromiseStory.story_ref).in_(refs))
    )
    # An entry about both a story and a promise on it is one step.
    about = union(direct, promised).subquery()
    wanted = (
        select(about.c.reference, JournalEntry)
        .join(JournalEntry, col(JournalEntry.id) == about.c.entry_id)
        .where(col(JournalEntry.published_at).is_not(None))
        .order_by(col(JournalEntry.day), col(JournalEntry.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for ref, entry in session.exec(wanted):
        words = str(_("In het reisverslag: %(title)s", title=entry.title))
        step = ChainStep(entry.day, words, f"/reisverslag/{entry.ref}")
        found.setdefault(ref, []).append(step)
    return found
