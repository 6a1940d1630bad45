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
    """The report. If `refused` has a row, nothing was stored, or with `skip` only the others."""

    skip: bool = False  # whether the other rows are stored where some are refused

    unused: list[str] = field(default_factory=list)  # columns of Shopware that have no use here
    unknown: list[str] = field(default_factory=list)  # columns that are not known
    rows: int = 0
    added: int = 0
    updated: int = 0
    revived: int = 0  # deleted customers who are stored again
    refused: list[Refused] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table, *, skip: bool) -> "Report":
        """A report without rows, which names the columns of the table."""
        return cls(skip=skip, unused=table.unused, unknown=table.unknown)

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

    @property
    def refused_lines(self) -> frozenset[int]:
        """The refused rows, each once."""
        return frozenset(refused.line for refused in self.refused)

    @property
    def stores(self) -> bool:
        """Whether rows are stored, if it is no dry run."""
        return not self.refused or (self.skip and len(self.refused_lines) < self.rows)

    def count(self, updated: int) -> None:
        """Tell added rows from these that were stored before."""
        self.updated = updated
        self.added = self.rows - len(self.refused_lines) - updated

    @property
    def counts(self) -> dict[str, object]:
        """The counts as the audit log records them."""
        counts: dict[str, object] = {"added": self.added, "updated": self.updated}
        if self.revived:
            counts["revived"] = self.revived
        if self.refused:
            counts["refused"] = len(self.refused_lines)
        return counts

    def decide(self, *, dry_run: bool) -> None:
        """Raise RolledBack in a dry run, and if refused rows keep the others out."""
        if dry_run or not self.stores:
            raise RolledBack
