"""The statements of use cases inside a transaction of SQLAlchemy, where imports keep their rows."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine.dialect import POSTGRESQL, SQLITE
from db.engine.session import Session
from db.engine.statement import Statement

Row = TypeVar("Row")


class AlchemySession(Session):
    """Runs the expressions of statements on an AsyncSession's connection."""

    def __init__(self, session: AsyncSession) -> None:
        """`session` has begun a transaction."""
        self._session = session
        name = session.get_bind().dialect.name
        self.dialect = SQLITE if name == SQLITE.name else POSTGRESQL

    async def all(self, statement: Statement[Row], /, **values: Any) -> Sequence[Row]:
        """Every row of the answer."""
        build = statement.build
        return [build(tuple(row)) for row in await self._execute(statement, values)]

    async def run(self, statement: Statement[Any], /, **values: Any) -> int:
        """How many rows the statement has changed."""
        return max((await self._execute(statement, values)).rowcount, 0)

    async def many(self, statement: Statement[Any], rows: Sequence[Mapping[str, Any]], /) -> None:
        """Runs the statement once for each of the rows."""
        if rows:
            await self._execute(statement, [dict(row) for row in rows])

    async def _execute(
        self, statement: Statement[Any], values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> CursorResult[Any]:
        connection = await self._session.connection()
        return await connection.execute(statement.expression, values)
