"""The forms of an export: a table for spreadsheets, and JSON with every event."""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from auth.texts.spreadsheet import harmless
from server.responses import encode

if TYPE_CHECKING:
    from resolvers.admin.imitations.exporting import Exported

COLUMNS: Final = (
    *("id", "status", "access", "reason", "reasonCategory", "createdAt", "startedAt", "endedAt"),
    *("endReason", "erasedAt", "userId", "username", "userFirstName", "userLastName", "customerId"),
    *("customerNumber", "customerEmail", "customerFirstName", "customerLastName"),
    *("salesChannelId", "salesChannel", "orders"),
    *("fullSince", "fullReason", "fullReasonCategory"),  # later ones stand last
)
BYTE_ORDER_MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8


class ExportForm(ABC):
    """One export: its beginning, its pages in order, its end."""

    name: ClassVar[str]  # also the end of the file's name
    media_type: ClassVar[str]
    with_events: ClassVar[bool]

    @abstractmethod
    def beginning(self) -> bytes:
        """What comes before the first page."""

    @abstractmethod
    def page(self, records: "Sequence[Exported]") -> bytes:
        """Some records."""

    @abstractmethod
    def end(self) -> bytes:
        """What comes after the last page: a file without it was cut off."""


class CsvForm(ExportForm):
    """A line for each imitation, whose cells no spreadsheet runs (RFC 4180)."""

    name = "csv"
    media_type = "text/csv"
    with_events = False

    def beginning(self) -> bytes:
        """The names of the columns."""
        return (BYTE_ORDER_MARK + _line(COLUMNS)).encode()

    def page(self, records: "Sequence[Exported]") -> bytes:
        """Numbers of orders stand in one cell."""
        return "".join(_line(_cells(record)) for record in records).encode()

    def end(self) -> bytes:
        """Nothing: a file that was cut off is known by its connection alone."""
        return b""


class JsonForm(ExportForm):
    """A list with an object for each imitation, which has its events."""

    name = "json"
    media_type = "application/json"
    with_events = True

    def __init__(self) -> None:
        self._between = b"\n"

    def beginning(self) -> bytes:
        """The list is opened."""
        return b"["

    def page(self, records: "Sequence[Exported]") -> bytes:
        """One line for each imitation."""
        written = self._between + b",\n".join(encode(record) for record in records)
        self._between = b",\n"
        return written

    def end(self) -> bytes:
        """The list is closed."""
        return b"\n]\n"


def _cells(record: "Exported") -> Iterable[str]:
    for name in COLUMNS:
        value = record[name]
        yield " ".join(value) if isinstance(value, list) else harmless(str(value or ""))


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(cells)
    return text.getvalue()
