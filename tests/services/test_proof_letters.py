"""Proof letters: a code that is in no table, that no real code can be, and that opens a preview."""

import pytest
from sqlmodel import Session, select

from app.core.attempts import WrongCodeError
from app.core.codes import Code, parse_code
from app.core.config import Settings
from app.core.db import Database
from app.polls.code_making import draw_codes
from app.polls.models import VotingCode
from app.polls.proofs import PROOF_LOOKUP, find_proof, is_proof, proof_code
from tests.ballots import make_door
from tests.conftest import NOW
from tests.factories import make_poll, make_programme


def test_a_proof_code_opens_the_preview_of_its_own_poll(
    session: Session, settings: Settings
) -> None:
    make_programme(session)
    first, second = make_poll(session), make_poll(session)
    code = parse_code(proof_code(settings.secret_key, second.ref).grouped.lower())

    assert is_proof(code)
    assert find_proof(session, settings.secret_key, code) == second
    assert find_proof(session, "another installation", code) is None
    assert find_proof(session, settings.secret_key, proof_code("k", first.ref)) is None
    assert session.exec(select(VotingCode)).all() == []


def test_it_opens_nothing_once_the_result_is_there(session: Session, settings: Settings) -> None:
    make_programme(session)
    poll = make_poll(session, frozen=True, result_at=NOW)

    assert (
        find_proof(session, settings.secret_key, proof_code(settings.secret_key, poll.ref)) is None
    )


def test_a_real_code_is_never_taken_for_a_proof(session: Session, settings: Settings) -> None:
    make_programme(session)
    make_poll(session)

    assert find_proof(session, settings.secret_key, Code("ABCD", "0123456789")) is None


def test_no_drawn_code_has_the_look_up_of_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([Code(PROOF_LOOKUP, "0123456789"), Code("ABCD", "0123456789")])
    monkeypatch.setattr("app.polls.code_making.new_code", lambda: next(drawn))

    assert [code.lookup for code in draw_codes(1, set())] == ["ABCD"]


def test_a_taken_look_up_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([Code(each, "0123456789") for each in ("AAAA", "BBBB", "BBBB", "CCCC")])
    monkeypatch.setattr("app.polls.code_making.new_code", lambda: next(drawn))

    assert [code.lookup for code in draw_codes(2, {"AAAA"})] == ["BBBB", "CCCC"]


def test_a_proof_code_casts_no_vote(
    session: Session, database: Database, settings: Settings
) -> None:
    make_programme(session)
    poll = make_poll(session, frozen=True)
    session.commit()

    with pytest.raises(WrongCodeError):
        make_door(database, settings).open(proof_code(settings.secret_key, poll.ref))
