"""Opening a voting code: what it tells, what it counts, and that it stores nothing."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from app.core.attempts import FREE_FROM_SOURCE, FREE_TRIES
from app.core.codes import ALPHABET, Code, CodeCheckError, CodeLengthError
from app.core.db import Database
from app.core.errors import BusyError, TooManyTriesError
from app.core.hashing import HashCost, derive_key
from app.polls import keys, opening
from app.polls.casting import cast
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.opening import Opened, WrongVotingCodeError, open_code
from app.polls.receipts import new_receipt
from app.polls.rules import CodeState
from app.stories.opening import Lock
from tests.ballots import CountedTries, make_letters, make_poll
from tests.factories import CHEAP, make_programme

LOCK = Lock("for tests only", CHEAP)


@pytest.fixture
def tries() -> CountedTries:
    return CountedTries()


@pytest.fixture
def poll(session: Session) -> Poll:
    make_programme(session)
    return make_poll(session)


@pytest.fixture
def codes(session: Session, poll: Poll) -> list[Code]:
    codes = make_letters(session, poll)
    session.commit()
    return codes


def unlock(
    database: Database, tries: CountedTries, typed: str, now: datetime, source: str = "huis"
) -> Opened:
    return open_code(database, tries, typed, lock=LOCK, source=source, now=now)


def wrong_for(code: Code) -> Code:
    """A code of the same letter with another secret."""
    return Code(code.lookup, ("A" if code.secret[0] != "A" else "B") + code.secret[1:])


def unknown_to(codes: list[Code]) -> Code:
    """A code of no letter."""
    known = {code.lookup for code in codes}
    lookup = next(each * 4 for each in ALPHABET if each * 4 not in known)
    return Code(lookup, "0123456789")


def test_each_code_opens_a_ballot_of_its_own(
    database: Database, tries: CountedTries, poll: Poll, codes: list[Code], now: datetime
) -> None:
    opened = [unlock(database, tries, code.grouped.lower(), now) for code in codes]

    with database.read() as session:
        assert {each.ballot_id for each in opened} == set(session.exec(select(Ballot.id)))
    assert {each.poll_id for each in opened} == {poll.id}
    assert {each.state for each in opened} == {CodeState.ISSUED}
    assert not any(each.has_voted or each.is_closed for each in opened)
    assert tries.wrong == {}


def test_an_opened_code_shows_no_more_in_a_log_than_its_poll(
    database: Database, tries: CountedTries, codes: list[Code], now: datetime
) -> None:
    opened = unlock(database, tries, codes[0].text, now)

    assert repr(opened) == f"Opened(poll_id={opened.poll_id}, state={CodeState.ISSUED!r})"


def test_opening_writes_nothing(
    database: Database, tries: CountedTries, codes: list[Code], now: datetime
) -> None:
    assert database.truncate_log()
    path = database.reading.url.database or ""
    before = open(path, "rb").read()  # noqa: PTH123, SIM115 - small, and closed at once

    unlock(database, tries, codes[0].text, now)

    with open(path, "rb") as after, open(f"{path}-wal", "rb") as log:  # noqa: PTH123 - as above
        assert after.read() == before
        assert log.read() == b""


@pytest.mark.parametrize("which", [wrong_for, None])
def test_wrong_and_unknown_codes_are_answered_and_counted_alike(
    database: Database, tries: CountedTries, codes: list[Code], now: datetime, which: object
) -> None:
    typed = wrong_for(codes[0]) if which else unknown_to(codes)

    with pytest.raises(WrongVotingCodeError) as caught:
        unlock(database, tries, typed.text, now)

    assert str(caught.value) == ""
    assert list(tries.wrong.values()) == [1, 1]
    assert not any(typed.lookup in key or "huis" in key for key in tries.wrong)


def test_right_wrong_and_unknown_codes_cost_one_key_each(
    database: Database,
    tries: CountedTries,
    codes: list[Code],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs: list[HashCost] = []

    def counted(secret: str, salt: bytes, cost: HashCost) -> bytes:
        assert len(salt) == keys.SALT_BYTES
        costs.append(cost)
        return derive_key(secret, salt, cost)

    monkeypatch.setattr(keys, "derive_key", counted)
    unlock(database, tries, codes[0].text, now)
    for code in (wrong_for(codes[0]), unknown_to(codes)):
        with pytest.raises(WrongVotingCodeError):
            unlock(database, tries, code.text, now)

    assert costs == [CHEAP] * 3


def test_a_code_opens_at_the_cost_that_it_was_made_with(
    database: Database, session: Session, tries: CountedTries, poll: Poll, now: datetime
) -> None:
    [code] = make_letters(session, poll, 1, cost=HashCost(3, 16, 2))
    session.commit()

    assert unlock(database, tries, code.text, now).poll_id == poll.id


@pytest.mark.parametrize("state", [CodeState.VOID, CodeState.RESERVE])
def test_a_right_code_that_is_not_handed_out_says_so(
    database: Database,
    session: Session,
    tries: CountedTries,
    codes: list[Code],
    now: datetime,
    state: CodeState,
) -> None:
    stored = session.get(VotingCode, codes[0].lookup)
    assert stored is not None
    stored.state = state
    session.add(stored)
    session.commit()

    assert unlock(database, tries, codes[0].text, now).state is state
    assert tries.wrong == {}


def test_the_own_ballot_says_whether_it_was_used(
    database: Database,
    session: Session,
    tries: CountedTries,
    poll: Poll,
    codes: list[Code],
    now: datetime,
) -> None:
    cast(session, poll, unlock(database, tries, codes[1].text, now), 2, new_receipt(), now)
    session.commit()

    has_voted = [unlock(database, tries, code.text, now).has_voted for code in codes]
    assert has_voted == [False, True, False]


@pytest.mark.parametrize("error", [CodeLengthError, CodeCheckError])
def test_what_can_be_no_code_is_not_counted(
    database: Database, tries: CountedTries, codes: list[Code], now: datetime, error: type
) -> None:
    last = "A" if codes[0].text[-1] != "A" else "B"
    typed = codes[0].text[:-1] + (last if error is CodeCheckError else "")

    with pytest.raises(error):
        unlock(database, tries, typed, now)

    assert tries.wrong == {}


def test_guessing_at_one_letter_has_to_wait_wherever_it_comes_from(
    database: Database, tries: CountedTries, codes: list[Code], now: datetime
) -> None:
    for number in range(FREE_TRIES):
        with pytest.raises(WrongVotingCodeError):
            unlock(database, tries, wrong_for(codes[0]).text, now, source=f"huis {number}")

    with pytest.raises(TooManyTriesError):
        unlock(database, tries, codes[0].text, now, source="nog een huis")
    assert unlock(database, tries, codes[1].text, now, source="huis 1").state is CodeState.ISSUED


def test_guessing_at_many_letters_has_to_wait_in_one_place(
    database: Database, tries: CountedTries, codes: list[Code], now: datetime
) -> None:
    known = {code.lookup for code in codes}
    guessed = [each * 4 for each in ALPHABET if each * 4 not in known]
    for lookup in guessed[: FREE_FROM_SOURCE - 1]:
        with pytest.raises(WrongVotingCodeError):
            unlock(database, tries, Code(lookup, "0123456789").text, now)
    with pytest.raises(WrongVotingCodeError):
        unlock(database, tries, wrong_for(codes[0]).text, now)

    with pytest.raises(TooManyTriesError):
        unlock(database, tries, codes[1].text, now)
    assert unlock(database, tries, codes[1].text, now, source="elders").poll_id


def test_a_busy_server_counts_nothing(
    database: Database,
    tries: CountedTries,
    codes: list[Code],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(*_: object) -> keys.Keys:
        raise BusyError(5)

    monkeypatch.setattr(opening, "derive_keys", busy)
    with pytest.raises(BusyError):
        unlock(database, tries, wrong_for(codes[0]).text, now)

    assert tries.wrong == {}
