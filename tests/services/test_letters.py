"""A batch of letters: all of it or nothing, and nothing that ties a code to a ballot."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pikepdf
import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.core.config import Settings
from app.core.db import Database
from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.polls import code_queries, lettering
from app.polls.code_rules import (
    BatchSizeError,
    LetterForm,
    LetterFormError,
    LettersOutdatedError,
    PassphraseShownError,
)
from app.polls.code_services import drop_batch, show_passphrase
from app.polls.letter_chores import destroy_letters
from app.polls.letters import print_letters
from app.polls.models import Ballot, CodeBatch, Poll, VotingCode
from app.polls.receipts import NO_RECEIPT
from app.polls.rules import CodeState, Electorate, PollFrozenError, pack_choice
from tests.ballots import make_door
from tests.conftest import NOW
from tests.factories import make_poll, make_programme
from tests.letters import codes_in, make, plan_of, unlocked
from tests.pdf_check import needs_poppler, pdf_text

Fresh = Callable[[], Session]


@pytest.fixture
def poll(session: Session) -> Poll:
    make_programme(session)
    made = make_poll(session, districts=(1, 2))
    session.commit()
    return made


def the_batch(stored: Fresh) -> CodeBatch:
    return stored().exec(select(CodeBatch)).one()


def nothing_is_stored(stored: Fresh, storage: Storage) -> bool:
    rows = [stored().exec(select(table)).first() for table in (CodeBatch, VotingCode, Ballot)]
    return rows == [None, None, None] and list(storage.keys()) == []


def test_a_batch_has_numbered_codes_reserve_ones_last(
    app: Flask, poll: Poll, stored: Fresh
) -> None:
    make(app, plan_of(poll))
    make(app, plan_of(poll, ref="cccccccccccc", district_key="oost", issued=50, reserve=5))

    letters = stored().exec(select(VotingCode).order_by(col(VotingCode.number))).all()
    assert [each.number for each in letters] == list(range(1, 106))
    states = "".join(each.state[0] for each in letters)
    assert states == "i" * 40 + "r" * 10 + "i" * 50 + "r" * 5
    batches = stored().exec(select(CodeBatch).order_by(col(CodeBatch.first_number))).all()
    assert [(each.first_number, each.district_id) for each in batches] == [(1, 1), (51, 2)]


def test_there_is_one_empty_ballot_for_each_code(app: Flask, poll: Poll, stored: Fresh) -> None:
    make(app, plan_of(poll))

    ballots = stored().exec(select(Ballot)).all()
    assert len({each.id for each in ballots}) == 50
    assert {(each.choice, each.receipt, each.closed, each.district_id) for each in ballots} == {
        (pack_choice(0), NO_RECEIPT, False, 1)
    }


@needs_poppler
def test_the_printed_codes_open_their_own_letters(
    app: Flask, poll: Poll, stored: Fresh, storage: Storage, database: Database, settings: Settings
) -> None:
    passphrase = make(app, plan_of(poll))

    codes = codes_in(unlocked(storage.get(the_batch(stored).file_key or ""), passphrase))
    numbers = {each.lookup: each.number for each in stored().exec(select(VotingCode))}
    assert [numbers[code.lookup] for code in codes] == list(range(1, 51))
    door = make_door(database, settings)
    opened = [door.open(code) for code in (codes[0], codes[49])]
    assert [each.state for each in opened] == [CodeState.ISSUED, CodeState.RESERVE]
    assert len({each.ballot_id for each in opened}) == 2
    assert all(stored().get(Ballot, (poll.id, each.ballot_id)) for each in opened)


def test_without_the_passphrase_the_file_tells_nothing(
    app: Flask, poll: Poll, stored: Fresh, storage: Storage
) -> None:
    make(app, plan_of(poll))

    content = storage.get(the_batch(stored).file_key or "")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(content))
    assert all(
        each.lookup.encode() not in content for each in stored().exec(select(VotingCode).limit(5))
    )


def test_the_passphrase_is_shown_once(
    app: Flask, poll: Poll, session: Session, stored: Fresh, settings: Settings
) -> None:
    passphrase = make(app, plan_of(poll))
    batch = code_queries.get_batch(session, poll, "bbbbbbbbbbbb")
    assert passphrase not in (batch.sealed_passphrase or "")

    def show() -> str:
        key = settings.secret_key
        return show_passphrase(session, poll, batch, secret_key=key, actor="staff", now=NOW)

    assert show() == passphrase
    session.commit()
    assert the_batch(stored).sealed_passphrase is None
    with pytest.raises(PassphraseShownError):
        show()


def test_the_same_order_twice_is_one_batch(app: Flask, poll: Poll, stored: Fresh) -> None:
    assert make(app, plan_of(poll))

    assert make(app, plan_of(poll)) == ""
    assert len(stored().exec(select(VotingCode)).all()) == 50


@pytest.mark.parametrize(("issued", "reserve"), [(49, 0), (60, -1), (20_000, 1), (-10, 100)])
def test_too_few_or_too_many_are_refused(
    app: Flask, poll: Poll, stored: Fresh, storage: Storage, issued: int, reserve: int
) -> None:
    with pytest.raises(BatchSizeError):
        make(app, plan_of(poll, issued=issued, reserve=reserve))

    assert nothing_is_stored(stored, storage)


def test_a_frozen_poll_gets_no_more_letters(
    app: Flask, session: Session, poll: Poll, stored: Fresh, storage: Storage
) -> None:
    poll.frozen_at = NOW
    session.add(poll)
    session.commit()

    with pytest.raises(PollFrozenError):
        make(app, plan_of(poll))

    assert nothing_is_stored(stored, storage)


def test_a_district_that_does_not_vote_gets_no_letters(
    app: Flask, session: Session, stored: Fresh, storage: Storage
) -> None:
    make_programme(session)
    only_noord = make_poll(session)
    session.commit()

    with pytest.raises(NotFoundError):
        make(app, plan_of(only_noord, district_key="oost"))

    assert nothing_is_stored(stored, storage)


@pytest.mark.parametrize("what", ["version", "frozen_at"])
def test_a_poll_that_changes_meanwhile_leaves_nothing_behind(
    app: Flask,
    session: Session,
    poll: Poll,
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    def print_late(*args: object, **options: object) -> bytes:
        setattr(poll, what, {"version": poll.version + 1, "frozen_at": NOW}[what])
        session.add(poll)
        session.commit()
        return print_letters(*args, **options)  # type: ignore[arg-type] # passed on as they are

    monkeypatch.setattr(lettering, "print_letters", print_late)

    with pytest.raises((LettersOutdatedError, PollFrozenError)):
        make(app, plan_of(poll))

    session.expire_all()
    rows = [session.exec(select(table)).first() for table in (CodeBatch, VotingCode, Ballot)]
    assert rows == [None, None, None]
    assert list(storage.keys()) == []


def test_a_crash_while_storing_leaves_no_row_and_no_file(
    app: Flask, poll: Poll, stored: Fresh, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_args: object, **_options: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(lettering, "shelve", crash)

    with pytest.raises(OSError, match="disk"):
        make(app, plan_of(poll))

    assert nothing_is_stored(stored, storage)


def test_persons_get_codes_for_their_own_mail_merge(
    app: Flask, session: Session, poll: Poll, stored: Fresh, storage: Storage, settings: Settings
) -> None:
    poll.electorate = Electorate.PERSON
    session.add(poll)
    session.commit()
    with pytest.raises(LetterFormError):
        make(app, plan_of(poll))

    passphrase = make(app, plan_of(poll, form=LetterForm.CSV))

    content = storage.get(the_batch(stored).file_key or "")
    with pikepdf.open(BytesIO(content), password=passphrase) as document:
        table = document.attachments["stemcodes.csv"].get_file().read_bytes().decode("utf-8-sig")
    header, *rows = csv.reader(StringIO(table), delimiter=";")
    numbers = {each.lookup: each.number for each in stored().exec(select(VotingCode))}
    assert header == ["nummer", "code", "qr"]
    assert [int(number) for number, _, _ in rows] == list(range(1, 51))
    for number, code, address in rows:
        assert numbers[code[:4]] == int(number)
        assert address == f"{settings.public_url}/s#{code.replace(' ', '')}"


def test_dropped_letters_leave_no_code_ballot_or_file_of_their_district(
    app: Flask, session: Session, poll: Poll, stored: Fresh, storage: Storage
) -> None:
    make(app, plan_of(poll))
    make(app, plan_of(poll, ref="cccccccccccc"))
    make(app, plan_of(poll, ref="dddddddddddd", district_key="oost"))
    batch = code_queries.get_batch(session, poll, "bbbbbbbbbbbb")

    drop_batch(session, storage, poll, batch, actor="staff", now=NOW)
    session.commit()

    assert the_batch(stored).ref == "dddddddddddd"
    assert len(stored().exec(select(VotingCode)).all()) == 50
    assert {each.district_id for each in stored().exec(select(Ballot))} == {2}
    assert len(list(storage.keys())) == 1


def test_a_file_nobody_takes_is_destroyed_after_a_day(
    app: Flask, poll: Poll, database: Database, stored: Fresh, storage: Storage
) -> None:
    make(app, plan_of(poll))

    assert destroy_letters(database, storage, now=NOW + timedelta(hours=24)) == 0
    late = NOW + timedelta(hours=24, seconds=1)
    assert destroy_letters(database, storage, now=late) == 1

    batch = the_batch(stored)
    assert (batch.file_key, batch.sealed_passphrase) == (None, None)
    assert batch.destroyed_at == late
    assert list(storage.keys()) == []
    assert len(stored().exec(select(VotingCode)).all()) == 50


def test_a_file_that_a_crash_left_is_destroyed(database: Database, storage: Storage) -> None:
    kept = storage.put(b"of another room", owner="editionxyz")
    left = storage.put(b"left by a crash", owner="lettersxyz")
    written = datetime.fromtimestamp(storage.path(left).stat().st_mtime, UTC)

    assert destroy_letters(database, storage, now=written + timedelta(minutes=59)) == 0
    assert destroy_letters(database, storage, now=written + timedelta(minutes=61)) == 1

    assert list(storage.keys()) == [kept]


@needs_poppler
@pytest.mark.parametrize("is_example", [True, False])
def test_letters_of_an_example_say_so(
    app: Flask, session: Session, poll: Poll, storage: Storage, *, is_example: bool
) -> None:
    poll.is_example = is_example
    session.add(poll)
    session.commit()

    passphrase = make(app, plan_of(poll))

    [key] = storage.keys()
    marks = pdf_text(unlocked(storage.get(key), passphrase)).count("Voorbeeld:")
    assert marks == (50 if is_example else 0)
