"""Opening a voting code: what it tells, what it counts, and that it stores nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.core.attempts import FREE_FROM_SOURCE, FREE_TRIES, WrongCodeError
from app.core.codes import Code, CodeCheckError, CodeLengthError
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import BusyError, TooManyTriesError
from app.core.hashing import HashCost, derive_key
from app.polls import keys, opening
from app.polls.casting import cast
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.opening import FREE_AT_LETTER, limits_of, open_code
from app.polls.receipts import new_receipt
from app.polls.rules import CodeState
from tests.ballots import Door, make_door, make_letters, unknown_to, wrong_for, wrong_tries
from tests.conftest import NOW
from tests.factories import CHEAP, make_poll, make_programme


def sides(count: int) -> list[str]:
    """Addresses that are told apart in tries at one letter."""
    found: dict[str, str] = {}
    for number in range(100_000):
        source = f"192.0.2.{number}"
        [limit, *_] = limits_of("AB2C", source, secret_key="for tests only")
        found.setdefault(limit.key, source)
        if len(found) == count:
            break
    return list(found.values())


GUESSER, OWNER = sides(2)


@pytest.fixture
def poll(session: Session) -> Poll:
    make_programme(session)
    return make_poll(session, frozen=True)


@pytest.fixture
def codes(session: Session, poll: Poll) -> list[Code]:
    codes = make_letters(session, poll)
    session.commit()
    return codes


@pytest.fixture
def door(database: Database, settings: Settings) -> Door:
    return make_door(database, settings)


def test_each_code_opens_a_ballot_of_its_own(
    door: Door, settings: Settings, session: Session, poll: Poll, codes: list[Code]
) -> None:
    opened = [door.open(code) for code in codes]

    assert {each.ballot_id for each in opened} == set(session.exec(select(Ballot.id)))
    assert {each.poll_id for each in opened} == {poll.id}
    assert {each.state for each in opened} == {CodeState.ISSUED}
    assert not any(each.has_voted or each.is_closed for each in opened)
    assert wrong_tries(settings) == {}


def test_an_opened_code_shows_no_more_in_a_log_than_its_poll(door: Door, codes: list[Code]) -> None:
    opened = door.open(codes[0])

    assert repr(opened) == f"Opened(poll_id={opened.poll_id}, state={CodeState.ISSUED!r})"


def test_opening_writes_nothing(
    door: Door, database: Database, settings: Settings, codes: list[Code]
) -> None:
    with pytest.raises(WrongCodeError):
        door.open(wrong_for(codes[0]))  # makes the file of wrong tries
    assert database.truncate_log()
    before = contents(settings.data_dir)

    door.open(codes[0])

    assert contents(settings.data_dir) == before


def contents(folder: Path) -> dict[str, bytes]:
    """What every file holds, but for how SQLite's processes tell each other who reads."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not path.name.endswith("-shm")}


@pytest.mark.parametrize("is_known", [True, False])
def test_wrong_and_unknown_codes_are_answered_and_counted_alike(
    door: Door, settings: Settings, codes: list[Code], *, is_known: bool
) -> None:
    typed = wrong_for(codes[0]) if is_known else unknown_to(codes)

    with pytest.raises(WrongCodeError) as caught:
        door.open(typed)

    assert str(caught.value) == ""
    counted = wrong_tries(settings)
    assert list(counted.values()) == [1, 1, 1]
    assert not any(typed.lookup in key or "huis" in key for key in counted)


