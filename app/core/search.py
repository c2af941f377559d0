"""Full-text search over stories: whole words and beginnings of words, accents and case ignored."""

import re
from typing import Any, Final

from sqlalchemy import Select, column, select, table, text
from sqlmodel import Session

#: FTS5 table `story_search(words)`; its rowid is the story's id. Made by a migration.
CREATE: Final = (
    "CREATE VIRTUAL TABLE story_search USING "
    "fts5(words, tokenize = 'unicode61 remove_diacritics 2', prefix = '3')"
)
_TABLE: Final = table("story_search", column("rowid"), column("words"))
_WORD: Final = re.compile(r"\w+")
MAX_WORDS: Final = 8


def index_story(session: Session, story_id: int, words: str) -> None:
    """Make the story findable by `words`, in this transaction."""
    insert = text("INSERT INTO story_search (rowid, words) VALUES (:id, :words)")
    session.connection().execute(insert, {"id": story_id, "words": words})


def forget_story(session: Session, story_id: int) -> None:
    """Take the story out of the index, and its words out of the index's pages."""
    connection = session.connection()
    connection.execute(text("DELETE FROM story_search WHERE rowid = :id"), {"id": story_id})
    # A delete only marks the words; merging the segments is what removes them from the file.
    connection.execute(text("INSERT INTO story_search (story_search) VALUES ('optimize')"))


def matching(typed: str) -> Select[Any] | None:
    """Return a select of the ids of stories with all words of `typed`; None without a word."""
    words = _WORD.findall(typed)[:MAX_WORDS]
    if not words:
        return None
    # Quoted, so that a word such as NOT or NEAR is looked for and not obeyed.
    query = " ".join(f'"{word}"*' for word in words)
    found: Select[Any] = select(_TABLE.c.rowid).where(text("story_search MATCH :words"))
    return found.params(words=query)
