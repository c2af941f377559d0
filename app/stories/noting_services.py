"""Writing stories down for others: a note with one voice or several, each a story of its own.

What the voices share is one draft; each voice is a draft like that of a resident's phone, under a
token made from the note's, so that photos, sending and codes are those of every other story.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, select

from app.audit.services import record
from app.core.errors import ConflictError, NotFoundError
from app.core.storage import Storage
from app.stories import noting_queries, submission
from app.stories.draft_services import forget_draft
from app.stories.models import Story
from app.stories.noting_models import CollectedStory, Collection
from app.stories.noting_rules import MAX_VOICES, Telling, people_behind, read_telling
from app.stories.services import DRAFT_KIND, NOTE_KIND, PreparedCard, submit_story
from app.web.drafts import Draft, find_draft, new_token, save_draft, token_hash

_BY: Final = "by"
_VOICES: Final = "voices"
_NEXT: Final = "next"


class NoteSentError(ConflictError):
    """The note of this token was sent; what is typed now would be another one."""


class TooManyVoicesError(ConflictError):
    """No more voices fit in one note."""


class NothingNotedError(ConflictError):
    """There is nothing in the note that could be sent."""


def voice_token(token: str, number: int) -> str:
    """Return the token of one voice of the note."""
    return f"{token}.{number}"


def find_note(session: Session, token: str | None, *, by: str) -> Draft | None:
    """Return the note of this token, for the person who types it."""
    draft = find_draft(session, NOTE_KIND, token)
    return draft if draft is not None and draft.answers[_BY] == by else None


def voices_of(session: Session, token: str, note: Draft) -> dict[int, dict[str, Any]]:
    """Return what was typed of each voice, by its number, in order."""
    found = {}
    for number in note.answers[_VOICES]:
        draft = find_draft(session, DRAFT_KIND, voice_token(token, number))
        if draft is not None:
            found[int(number)] = draft.answers
    return found


def next_number(note: Draft) -> int:
    """Return the number that another voice would have."""
    return int(note.answers[_NEXT])


def keep_telling(
    session: Session, token: str | None, telling: Telling, *, by: str, now: datetime
) -> str:
    """Keep how it was told; return the token of the note, a new one unless it has this one.

    Raises:
        NoteSentError: the note of this token was sent.
    """
    note = find_note(session, token, by=by)
    if token is None or note is None:
        _check_not_sent(session, token, by)
        token = new_token()
        start = {_BY: by, _VOICES: [], _NEXT: 1}
        save_draft(session, NOTE_KIND, token, start, now=now)
    save_draft(session, NOTE_KIND, token, telling.stored(), now=now)
    return token


def keep_voice(
    session: Session,
    token: str,
    number: int,
    answers: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
) -> None:
    """Keep what one person told; with the next number another voice begins.

    Raises:
        NoteSentError: the note was sent.
        NotFoundError: there is no such note or voice any more.
        TooManyVoicesError: no more fit.
    """
    note = _get_note(session, token, by)
    voices = list(note.answers[_VOICES])
    more: dict[str, Any] = {}
    if number not in voices:
        if number != note.answers[_NEXT]:
            raise NotFoundError(str(number))
        if len(voices) >= MAX_VOICES:
            raise TooManyVoicesError
        more = {_VOICES: [*voices, number], _NEXT: number + 1}
    save_draft(session, NOTE_KIND, token, more, now=now)
    save_draft(session, DRAFT_KIND, voice_token(token, number), dict(answers), now=now)


def drop_voice(
    session: Session, storage: Storage, token: str, number: int, *, by: str, now: datetime
) -> None:
    """Take one voice with its photos out of the note.

    Raises:
        NoteSentError: the note was sent.
        NotFoundError: there is no such note or voice any more.
    """
    note = _get_note(session, token, by)
    if number not in note.answers[_VOICES]:
        raise NotFoundError(str(number))
    _forget_voice(session, storage, token, number)
    left = [each for each in note.answers[_VOICES] if each != number]
    save_draft(session, NOTE_KIND, token, {_VOICES: left}, now=now)


def drop_note(session: Session, storage: Storage, token: str, *, by: str) -> None:
    """Remove the note with all of its voices, if it is there."""
    note = find_note(session, token, by=by)
    if note is not None:
        for number in note.answers[_VOICES]:
            _forget_voice(session, storage, token, number)
        forget_draft(session, storage, note)


def send_note(
    session: Session,
    token: str,
    cards: Mapping[int, PreparedCard],
    *,
    by: str,
    answer_days: int,
    now: datetime,
) -> Collection:
    """Store every voice as a story; the note is gone then. A second time nothing is stored.

    cards: a prepared card for each voice, by its number.

    Raises:
        LookupTakenError: prepare the cards again, and call this again.
        NothingNotedError: there is no voice, or another one came meanwhile.
    """
    sent = noting_queries.find_collection(session, token_hash(token), by=by)
    if sent is not None:
        return sent
    note = find_note(session, token, by=by)
    voices = voices_of(session, token, note) if note is not None else {}
    telling = read_telling(note.answers) if note is not None else None
    if note is None or telling is None or not voices or voices.keys() != cards.keys():
        raise NothingNotedError
    collection = _store(session, token, telling, len(voices), by=by, now=now)
    for number, answers in voices.items():
        told = _submission(answers, telling)
        submitted = submit_story(
            session, told, cards[number], answer_days=answer_days, now=now, actor=by
        )
        _link(session, collection, submitted.story, number, now=now)
    session.delete(note)
    session.flush()
    return collection


def forget(session: Session, story: Story) -> None:
    """Forget where and when a story that is withdrawn was told."""
    link = session.get(CollectedStory, story.id)
    if link is None:
        return
    collection_id = link.collection_id
    session.delete(link)
    session.flush()
    others = select(CollectedStory).where(CollectedStory.collection_id == collection_id).limit(1)
    if session.exec(others).first() is None:
        session.delete(session.get_one(Collection, collection_id))
        session.flush()


def _check_not_sent(session: Session, token: str | None, by: str) -> None:
    if token is None:
        return
    if noting_queries.find_collection(session, token_hash(token), by=by) is not None:
        raise NoteSentError


def _get_note(session: Session, token: str, by: str) -> Draft:
    note = find_note(session, token, by=by)
    if note is None:
        _check_not_sent(session, token, by)
        raise NotFoundError("note")
    return note


def _forget_voice(session: Session, storage: Storage, token: str, number: int) -> None:
    draft = find_draft(session, DRAFT_KIND, voice_token(token, number))
    if draft is not None:
        forget_draft(session, storage, draft)


def _submission(answers: Mapping[str, Any], telling: Telling) -> submission.Submission:
    told = submission.read_answers(dict(answers))
    if told is None:
        raise NothingNotedError
    return replace(
        told,
        channel=telling.channel,
        district_key=telling.district_key,
        told_on=telling.collected_on,
    )


def _store(
    session: Session, token: str, telling: Telling, voices: int, *, by: str, now: datetime
) -> Collection:
    collection = Collection(
        channel=telling.channel,
        collected_on=telling.collected_on,
        place=telling.place,
        people=people_behind(telling.people, voices),
        written_by=by,
        typed_at=now,
        submission_hash=token_hash(token),
    )
    session.add(collection)
    session.flush()
    return collection


def _link(
    session: Session, collection: Collection, story: Story, number: int, *, now: datetime
) -> None:
    assert story.id is not None
    assert collection.id is not None
    session.add(CollectedStory(story_id=story.id, collection_id=collection.id, number=number))
    session.flush()
    about = ("story", story.ref)
    channel = collection.channel.value
    record(session, collection.written_by, "story.written_down", about, now=now, channel=channel)
