"""What became of a file?"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from resolvers.importing.table import Refused, Table


class RolledBack(Exception):
    """Ends a transaction without a trace."""


@dataclass(slots=True)
class Report:
    """Counts, and every refused row. With one of these nothing was written."""

    unused: list[str] = field(default_factory=list)  # columns that mean nothing here
    unknown: list[str] = field(default_factory=list)  # columns that nobody knows
    rows: int = 0
    added: int = 0
    updated: int = 0
    refused: list[Refused] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table) -> "Report":
        """An empty report that names the columns of the table."""
        return cls(unused=table.unused, unknown=table.unknown)

    def refuse(self, lines: Iterable[int], reason: str) -> None:
        """Refuse these rows, all for one reason."""
        self.refused.extend(Refused(line, reason) for line in lines)

    def refuse_repeated(self, pairs: Iterable[tuple[int, int]], column: str) -> None:
        """Refuse rows that say again what an earlier line said."""
        self.refused.extend(
            Refused(line, f"{column}: Line {first} has the same.") for line, first in pairs
        )

    @property
    def lines(self) -> list[Refused]:
        """The refused rows from top to bottom."""
        return sorted(self.refused, key=lambda refused: refused.line)

    def decide(self, *, dry_run: bool) -> None:
        """Raise RolledBack where rows were refused, or where it was only a try."""
        if dry_run or self.refused:
            raise RolledBack
