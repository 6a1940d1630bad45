"""Runs statements on one connection, the same way on both engines."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Dialect

from db.engine.statement import Statement

Row = TypeVar("Row")
Change = tuple[Statement[Any], Mapping[str, Any]]  # a statement, and the values for it


class Session(ABC):
    """What a unit of work asks. Values go by the names of a statement's `bindparam`s.

    Every method raises Unavailable where the database cannot serve now.
    """

    dialect: Dialect

    @abstractmethod
    async def all(self, statement: Statement[Row], /, **values: Any) -> Sequence[Row]:
        """Every row of the answer."""

    @abstractmethod
    async def run(self, statement: Statement[Any], /, **values: Any) -> int:
        """How many rows the statement has changed."""

    @abstractmethod
    async def many(self, statement: Statement[Any], rows: Sequence[Mapping[str, Any]], /) -> None:
        """Runs the statement once for each of the rows."""

    async def write(self, *changes: Change) -> None:
        """Make all of these changes or none; none reads or changes what another one changes.

        PostgreSQL gets them in one statement.
        """
        for statement, values in changes:
            await self.run(statement, **values)

    async def first(self, statement: Statement[Row], /, **values: Any) -> Row | None:
        """The first row of the answer, None where there is none."""
        rows = await self.all(statement, **values)
        return rows[0] if rows else None

    async def one(self, statement: Statement[Row], /, **values: Any) -> Row:
        """The one row of an answer that always has one."""
        (row,) = await self.all(statement, **values)
        return row
