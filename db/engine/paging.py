"""Reads a long list page by page, by the keys of the last row seen, never by an offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Integer, bindparam, func, literal_column, tuple_
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.session import Session
from db.engine.statement import Statement

MOST_COUNTED: Final = 10_001  # rows; the number means more than 10,000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list, and whether more follow."""

    rows: Sequence[Row]
    has_next: bool


class Paged(Generic[Row]):
    """The statements of one list: its first page, a page after a row, its number of rows."""

    def __init__(
        self, listed: SelectOfScalar[Row], *, keys: Sequence[Any], descending: bool = False
    ) -> None:
        """The list in the order of `keys`, which together must be unique, and have an index."""
        order = [key.desc() if descending else key.asc() for key in keys]
        in_order = listed.order_by(*order).limit(bindparam("most", type_=Integer()))
        places = [f"after_{number}" for number in range(len(keys))]
        last = tuple_(
            *(bindparam(name, type_=key.type) for name, key in zip(places, keys, strict=True))
        )
        after = tuple_(*keys) < last if descending else tuple_(*keys) > last
        self._places = places
        self._first = Statement(in_order)
        self._after = Statement(in_order.where(after))
        self._count = Statement(_counted(listed))

    async def page(
        self,
        session: Session,
        *,
        after: Sequence[object] | None,
        first: int,
        **values: object,
    ) -> Slice[Row]:
        """`first` rows after the one that has the keys `after`; None starts at the beginning."""
        if after is None:
            rows = await session.all(self._first, most=first + 1, **values)
        else:
            last = dict(zip(self._places, after, strict=True))
            rows = await session.all(self._after, most=first + 1, **last, **values)
        return Slice(rows[:first], len(rows) > first)

    async def count(self, session: Session, **values: object) -> int:
        """How many rows the list has, at most MOST_COUNTED."""
        return await session.one(self._count, **values)


def _counted(listed: SelectOfScalar[Any]) -> SelectOfScalar[int]:
    rows: Any = listed.with_only_columns(literal_column("1"), maintain_column_froms=True)
    return select(func.count()).select_from(rows.limit(MOST_COUNTED).subquery())
