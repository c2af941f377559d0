"""Polls with letters for tests: codes and empty ballots as a batch stores them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core.attempts import Limit
from app.core.codes import Code, new_code
from app.core.errors import TooManyTriesError
from app.core.hashing import HashCost
from app.polls.keys import SALT_BYTES, derive_keys
from app.polls.models import Ballot, CodeBatch, Poll, PollDistrict, PollOption, VotingCode
from app.polls.receipts import NO_RECEIPT
from app.polls.rules import NOTHING, Access, CodeState, Electorate, TieRule, pack_choice
from tests.conftest import NOW
from tests.factories import CHEAP

DAY = timedelta(days=1)


def make_poll(session: Session, *, options: int = 3, **values: object) -> Poll:
    """A poll that opened yesterday and closes tomorrow."""
    poll = Poll(
        slug="speeltuin",
        question="Welke speeltuin komt er op het plein?",
        access=Access.LETTERS,
        electorate=Electorate.HOUSEHOLD,
        opens_at=NOW - DAY,
        closes_at=NOW + DAY,
        tie_rule=TieRule.LOT,
        help_text="Kom langs in het buurthuis.",
        frozen_at=NOW - 2 * DAY,
        created_at=NOW - 3 * DAY,
        created_by="staff",
    )
    for name, value in values.items():
        setattr(poll, name, value)
    session.add(poll)
    session.flush()
    assert poll.id is not None
    session.add(PollDistrict(poll_id=poll.id, district_id=1))
    for number in range(1, options + 1):
        session.add(PollOption(poll_id=poll.id, number=number, title=f"Speeltuin {number}"))
    session.flush()
    return poll


def make_letters(
    session: Session, poll: Poll, count: int = 3, *, cost: HashCost = CHEAP, district: int = 1
) -> list[Code]:
    """Store codes with numbers from 1 and their empty ballots; return the codes by number."""
    assert poll.id is not None
    batch = CodeBatch(
        poll_id=poll.id, district_id=district, first_number=1, issued=count, reserve=0,
        form="a4", made_at=NOW - 3 * DAY, made_by="staff",
    )  # fmt: skip
    session.add(batch)
    session.flush()
    assert batch.id is not None
    by_lookup: dict[str, Code] = {}
    while len(by_lookup) < count:
        code = new_code()
        by_lookup.setdefault(code.lookup, code)
    ballots = []
    for number, code in enumerate(by_lookup.values(), start=1):
        salt = secrets.token_bytes(SALT_BYTES)
        keys = derive_keys(code.secret, salt, cost)
        session.add(
            VotingCode(
                lookup=code.lookup, poll_id=poll.id, batch_id=batch.id, number=number, salt=salt,
                time_cost=cost.time_cost, memory_kib=cost.memory_kib,
                parallelism=cost.parallelism, check_value=keys.check_value,
                state=CodeState.ISSUED,
            )
        )  # fmt: skip
        ballots.append(keys.ballot_id)
    for ballot_id in sorted(ballots):
        session.add(
            Ballot(
                poll_id=poll.id, id=ballot_id, district_id=district,
                choice=pack_choice(NOTHING), receipt=NO_RECEIPT,
            )
        )  # fmt: skip
        session.flush()
    return list(by_lookup.values())


@dataclass
class CountedTries:
    """Counts wrong tries in memory, as `core.attempts` does in a file of its own."""

    wrong: dict[str, int] = field(default_factory=dict)

    def check_tries(self, limits: Sequence[Limit], *, now: datetime) -> None:
        del now
        if any(self.wrong.get(limit.key, 0) >= limit.free for limit in limits):
            raise TooManyTriesError(60)

    def count_wrong(self, limits: Sequence[Limit], *, now: datetime) -> None:
        del now
        for limit in limits:
            self.wrong[limit.key] = self.wrong.get(limit.key, 0) + 1
