"""How does a page of a list reach a client? Cursors name the last row's keys, nothing secret."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from auth import arguments
from auth.errors import Invalid
from db.engine.paging import Slice

Row = TypeVar("Row")
Changed = TypeVar("Changed")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows with their cursors. `count` asks for the length of the whole list."""

    rows: Sequence[Row]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool
    count: Callable[[], Awaitable[int]]

    @classmethod
    def of(
        cls,
        found: Slice[Row],
        *,
        key: Callable[[Row], Sequence[object]],
        after: str | None,
        count: Callable[[], Awaitable[int]],
    ) -> "Page[Row]":
        """A page of the rows found after the cursor `after`."""
        cursors = [_encode(key(row)) for row in found.rows]
        return cls(found.rows, cursors, found.has_next, after is not None, count)

    def map(self, change: Callable[[Row], Changed]) -> "Page[Changed]":
        """The page with every row changed; cursors and length stay."""
        rows = [change(row) for row in self.rows]
        return Page(rows, self.cursors, self.has_next, self.has_previous, self.count)


def by_name(row: Any) -> tuple[str, str]:  # noqa: ANN401 - customers, products and users
    """The key of lists in alphabetical order."""
    return row.search_text, row.id


def by_time(row: Any) -> tuple[str, str]:  # noqa: ANN401 - imitations and the like
    """The key of lists in order of time."""
    return row.created_at.isoformat(), row.id


def number_of(row: Any) -> tuple[int]:  # noqa: ANN401 - orders
    """The key of lists in order of a number."""
    return (row.number,)


def after_name(cursor: str | None) -> tuple[str, str] | None:
    """What `by_name` made; None starts at the beginning."""
    match _decode(cursor):
        case None:
            return None
        case [str(name), str(id_)]:
            return arguments.printable(name, field="after"), arguments.identifier(
                id_, field="after"
            )
    raise Invalid("after")


def after_time(cursor: str | None) -> tuple[datetime, str] | None:
    """What `by_time` made; None starts at the beginning."""
    match _decode(cursor):
        case None:
            return None
        case [str(moment), str(id_)]:
            return _moment(moment), arguments.identifier(id_, field="after")
    raise Invalid("after")


def after_number(cursor: str | None) -> tuple[int] | None:
    """What `number_of` made; None starts at the beginning."""
    match _decode(cursor):
        case None:
            return None
        case [int(number)] if 0 <= number < 2**63:
            return (number,)
    raise Invalid("after")


def _encode(keys: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(keys, ensure_ascii=False).encode()).decode()


def _decode(cursor: str | None) -> Any:  # noqa: ANN401 - whatever a stranger sent
    if cursor is None:
        return None
    try:
        keys = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Invalid("after", "This is not a cursor.") from error
    if not isinstance(keys, list):
        raise Invalid("after", "This is not a cursor.")
    return keys


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise Invalid("after", "This is not a cursor.") from error
    return arguments.moment(moment, field="after")
