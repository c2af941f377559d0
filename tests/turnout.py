"""Many voters at a server that is killed in between, and what became of their votes."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Condition

from sqlmodel import select

from app.core.codes import Code
from app.core.db import Database
from app.polls.models import Ballot
from app.polls.receipts import NO_RECEIPT, write_receipt
from app.polls.rules import numbers_in, unpack_choice
from tests.ballots import Door
from tests.real_server import Server
from tests.voters import Voter

CLIENTS = 32
KILLS = 20
#: One in so many kills takes the master too; the others one worker.
ALL_AT_ONCE_EVERY = 10
PATIENCE_SECONDS = 300

#: A receipt and the number of the option that it stands for.
Vote = tuple[str, int]


@dataclass(frozen=True)
class Place:
    """The poll that is voted in."""

    slug: str
    codes: list[Code]
    #: How many options there are.
    options: int


class Turnout:
    """Who has voted so far, and what they were told."""

    def __init__(self) -> None:
        #: By place in the list of codes.
        self.told: dict[int, Vote] = {}
        #: Statuses of answers that were no pages.
        self.errors: list[int] = []
        self._changed = Condition()

    def tell(self, place: int, vote: Vote) -> None:
        """Note what the server acknowledged."""
        with self._changed:
            self.told[place] = vote
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        """Wait until so many have voted."""
        with self._changed:
            enough = self._changed.wait_for(
                lambda: len(self.told) >= count, timeout=PATIENCE_SECONDS
            )
        assert enough, f"{len(self.told)} of {count} voted"


def mass_vote(running: Server, poll: Place, *, kills: int = KILLS) -> Turnout:
    """Have every code vote once, with `CLIENTS` phones, while the server is killed so often."""
    left: SimpleQueue[int] = SimpleQueue()
    for place in range(len(poll.codes)):
        left.put(place)
    turnout, count = Turnout(), len(poll.codes)
    chance = random.Random(20)  # noqa: S311 # the same kills each time
    with ThreadPoolExecutor(CLIENTS) as pool:
        phones = [pool.submit(_go_voting, running, poll, left, turnout) for _ in range(CLIENTS)]
        for number, votes in enumerate(
            sorted(chance.sample(range(count // 20, count * 19 // 20), kills)), start=1
        ):
            turnout.wait_for(votes)
            all_at_once = number % ALL_AT_ONCE_EVERY == 0
            assert running.kill_everything() if all_at_once else running.kill_worker()
        for phone in phones:
            phone.result()
    return turnout


def _go_voting(running: Server, poll: Place, left: SimpleQueue[int], turnout: Turnout) -> None:
    voter = Voter(running.address).arrive()
    with closing(voter):
        while True:
            try:
                place = left.get_nowait()
            except Empty:
                break
            number = place % poll.options + 1
            turnout.tell(place, (voter.vote(poll.slug, poll.codes[place], number), number))
    turnout.errors += voter.errors


def voted(database: Database) -> dict[bytes, Vote]:
    """Receipt and option number of each ballot that isn't empty, by its id."""
    with database.read() as session:
        ballots = session.exec(select(Ballot)).all()
    return {
        each.id: (write_receipt(each.receipt), numbers_in(unpack_choice(each.choice))[0])
        for each in ballots
        if each.receipt != NO_RECEIPT
    }


def wrongly_stored(door: Door, poll: Place, turnout: Turnout) -> list[int]:
    """Return the places of codes whose ballot isn't what their voter was told."""
    stored = voted(door.database)
    return [
        place
        for place, code in enumerate(poll.codes)
        if stored.get(door.open(code).ballot_id) != turnout.told.get(place)
    ]
