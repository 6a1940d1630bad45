"""What an operation costs the server, and what its statements and hashes cost by hand, in turns."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.work.by_hand import Hashes
from benchmarks.work.operation import Operation
from benchmarks.work.recording import Record
from benchmarks.work.served import Client

ALLOWANCE = 200  # microseconds beside twice the CPU of what is run by hand
WARMING_UP = 5  # repetitions that are not measured
TURN = 10  # repetitions


@dataclass(frozen=True, slots=True)
class Turn:
    """The microseconds of CPU of one repetition; statements and hashes are run by hand."""

    served: float
    statements: float
    hashing: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs: medians of its turns."""

    operation: str
    round_trips: int
    hashes: int
    served: float
    statements: float
    hashing: float

    @property
    def by_hand(self) -> float:
        """Statements and hashes without the product."""
        return self.statements + self.hashing

    @property
    def excess(self) -> float:
        """What the operation costs over its allowance; negative where it stays below."""
        return self.served - 2 * self.by_hand - ALLOWANCE


@dataclass(frozen=True, slots=True)
class Meter:
    """Lets a server and a bare connection work in turns, as a machine's speed changes."""

    client: Client
    hashes: Hashes
    repetitions: int

    def cost(
        self, operation: Operation, record: Record, statements: Callable[[int], float]
    ) -> Cost:
        """Of the operation; `statements` runs its statements so many times."""
        self.client.ask(operation, range(WARMING_UP))
        statements(WARMING_UP)
        self.client.settle()
        turns = list(self._turns(operation, record, statements))
        time.sleep(operation.settling)
        return Cost(
            operation.document,
            len(record.sent),
            record.hashes,
            median(turn.served for turn in turns),
            median(turn.statements for turn in turns),
            median(turn.hashing for turn in turns),
        )

    def _turns(
        self, operation: Operation, record: Record, statements: Callable[[int], float]
    ) -> Iterator[Turn]:
        for first in range(WARMING_UP, min(WARMING_UP + self.repetitions, operation.most), TURN):
            begun = self.client.spent()
            self.client.ask(operation, range(first, first + TURN))
            by_hand = statements(TURN)
            hashing = self.hashes.cost(record.hashes, TURN) if record.hashes else 0.0
            # Read last: a server works on for a moment after its answer.
            yield Turn((self.client.spent() - begun) / TURN, by_hand, hashing)
