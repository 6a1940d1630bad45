"""Reads a long list page by page, by the keys of the last row seen, never by an offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import func, literal, tuple_
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list, and whether more follow."""

    rows: Sequence[Row]
    has_next: bool


async def page(
    session: AsyncSession,
    statement: SelectOfScalar[Row],
    *,
    keys: Sequence[Any],
    after: Sequence[object] | None,
    first: int,
    descending: bool = False,
) -> Slice[Row]:
    """`first` rows in the order of `keys`, which together must be unique, after those of a row."""
    if after is not None:
        last = tuple_(*(literal(value, key.type) for key, value in zip(keys, after, strict=True)))
        place = tuple_(*keys)
        statement = statement.where(place < last if descending else place > last)
    order = [key.desc() if descending else key.asc() for key in keys]
    rows = (await session.exec(statement.order_by(*order).limit(first + 1))).all()
    return Slice(rows[:first], len(rows) > first)


async def count(session: AsyncSession, statement: SelectOfScalar[Row]) -> int:
    """How many rows the statement has in all."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return (await session.exec(counted)).one()
