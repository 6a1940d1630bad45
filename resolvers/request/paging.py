"""Reads one page of a long list, and counts the whole list only on demand."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from auth.texts import arguments
from resolvers.request.cursors import ListOrder

if TYPE_CHECKING:
    from db.engine.connections import Database
    from db.engine.paging import Slice
    from db.engine.session import Session

Row = TypeVar("Row")
Changed = TypeVar("Changed")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows. `count` counts the whole list, up to 10,001 rows."""

    rows: Sequence[Row]
    cursor: Callable[[int], str]  # of the row at an index; most clients ask for the last alone
    has_next: bool
    has_previous: bool
    count: Callable[[], Awaitable[int]]

    def map(self, change: Callable[[Row], Changed]) -> "Page[Changed]":
        """The page with every row changed; cursors and length stay."""
        rows = [change(row) for row in self.rows]
        return Page(rows, self.cursor, self.has_next, self.has_previous, self.count)


class Find(Protocol[Row]):
    """A statement that answers `first` rows after the row that has the keys `after`."""

    def __call__(
        self, session: "Session", *, after: Sequence[object] | None, first: int
    ) -> Awaitable["Slice[Row]"]:
        """Run the statement."""


async def read_page(
    database: "Database",
    order: ListOrder,
    *,
    first: int,
    after: str | None,
    find: Find[Row],
    count: Callable[["Session"], Awaitable[int]],
) -> Page[Row]:
    """The page of at most `first` rows after the cursor `after`; raises Invalid."""
    keys, size = order.keys(after), arguments.page_size(first)
    found = await find(database.reads, after=keys, first=size)

    async def number() -> int:
        is_whole = keys is None and not found.has_next
        return len(found.rows) if is_whole else await count(database.reads)

    return Page(
        found.rows,
        lambda index: order.cursor(found.rows[index]),
        found.has_next,
        after is not None,
        number,
    )