def test_right_wrong_and_unknown_codes_cost_one_key_each(
    door: Door, codes: list[Code], monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[HashCost] = []

    def counted(
        secret: str, salt: bytes, cost: HashCost, *, longest_wait: float | None = None
    ) -> bytes:
        assert len(salt) == keys.SALT_BYTES
        costs.append(cost)
        return derive_key(secret, salt, cost, longest_wait=longest_wait)

    monkeypatch.setattr(keys, "derive_key", counted)
    door.open(codes[0])
    for code in (wrong_for(codes[0]), unknown_to(codes)):
        with pytest.raises(WrongCodeError):
            door.open(code)

    assert costs == [CHEAP] * 3


def test_a_code_opens_at_the_cost_that_it_was_made_with(
    door: Door, session: Session, poll: Poll
) -> None:
    [code] = make_letters(session, poll, 1, cost=HashCost(3, 16, 2))
    session.commit()

    assert door.open(code).poll_id == poll.id


@pytest.mark.parametrize("state", [CodeState.VOID, CodeState.RESERVE])
def test_a_right_code_that_is_not_handed_out_says_so(
    door: Door, settings: Settings, session: Session, codes: list[Code], state: CodeState
) -> None:
    stored = session.get(VotingCode, codes[0].lookup)
    assert stored is not None
    stored.state = state
    session.add(stored)
    session.commit()

    assert door.open(codes[0]).state is state
    assert wrong_tries(settings) == {}


def test_the_own_ballot_says_whether_it_was_used(
    door: Door, session: Session, poll: Poll, codes: list[Code]
) -> None:
    cast(session, poll, door.open(codes[1]), 2, new_receipt(), NOW)
    session.commit()

    assert [door.open(code).has_voted for code in codes] == [False, True, False]


@pytest.mark.parametrize("error", [CodeLengthError, CodeCheckError])
def test_what_can_be_no_code_is_not_counted(
    door: Door, settings: Settings, codes: list[Code], error: type[Exception]
) -> None:
    last = "A" if codes[0].text[-1] != "A" else "B"
    typed = codes[0].text[:-1] + (last if error is CodeCheckError else "")

    with pytest.raises(error):
        open_code(door.database, typed, lock=door.lock, source="huis", now=NOW)

    assert wrong_tries(settings) == {}


def test_guessing_at_one_letter_has_to_wait_and_closes_it_to_nobody_else(
    door: Door, codes: list[Code]
) -> None:
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongCodeError):
            door.open(wrong_for(codes[0]), source=GUESSER)
    with pytest.raises(TooManyTriesError) as caught:
        door.open(wrong_for(codes[0]), source=GUESSER)

    assert door.open(codes[0], source=OWNER).state is CodeState.ISSUED
    assert door.open(codes[1], source=GUESSER).state is CodeState.ISSUED
    with pytest.raises(TooManyTriesError):
        door.open(codes[0], source=GUESSER)
    later = NOW + timedelta(seconds=caught.value.retry_after)
    assert door.open(codes[0], later, source=GUESSER).state is CodeState.ISSUED


def test_guessing_at_one_letter_from_many_sides_gives_each_no_more_than_one_try(
    door: Door, codes: list[Code]
) -> None:
    sources = sides(200)
    for number in range(FREE_AT_LETTER * 2):
        with pytest.raises(WrongCodeError):
            door.open(wrong_for(codes[0]), source=sources[number])

    with pytest.raises(TooManyTriesError):
        door.open(codes[0], source=sources[0])
    assert door.open(codes[0], source=sources[-1]).state is CodeState.ISSUED


def test_what_is_kept_of_wrong_tries_ties_no_letter_to_a_house(
    door: Door, settings: Settings, codes: list[Code]
) -> None:
    houses = [f"10.0.{number // 256}.{number % 256}" for number in range(5_000)]
    with pytest.raises(WrongCodeError):
        door.open(wrong_for(codes[0]), source=houses[0])

    kept = wrong_tries(settings)
    fitting = [
        house
        for house in houses
        if limits_of(codes[0].lookup, house, secret_key=settings.secret_key)[0].key in kept
    ]
    assert houses[0] in fitting
    assert len(fitting) > 5


def test_guessing_at_many_letters_has_to_wait_in_one_place(door: Door, codes: list[Code]) -> None:
    hour = NOW.replace(minute=0)
    for number in range(FREE_FROM_SOURCE - len(codes)):
        with pytest.raises(WrongCodeError):
            door.open(unknown_to(codes, number), hour)
    for code in codes:
        with pytest.raises(WrongCodeError):
            door.open(wrong_for(code), hour)

    with pytest.raises(TooManyTriesError):
        door.open(codes[1], hour)
    assert door.open(codes[1], hour, source="elders").state is CodeState.ISSUED


def test_a_busy_server_counts_nothing(
    door: Door, settings: Settings, codes: list[Code], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> keys.Keys:
        raise BusyError(5)

    monkeypatch.setattr(opening, "derive_keys", busy)
    with pytest.raises(BusyError):
        door.open(wrong_for(codes[0]))

    assert wrong_tries(settings) == {}
