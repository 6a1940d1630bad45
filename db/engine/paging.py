"""Reads a long list page by page, by the keys of the last row seen, never by an offset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, literal_column, tuple_
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.session import Session
from db.engine.statement import Statement

MOST_COUNTED: Final = 10_001  # rows; the number means more than 10,000
MOST: Final = bindparam("most", type_=Integer())  # rows of a page, and one more
ONE: Final[ColumnElement[int]] = literal_column("1", Integer)

Conditions = Sequence[ColumnElement[bool]]
After = Callable[[Sequence[Any]], Conditions]

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list, and whether more follow."""

    rows: Sequence[Row]
    has_next: bool


class Way(Protocol):
    """How the rows of a list are found. `after` makes conditions of the keys of a selection."""

    def page(self, listed: SelectOfScalar[Any], after: After) -> SelectOfScalar[Any]:
        """At most MOST of the rows, in order."""

    def counted(self, listed: SelectOfScalar[Any]) -> SelectOfScalar[int]:
        """How many rows there are, at most MOST_COUNTED."""


class Paged(Generic[Row]):
    """The statements of one list: its first page, a page after a row, its number of rows."""

    def __init__(
        self,
        listed: SelectOfScalar[Row],
        *,
        keys: Sequence[Any],
        descending: bool = False,
        way: Way | None = None,
    ) -> None:
        """The list in the order of `keys`, which together must be unique, and have an index."""
        way = way or Walk(keys, descending=descending)
        self._places = [f"after_{number}" for number in range(len(keys))]
        last = tuple_(
            *(bindparam(name, type_=key.type) for name, key in zip(self._places, keys, strict=True))
        )

        def after(keys: Sequence[Any]) -> Conditions:
            return [tuple_(*keys) < last if descending else tuple_(*keys) > last]

        self._first = Statement(way.page(listed, _from_the_beginning))
        self._after = Statement(way.page(listed, after))
        self._count = Statement(way.counted(listed))

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


class Walk:
    """Reads the index of the keys from one row to the next."""

    def __init__(self, keys: Sequence[Any], *, descending: bool = False) -> None:
        self._keys = keys
        self._order = [key.desc() if descending else key.asc() for key in keys]

    def page(self, listed: SelectOfScalar[Any], after: After) -> SelectOfScalar[Any]:
        """At most MOST of the rows, in order."""
        return listed.where(*after(self._keys)).order_by(*self._order).limit(MOST)

    def counted(self, listed: SelectOfScalar[Any]) -> SelectOfScalar[int]:
        """How many rows there are, at most MOST_COUNTED."""
        return count_of(listed.with_only_columns(ONE, maintain_column_froms=True))


def count_of(rows: Select[Any]) -> SelectOfScalar[int]:
    """How many rows a selection has, at most MOST_COUNTED."""
    return select(func.count()).select_from(rows.limit(MOST_COUNTED).subquery())


def _from_the_beginning(_keys: Sequence[Any]) -> Conditions:
    return []
