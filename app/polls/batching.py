"""What several threads want to store at the same moment, stored by one of them for all.

A transaction waits for the disk several times, however little it holds. Who comes while one is
under way waits for its end; the next transaction then takes all who wait along.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Final, Generic, TypeVar

from app.core.errors import BusyError, ConflictError

#: Seconds that somebody waits for the others, and after which a new try makes sense.
LONGEST_WAIT: Final = 10.0
RETRY_AFTER: Final = 5

Item = TypeVar("Item")
#: Why one item was not stored; None when it was.
Outcome = ConflictError | BusyError | None


@dataclass(eq=False)
class _Waiting(Generic[Item]):
    """One item until it is stored; when the batch fails, its thread is told to try again."""

    item: Item
    is_taken: bool = False
    outcome: Outcome = None


class Batches(Generic[Item]):
    """The line before one store. `store` gets all who wait, and says what became of each."""

    def __init__(self, store: Callable[[Sequence[Item]], Sequence[Outcome]]) -> None:
        self._store = store
        self._turn = Lock()
        self._line: list[_Waiting[Item]] = []
        self._line_lock = Lock()

    @property
    def waiting(self) -> int:
        """How many wait for the next transaction."""
        return len(self._line)

    def put(self, item: Item) -> None:
        """Store `item`, alone or with others, and return once it is safely stored.

        Raises:
            ConflictError: `store` refused it.
            BusyError: no turn came, or the transaction that took it along failed. It may be sent
                again, also when it was stored after all: `store` must bear that.
        """
        mine = _Waiting(item)
        with self._line_lock:
            self._line.append(mine)
        with self.turn(mine):
            if not mine.is_taken:
                self._store_line()
        if mine.outcome is not None:
            raise mine.outcome

    @contextmanager
    def turn(self, mine: _Waiting[Item] | None = None) -> Iterator[None]:
        """Hold the turn to store.

        Raises:
            BusyError: it didn't come for seconds; `mine` is then no longer in the line.
        """
        if not self._turn.acquire(timeout=LONGEST_WAIT):
            with self._line_lock:
                self._line = [each for each in self._line if each is not mine]
            raise BusyError(RETRY_AFTER)
        try:
            yield
        finally:
            self._turn.release()

    def _store_line(self) -> None:
        """Store all who wait; what goes wrong is raised here, the others are told to try again."""
        with self._line_lock:
            batch, self._line = self._line, []
        for each in batch:
            each.is_taken, each.outcome = True, BusyError(RETRY_AFTER)
        outcomes = self._store([each.item for each in batch])
        for each, outcome in zip(batch, outcomes, strict=True):
            each.outcome = outcome
