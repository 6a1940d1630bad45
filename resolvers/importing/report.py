"""The report of an import: counts, and the rows that were refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from resolvers.importing.table import Refused, Row, Table


class RolledBack(Exception):
    """Raised to leave a transaction so that nothing of it is stored."""


@dataclass(frozen=True, slots=True)
class Note:
    """A value that is stored otherwise than it stands in the file; `line` counts from 1."""

    line: int
    text: str


@dataclass(slots=True)
class Report:
    """The report. If `refused` has a row, nothing was stored."""

    unused: list[str] = field(default_factory=list)  # columns of Shopware that have no use here
    unknown: list[str] = field(default_factory=list)  # columns that are not known
    rows: int = 0
    added: int = 0
    updated: int = 0
    revived: int = 0  # deleted customers who are stored again
    refused: list[Refused] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table) -> "Report":
        """A report without rows, which names the columns of the table."""
        return cls(unused=table.unused, unknown=table.unknown)

    def read(self, row: Row) -> None:
        """Note what was changed while the row was read."""
        for column in row.joined:
            self.note(row.line, f"{column}: A line break became a blank.")

    def note(self, line: int, text: str) -> None:
        """Tell a change of a row's value."""
        self.notes.append(Note(line, text))

    def refuse(self, lines: Iterable[int], reason: str) -> None:
        """Refuse these rows for one reason."""
        self.refused.extend(Refused(line, reason) for line in lines)

    def refuse_repeated(self, pairs: Iterable[tuple[int, int]], column: str) -> None:
        """Refuse rows with a value that an earlier line has; `pairs` are of both lines."""
        self.refused.extend(
            Refused(line, f"{column}: Line {first} has the same.") for line, first in pairs
        )

    @property
    def lines(self) -> list[Refused]:
        """The refused rows in the order of the file."""
        return sorted(self.refused, key=lambda refused: refused.line)

    def decide(self, *, dry_run: bool) -> None:
        """Raise RolledBack if rows were refused, and in a dry run."""
        if dry_run or self.refused:
            raise RolledBack
