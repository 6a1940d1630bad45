"""What the cases of a run share: its options, its revisions and its filled databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.data import statement
from benchmarks.data.databases import Databases
from benchmarks.data.filled import Filled
from benchmarks.data.revisions import Revision
from benchmarks.data.sessions import Group
from benchmarks.data.shop import Size
from benchmarks.harness.contest import Contestant, Options, Result, hold

SMALLER = 50  # times, in a smoke run


@dataclass
class Bench:
    """A run. A smoke run has few rows and short rounds: it tries the benchmarks, no more."""

    options: Options
    databases: Databases
    filled: Filled
    current: Revision
    base: Revision | None
    smoke: bool

    @cached_property
    def statement(self) -> Path:
        """The file of the product's own context statement."""
        return statement.write(self.databases.folder / "statement.json")

    def number(self, wanted: int) -> int:
        """So many, or far fewer in a smoke run."""
        return wanted // SMALLER if self.smoke else wanted

    @property
    def sessions(self) -> Group:
        """The imitated sessions of most cases."""
        return Group("session", self.number(10_000), lines=3, with_events=self.number(500))

    def carts(self, lines: int) -> Group:
        """Imitated sessions with carts of 0, 5 or 50 lines."""
        count = self.number(1_000)
        first = self.sessions.count + (0, 5, 50).index(lines) * count
        return Group(f"cart of {lines}", count, lines, first_customer=first)

    @property
    def size(self) -> Size:
        """The size of the database of most cases."""
        groups = [self.sessions, *(self.carts(lines) for lines in (0, 5, 50))]
        return Size(groups, ended=self.number(40_000), orders=40)

    def hold(self, contestants: Sequence[Contestant], clients: Sequence[int]) -> Result:
        """Time the contestants with each number of clients."""
        options = Options(clients, self.options.rounds, self.options.seconds)
        return hold(
            contestants, options, database=self.databases.process, logs=self.databases.folder
        )
