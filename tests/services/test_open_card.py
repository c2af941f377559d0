"""Opening a card with a code: what opens it, what is counted, who has to wait."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import Session

from app.core.attempts import FREE_FROM_SOURCE, FREE_TRIES, Lock, Tries, WrongCodeError
from app.core.codes import (
    ALPHABET,
    Code,
    CodeCharacterError,
    CodeCheckError,
    CodeError,
    CodeLengthError,
)
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import BusyError, TooManyTriesError
from app.core.hashing import hash_secret
from app.stories import opening
from app.stories.models import FollowCard, Story
from app.stories.opening import open_card, story_with
from tests.factories import CHEAP, make_programme, make_story

CODE = Code(lookup="AB2C", secret="0123456789")
WRONG = Code(lookup="AB2C", secret="9876543210")
UNKNOWN = Code(lookup="ZZZZ", secret="0123456789")


@pytest.fixture
def story(session: Session) -> Story:
    make_programme(session)
    story = make_story(session)
    assert story.id is not None
    secret_hash = hash_secret(CODE.secret, CHEAP)
    session.add(FollowCard(story_id=story.id, lookup=CODE.lookup, secret_hash=secret_hash))
    session.commit()
    return story


class Door:
    """Where codes are tried."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.path = settings.tries_database
        self.lock = Lock("for tests only", CHEAP, Tries(self.path))

    def try_code(self, typed: str, now: datetime, source: str = "huis") -> str:
        return open_card(self.database, typed, story_with, lock=self.lock, source=source, now=now)

    def counts(self) -> dict[str, int]:
        """Wrong tries by key, as another process sees them."""
        if not self.path.exists():
            return {}
        with closing(sqlite3.connect(self.path)) as opened:
            return dict(opened.execute("SELECT key, failures FROM tried"))


@pytest.fixture
def door(database: Database, settings: Settings) -> Door:
    return Door(database, settings)


@pytest.mark.parametrize("spelling", [CODE.text, CODE.grouped, CODE.grouped.lower()])
def test_a_right_code_opens_its_story(
    door: Door, story: Story, now: datetime, spelling: str
) -> None:
    assert door.try_code(spelling, now) == story.ref


@pytest.mark.parametrize("code", [WRONG, UNKNOWN])
@pytest.mark.usefixtures("story")
def test_wrong_and_unknown_codes_are_answered_alike_and_counted_alike(
    door: Door, now: datetime, code: Code
) -> None:
    with pytest.raises(WrongCodeError) as caught:
        door.try_code(code.text, now)

    assert str(caught.value) == ""
    counts = door.counts()
    assert list(counts.values()) == [1, 1]
    assert not any(code.lookup in key or "huis" in key for key in counts)


@pytest.mark.parametrize("code", [CODE, WRONG, UNKNOWN])
def test_each_code_costs_one_hash(
    door: Door,
    story: Story,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    code: Code,
) -> None:
    hashes: list[str] = []

    def count(stored: str, _secret: str) -> bool:
        hashes.append(stored.rpartition("$")[0].rpartition("$")[0])
        return code is CODE

    monkeypatch.setattr(opening, "verify_secret", count)
    if code is CODE:
        assert door.try_code(code.text, now) == story.ref
    else:
        with pytest.raises(WrongCodeError):
            door.try_code(code.text, now)

    assert hashes == ["$argon2id$v=19$m=8,t=1,p=1"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", CodeLengthError),
        (CODE.text[:-1], CodeLengthError),
        (CODE.text[:-1] + ALPHABET[ALPHABET.index(CODE.text[-1]) - 1], CodeCheckError),
        (CODE.text[:-1] + "?", CodeCharacterError),
    ],
)
@pytest.mark.usefixtures("story")
def test_what_can_not_be_a_code_is_told_at_once_and_not_counted(
    door: Door, now: datetime, typed: str, error: type[CodeError]
) -> None:
    with pytest.raises(error):
        door.try_code(typed, now)

    assert door.counts() == {}


