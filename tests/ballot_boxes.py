"""Polls with letters, votes and stubs for tests of counting, made straight into the tables."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.core.codes import Code, new_code
from app.ledger.services import append
from app.polls.freezing_services import facts_of
from app.polls.keys import SALT_BYTES, derive_keys
from app.polls.making_rules import frozen_rules
from app.polls.models import (
    Ballot,
    CodeBatch,
    Poll,
    VotingCode,
)
from app.polls.opening import Opened
from app.polls.receipts import NO_RECEIPT, new_receipt
from app.polls.rules import (
    NOTHING,
    Access,
    Choice,
    CodeState,
    pack_choice,
)
from tests.conftest import NOW
from tests.factories import CHEAP, make_poll

OPENS = NOW - timedelta(days=14)
CLOSES = NOW - timedelta(hours=1)
#: A moment at which one could vote.
DURING = NOW - timedelta(days=7)


@dataclass
class Box:
    """A poll with everything that was put into it."""

    poll: Poll
    codes: list[Code] = field(default_factory=list)
    #: In order of their numbers, as `codes`.
    ballots: list[bytes] = field(default_factory=list)

    @property
    def poll_id(self) -> int:
        assert self.poll.id is not None
        return self.poll.id

    def opened(self, index: int, state: CodeState = CodeState.ISSUED) -> Opened:
        """What opening the code of letter `index` gives."""
        return Opened(
            poll_id=self.poll_id,
            lookup=self.codes[index].lookup,
            ballot_id=self.ballots[index],
            state=state,
            has_voted=False,
            is_closed=False,
        )


def make_box(
    session: Session,
    *,
    letters: Sequence[int] = (20, 20),
    reserve: int = 5,
    options: int = 3,
    **values: object,
) -> Box:
    """A poll that is closed since an hour, with so many letters in each district."""
    districts = tuple(range(1, len(letters) + 1))
    fixed: dict[str, object] = {"opens_at": OPENS, "closes_at": CLOSES}
    poll = make_poll(
        session,
        frozen=True,
        options=options,
        districts=districts,
        **{**fixed, **values},  # type: ignore[arg-type] # values go as they are
    )
    box = Box(poll)
    for district, issued in zip(districts, letters, strict=True):
        if poll.access is Access.LETTERS:
            _add_letters(session, box, district, issued, reserve)
    rules = frozen_rules(poll.ref, poll.slug, facts_of(session, poll))
    append(session, "poll.opened", rules, now=OPENS)
    session.flush()
    return box


def _add_letters(session: Session, box: Box, district: int, issued: int, reserve: int) -> None:
    first = len(box.codes) + 1
    batch = CodeBatch(
        poll_id=box.poll_id, district_id=district, first_number=first, issued=issued,
        reserve=reserve, form="a4", made_at=OPENS, made_by="test",
    )  # fmt: skip
    session.add(batch)
    session.flush()
    assert batch.id is not None
    for index, code in enumerate(_new_codes(session, issued + reserve)):
        salt = secrets.token_bytes(SALT_BYTES)
        keys = derive_keys(code.secret, salt, CHEAP)
        session.add(
            VotingCode(
                lookup=code.lookup, poll_id=box.poll_id, batch_id=batch.id, number=first + index,
                salt=salt, time_cost=CHEAP.time_cost, memory_kib=CHEAP.memory_kib,
                parallelism=CHEAP.parallelism, check_value=keys.check_value,
                state=CodeState.ISSUED if index < issued else CodeState.RESERVE,
            )
        )  # fmt: skip
        add_ballot(session, box, keys.ballot_id, district)
        box.codes.append(code)
        box.ballots.append(keys.ballot_id)
    session.flush()


def _new_codes(session: Session, count: int) -> list[Code]:
    """Codes whose look-ups no other letter has."""
    taken = set(session.exec(select(VotingCode.lookup)))
    made: dict[str, Code] = {}
    while len(made) < count:
        code = new_code()
        if code.lookup not in taken:
            made.setdefault(code.lookup, code)
    return list(made.values())


def add_ballot(session: Session, box: Box, ballot_id: bytes, district: int | None) -> None:
    """An empty ballot, as making codes leaves it."""
    session.add(
        Ballot(
            poll_id=box.poll_id, id=ballot_id, district_id=district,
            choice=pack_choice(NOTHING), receipt=NO_RECEIPT,
        )
    )  # fmt: skip


def vote(session: Session, box: Box, index: int, choice: Choice) -> bytes:
    """The ballot of letter `index` gets this choice; its receipt is returned."""
    ballot = session.get_one(Ballot, (box.poll_id, box.ballots[index]))
    ballot.choice, ballot.receipt = pack_choice(choice), new_receipt()
    session.add(ballot)
    session.flush()
    return ballot.receipt


def void(session: Session, box: Box, index: int, *, at: datetime, by: int | None = None) -> None:
    """Letter `index` is called in; the reserve letter `by` may be handed out in its place."""
    code = _code(session, box, index)
    code.state, code.voided_at = CodeState.VOID, at
    session.add(code)
    if by is not None:
        other = _code(session, box, by)
        other.state, other.replaces = CodeState.ISSUED, code.number
        session.add(other)
    session.flush()


def _code(session: Session, box: Box, index: int) -> VotingCode:
    wanted = select(VotingCode).where(col(VotingCode.lookup) == box.codes[index].lookup)
    return session.exec(wanted).one()
