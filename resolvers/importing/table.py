"""Reads a CSV file: its columns first, then row after row."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from auth.errors import Invalid
from resolvers.importing.beginning import SEPARATOR, Unreadable, read_beginning
from resolvers.importing.columns import Columns

LONGEST_CELL: Final = 16 * 1024 * 1024  # characters; a product's description may be long
# PHP's fputcsv does not double a quote that follows a backslash. Such a quote is recognised by what
# follows it: neither the end of the cell nor another quote.
_PHP_QUOTE: Final = re.compile(r'\\"(?=[^";\r\n])')
_LINE_BREAK: Final = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")  # the form of other bytes after surrogateescape


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be stored; `line` is the number of its first line, from 1."""

    line: int
    reason: str

    @classmethod
    def by(cls, line: int, refusal: Invalid) -> "Refused":
        """The row that begins at `line`, refused because of one of its cells."""
        return cls(line, f"{refusal.extensions['field']}: {refusal}")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by column, without columns that the file does not have."""

    line: int
    cells: Mapping[str, str]
    joined: Sequence[str] = ()  # columns whose line breaks have become blanks


class Table:
    """The table in a file, which is read once. Bytes that are not UTF-8 come as surrogates."""

    def __init__(self, lines: Iterable[str], columns: Columns) -> None:
        """Read the first line; raises Unreadable."""
        csv.field_size_limit(LONGEST_CELL)
        rest = iter(lines)
        head, self._skipped = read_beginning(rest)
        text = _as_rfc_4180(chain([head], rest))
        self._reader = csv.reader(text, delimiter=SEPARATOR, strict=True)
        self.names = self._read_names(columns)
        self._one_line = [name for name in self.names if name in columns.one_line]
        known = columns.required | columns.optional
        present = frozenset(filter(None, self.names))
        if missing := sorted(columns.required - present):
            raise Unreadable(_explain_missing(missing, self.names))
        self.given = present & known
        self.unused = [name for name in self.names if name in columns.unused]
        self.unknown = [name for name in self.names if name and name not in known | columns.unused]
        for name in self.unknown:
            if column := columns.doubtful(name):
                raise Unreadable(f"The column {name} may mean {column}. Rename or remove it.")

    def _read_names(self, columns: Columns) -> list[str]:
        try:
            names = [columns.meant(name.strip()) for name in next(self._reader, [])]
        except csv.Error:
            raise Unreadable("The quotes of the first line do not pair.") from None
        if _NOT_UTF8.search("".join(names)):
            raise Unreadable("The first line is not in UTF-8. Save the file as UTF-8.")
        if repeated := sorted({name for name in names if name and names.count(name) > 1}):
            raise Unreadable(f"There is more than one column {', '.join(repeated)}.")
        return names

    def __iter__(self) -> Iterator[Row | Refused]:
        """Every row that is not empty."""
        while True:
            line = self._skipped + self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                yield Refused(line, "The quotes of this row do not pair.")
                continue
            if any(cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row | Refused:
        if len(cells) != len(self.names):
            reason = f"This row has {len(cells)} cells, the first line has {len(self.names)}."
            return Refused(line, reason)
        text = "".join(cells)
        if not text.isascii() and _NOT_UTF8.search(text):
            return Refused(line, "This row is not in UTF-8.")
        found = zip(self.names, cells, strict=True)
        given = {name: cell for name, cell in found if name in self.given}
        joined = [name for name in self._one_line if _LINE_BREAK.search(given[name])]
        for name in joined:
            given[name] = _one_line(given[name])
        return Row(line, given, joined)


def _one_line(cell: str) -> str:
    parts = (part.strip() for part in _LINE_BREAK.split(cell))
    return " ".join(filter(None, parts))


def _as_rfc_4180(lines: Iterable[str]) -> Iterator[str]:
    """The lines with every quote inside a cell doubled (RFC 4180)."""
    for line in lines:
        yield _PHP_QUOTE.sub(r'\\""', line) if '\\"' in line else line


def _explain_missing(missing: list[str], names: list[str]) -> str:
    message = f"Required columns are missing: {', '.join(missing)}."
    if len(names) == 1:
        message += f" Cells are separated by «{SEPARATOR}», names stand in the first line."
    return message