def test_after_some_wrong_tries_a_card_waits_and_then_opens(
    door: Door, story: Story, now: datetime
) -> None:
    for number in range(FREE_TRIES):
        with pytest.raises(WrongCodeError):
            door.try_code(WRONG.text, now, source=f"huis {number}")

    with pytest.raises(TooManyTriesError) as caught:
        door.try_code(CODE.text, now)

    later = now + timedelta(seconds=caught.value.retry_after)
    assert door.try_code(CODE.text, later) == story.ref


def test_somebody_who_tries_many_cards_waits_and_others_do_not(
    door: Door, story: Story, now: datetime
) -> None:
    for letter in ALPHABET[:FREE_FROM_SOURCE]:
        with pytest.raises(WrongCodeError):
            door.try_code(Code(lookup=letter * 4, secret=WRONG.secret).text, now)

    with pytest.raises(TooManyTriesError):
        door.try_code(CODE.text, now)
    assert door.try_code(CODE.text, now, source="ander huis") == story.ref


def test_a_right_code_forgets_the_wrong_tries_at_its_card(
    door: Door, story: Story, now: datetime
) -> None:
    for number in range(2 * FREE_TRIES):
        if number % (FREE_TRIES - 1) == 0:
            door.try_code(CODE.text, now, source="teller")
        with pytest.raises(WrongCodeError):
            door.try_code(WRONG.text, now, source=f"huis {number}")

    assert door.try_code(CODE.text, now, source="teller") == story.ref


def test_one_guesser_in_a_library_does_not_stop_the_others(
    door: Door, story: Story, now: datetime
) -> None:
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongCodeError):
            door.try_code(UNKNOWN.text, now, source="bibliotheek")
    with pytest.raises(TooManyTriesError):
        door.try_code(UNKNOWN.text, now, source="bibliotheek")

    assert door.try_code(CODE.text, now, source="bibliotheek") == story.ref


@pytest.mark.usefixtures("story")
def test_a_right_code_gives_its_place_no_new_tries(door: Door, now: datetime) -> None:
    for letter in ALPHABET[: FREE_FROM_SOURCE - 1]:
        with pytest.raises(WrongCodeError):
            door.try_code(Code(lookup=letter * 4, secret=WRONG.secret).text, now)
        door.try_code(CODE.text, now)

    with pytest.raises(WrongCodeError):
        door.try_code(Code(lookup="YYYY", secret=WRONG.secret).text, now)
    with pytest.raises(TooManyTriesError):
        door.try_code(CODE.text, now)


@pytest.mark.usefixtures("story")
def test_a_right_code_does_not_make_its_place_wait_anew(door: Door, now: datetime) -> None:
    for letter in ALPHABET[:FREE_FROM_SOURCE]:
        with pytest.raises(WrongCodeError):
            door.try_code(Code(lookup=letter * 4, secret=WRONG.secret).text, now)

    later = now + timedelta(seconds=11)
    door.try_code(CODE.text, later)
    door.try_code(CODE.text, later)


@pytest.mark.usefixtures("story")
def test_guesses_at_the_same_moment_get_no_more_free_tries(door: Door, now: datetime) -> None:
    together = Barrier(20)

    def guess(number: int) -> bool:
        together.wait()
        try:
            door.try_code(WRONG.text, now, source=f"huis {number}")
        except WrongCodeError:
            return True
        except TooManyTriesError:
            return False
        raise AssertionError("a wrong code opened the card")

    with ThreadPoolExecutor(20) as pool:
        looked_at = sum(pool.map(guess, range(20)))

    assert looked_at == FREE_TRIES


def test_a_busy_server_counts_no_try(
    door: Door,
    story: Story,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(_stored: str, _secret: str) -> bool:
        raise BusyError(5)

    monkeypatch.setattr(opening, "verify_secret", busy)
    with pytest.raises(BusyError):
        door.try_code(CODE.text, now)

    assert story.ref
    assert door.counts() == {}
