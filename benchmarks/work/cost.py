"""What an operation costs the server, and what its statements and hashes cost by hand, in turns."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from statistics import median

from benchmarks.work.by_hand import Hashes, Spent
from benchmarks.work.operation import Operation
from benchmarks.work.recording import Record
from benchmarks.work.served import Client

ALLOWANCE = 200  # microseconds beside twice the CPU of what is run by hand
WARMING_UP = 5  # repetitions that are not measured
TURN = 10  # repetitions


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of CPU of one repetition, those of PostgreSQL apart.

    Statements and hashes are run by hand.
    """

    served: float
    served_database: float
    statements: float
    statements_database: float
    hashing: float

    @property
    def by_hand(self) -> float:
        """Statements and hashes without the product."""
        return self.statements + self.hashing

    @property
    def excess(self) -> float:
        """What the server costs over its allowance; negative where it stays below."""
        return self.served - 2 * self.by_hand - ALLOWANCE

    @property
    def whole_excess(self) -> float:
        """The same with what PostgreSQL costs on both sides."""
        return self.excess + self.served_database - 2 * self.statements_database


@dataclass(frozen=True, slots=True)
class Measured:
    """What one operation costs: medians of its turns."""

    operation: str
    round_trips: int
    hashes: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Meter:
    """Lets a server and a bare connection work in turns, as a machine's speed changes."""

    client: Client
    hashes: Hashes
    repetitions: int

    def measured(
        self, operation: Operation, record: Record, statements: Callable[[int], Spent]
    ) -> Measured:
        """The operation; `statements` runs its statements so many times."""
        self.client.ask(operation, range(WARMING_UP))
        statements(WARMING_UP)
        self.client.settle()
        turns = list(self._turns(operation, record, statements))
        time.sleep(operation.settling)
        medians = {
            each.name: median(getattr(turn, each.name) for turn in turns) for each in fields(Cost)
        }
        return Measured(operation.document, len(record.sent), record.hashes, Cost(**medians))

    def _turns(
        self, operation: Operation, record: Record, statements: Callable[[int], Spent]
    ) -> Iterator[Cost]:
        for first in range(WARMING_UP, min(WARMING_UP + self.repetitions, operation.most), TURN):
            begun, database = self.client.spent(), self.client.spent_by_database()
            self.client.ask(operation, range(first, first + TURN))
            database = self.client.spent_by_database() - database
            by_hand = statements(TURN)
            hashing = self.hashes.cost(record.hashes, TURN) if record.hashes else 0.0
            # Read last: a server works on for a moment after its answer.
            served = self.client.spent() - begun
            yield Cost(served / TURN, database / TURN, *by_hand, hashing)
