"""What becomes of single letters: taken out of use, and replaced by a reserve letter."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from app.audit.services import record
from app.ledger import services as ledger
from app.polls import code_queries
from app.polls.code_rules import Act, NoReserveError, NumberError
from app.polls.models import Poll, VotingCode
from app.polls.rules import CodeState, PollClosedError


def void_numbers(
    session: Session,
    poll: Poll,
    first: int,
    last: int | None = None,
    *,
    act: Act,
) -> int:
    """Take letters out of use, whether they had voted or not; return how many that are.

    Those of a range that are void already stay so. Once the rules are frozen it is public.

    Raises:
        PollClosedError: the voting is over.
        NumberError: none of them is in use, or the last one was never made.
    """
    _check_running(poll, act.now)
    last = first if last is None else last
    if last < first or last >= code_queries.next_number(session, poll):
        raise NumberError(last)
    voided: int = session.exec(
        update(VotingCode)
        .where(
            col(VotingCode.poll_id) == poll.id,
            col(VotingCode.number).between(first, last),
            col(VotingCode.state) != CodeState.VOID,
        )
        .values(state=CodeState.VOID, voided_at=act.now)
    ).rowcount
    if voided == 0:
        raise NumberError(first)
    facts: dict[str, int | str | None] = {
        "first": first,
        "last": last,
        "letters": voided,
        "reason": str(act.reason),
    }
    _tell(session, poll, "poll.letters_voided", facts, act)
    return voided


def hand_out_reserve(
    session: Session,
    poll: Poll,
    number: int,
    *,
    replacing: int | None,
    act: Act,
) -> None:
    """Put a reserve letter into use, in the place of a voided one of its district if there was one.

    Once the rules are frozen it is public.

    Raises:
        PollClosedError: the voting is over.
        NumberError: the letter that is replaced isn't void, or was replaced before.
        NoReserveError: `number` is no reserve letter, or one of another district.
    """
    _check_running(poll, act.now)
    letter = code_queries.find_letter(session, poll, number)
    if letter is None or letter.state is not CodeState.RESERVE:
        raise NoReserveError(str(number))
    if replacing is not None:
        _check_replaced(session, poll, letter, replacing)
    letter.state, letter.replaces = CodeState.ISSUED, replacing
    session.add(letter)
    session.flush()
    facts: dict[str, int | str | None] = {
        "number": number,
        "replaces": replacing,
        "reason": str(act.reason),
    }
    _tell(session, poll, "poll.reserve_handed_out", facts, act)


def replace_letter(
    session: Session,
    poll: Poll,
    old: int,
    *,
    act: Act,
) -> int:
    """Void a letter and put the next reserve letter of its district into use; return its number.

    Raises:
        PollClosedError: the voting is over.
        NumberError: no such letter is in use.
        NoReserveError: no reserve letter is left in its district.
    """
    letter = code_queries.find_letter(session, poll, old)
    if letter is None or letter.state is not CodeState.ISSUED:
        raise NumberError(old)
    district_id = code_queries.district_of(session, letter)
    reserve = code_queries.next_reserve(session, poll, district_id)
    if reserve is None:
        raise NoReserveError(str(district_id))
    number = reserve.number
    void_numbers(session, poll, old, act=act)
    hand_out_reserve(session, poll, number, replacing=old, act=act)
    return number


def _check_replaced(session: Session, poll: Poll, letter: VotingCode, replacing: int) -> None:
    old = code_queries.find_letter(session, poll, replacing)
    if old is None or old.state is not CodeState.VOID:
        raise NumberError(replacing)
    again = select(VotingCode.number).where(
        VotingCode.poll_id == poll.id, VotingCode.replaces == replacing
    )
    if session.exec(again).first() is not None:
        raise NumberError(replacing)
    if code_queries.district_of(session, old) != code_queries.district_of(session, letter):
        raise NoReserveError(str(letter.number))


def _check_running(poll: Poll, now: datetime) -> None:
    if now >= poll.closes_at or poll.result_at is not None:
        raise PollClosedError(poll.ref)


def _tell(
    session: Session,
    poll: Poll,
    kind: str,
    facts: dict[str, int | str | None],
    act: Act,
) -> None:
    """Put it into the log, and into the public ledger once the rules are there."""
    if poll.frozen_at is not None:
        ledger.append(session, kind, {"subject": poll.ref, "slug": poll.slug, **facts}, now=act.now)
    known = {name: value for name, value in facts.items() if value is not None}
    record(session, act.actor, kind, ("poll", poll.ref), now=act.now, **known)
