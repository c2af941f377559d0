"""What voting costs: opening a code, casting by many at once, and that no time tells wrong codes.

Server and clients run here, so requests a second are those of the whole machine. What casting is
measured against is the same app's answer to a mistyped code: a form that is checked and answered
with a page in the same way, and stores nothing.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

from app.core.attempts import Limit, Lock, Tries, WrongCodeError
from app.core.codes import Code
from app.core.config import Settings
from app.core.db import Database, open_database
from app.core.hashing import HashCost, derive_key
from app.polls.opening import open_code
from app.upkeep.migrating import migrate
from bench.measure import Goal, Row, row, side_by_side
from tests.ballots import make_door, make_letters, unknown_to, wrong_for
from tests.factories import CHEAP, make_poll, make_programme
from tests.real_server import server
from tests.turnout import CLIENTS, Place, mass_vote, wrongly_stored
from tests.voters import Voter

OPTIONS: Final = 4
#: Votes of each client in a round.
VOTES: Final = 8
ROUNDS: Final = 4
OPENINGS: Final = 40
#: Pairs of a wrong code and an unknown one.
PAIRS: Final = 60
VOTERS: Final = 5_000
#: Votes a second when every household of both districts votes in one hour.
RUSH: Final = 1.5
DEAR: Final = HashCost(2, 19_456, 1)
NOW: Final = datetime.now(UTC)
DAY: Final = timedelta(days=1)


def rows() -> list[Row]:
    """Measure at the cost that a new site has; many voters with small argon2."""
    return [*opening_rows(), *casting_rows(), *mass_rows()]


def opening_rows() -> list[Row]:
    """Measure opening a code beside the bare argon2id call, and wrong codes beside unknown ones."""
    with site(50, DEAR) as (settings, database, poll):
        lock = Lock("bench", DEAR, Unlimited(settings.tries_database))
        right, wrong, unknown = poll.codes[0], wrong_for(poll.codes[1]), unknown_to(poll.codes)

        def opening(code: Code) -> Callable[[], object]:
            return lambda: open_code(database, code.text, lock=lock, source="192.0.2.1", now=NOW)

        mine, theirs = side_by_side(
            opening(right),
            lambda: derive_key(right.secret, bytes(16), DEAR),
            rounds=OPENINGS,
        )
        times = side_by_side(refused(opening(wrong)), refused(opening(unknown)), rounds=PAIRS)
    return [
        row("code-open-vote", mine * 1000, theirs * 1000, Goal("<=", 1.1), "ms CPU"),
        row("code-wrong", max(times) * 1000, min(times) * 1000, Goal("<=", 1.05), "ms CPU"),
    ]


def refused(opening: Callable[[], object]) -> Callable[[], object]:
    """Return the work of opening a code that opens nothing."""

    def work() -> None:
        try:
            opening()
        except WrongCodeError:
            return
        raise RuntimeError("a wrong code opened a ballot")

    return work


def casting_rows() -> list[Row]:
    """Measure how many votes a second 32 clients cast whose codes are open."""
    count = CLIENTS * VOTES * ROUNDS
    with (
        site(count, CHEAP) as (settings, _, poll),
        server(settings, settings.data_dir / "log", workers=2) as running,
    ):
        voters = [Voter(running.address).arrive() for _ in range(CLIENTS)]
        mine, theirs = [], []
        for turn in range(ROUNDS):
            codes = poll.codes[turn * CLIENTS * VOTES : (turn + 1) * CLIENTS * VOTES]
            opened = [_open(voter, codes[place::CLIENTS]) for place, voter in enumerate(voters)]
            theirs.append(_rate(voters, _mistype, opened))
            mine.append(_rate(voters, _cast_in(poll), opened))
        errors = sum(len(voter.errors) for voter in voters)
    return [
        row(
            "ballots-32", statistics.median(mine), statistics.median(theirs), Goal(">=", 0.2),
            "votes/s",
        ),
        row("ballots-32-errors", errors, count, Goal("<=", 0), "answers"),
    ]  # fmt: skip


def _open(voter: Voter, codes: Sequence[Code]) -> list[str]:
    """Return the cookies of opened codes."""
    opened = []
    for code in codes:
        voter.open(code)
        opened.append(voter.cookies["stem"])
    return opened


def _mistype(voter: Voter, _opened: str) -> None:
    if voter.ask("POST", "/s", code="K7QM4 XPH2D 9RW8").status != 422:
        raise RuntimeError("a short code was taken")


def _cast_in(poll: Place) -> Callable[[Voter, str], None]:
    def cast(voter: Voter, opened: str) -> None:
        voter.cookies["stem"] = opened
        voter.choose(poll.slug, 1)

    return cast


def _rate(
    voters: Sequence[Voter], act: Callable[[Voter, str], None], opened: Sequence[Sequence[str]]
) -> float:
    """Return how often a second all voters together do something."""

    def go(voter: Voter, mine: Sequence[str]) -> None:
        for each in mine:
            act(voter, each)

    start = perf_counter()
    with ThreadPoolExecutor(len(voters)) as pool:
        list(pool.map(go, voters, opened))
    return sum(map(len, opened)) / (perf_counter() - start)


def mass_rows() -> list[Row]:
    """Have 5,000 vote while the server is killed 20 times, and look what was lost or doubled."""
    with site(VOTERS, CHEAP) as (settings, database, poll):
        with server(settings, settings.data_dir / "log", workers=2) as running:
            start = perf_counter()
            turnout = mass_vote(running, poll)
            rate = VOTERS / (perf_counter() - start)
        wrong = len(wrongly_stored(make_door(database, settings), poll, turnout))
    return [
        row("votes-5000", rate, RUSH, Goal(">=", 10), "votes/s"),
        row("votes-5000-wrong", wrong, VOTERS, Goal("<=", 0), "ballots"),
        row("votes-5000-errors", len(turnout.errors), VOTERS, Goal("<=", 0), "answers"),
    ]


@contextmanager
def site(letters: int, cost: HashCost) -> Iterator[tuple[Settings, Database, Place]]:
    """Give the settings of a site, its database, and a poll that is open."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder), secret_key="bench",
            hash_time_cost=cost.time_cost, hash_memory_kib=cost.memory_kib,
        )  # fmt: skip
        database = open_database(settings.database)
        migrate(database)
        with database.write() as session:
            make_programme(session)
            poll = make_poll(
                session, frozen=True, options=OPTIONS, opens_at=NOW - DAY, closes_at=NOW + DAY
            )
            codes = make_letters(session, poll, letters, cost=cost)
            session.commit()
        yield settings, database, Place(poll.slug, codes, OPTIONS)
        database.dispose()


class Unlimited(Tries):
    """Counts wrong tries as the real one does, and lets everybody try again."""

    def check_tries(self, limits: Sequence[Limit], *, now: datetime) -> None:
        """Look the counts up, and go on."""
        anybody = [Limit(limit.key, 10**9) for limit in limits]
        super().check_tries(anybody, now=now)
