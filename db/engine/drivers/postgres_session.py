"""Statements on a connection of asyncpg."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

import asyncpg

from db.engine.dialect import POSTGRESQL
from db.engine.rows import AT_ONCE, made
from db.engine.session import Change, Session
from db.engine.statement import Statement

PARAMETER: Final = re.compile(r"\$(\d+)")
COMBINATIONS: Final = 1_000  # of changes, whose text is remembered

Row = TypeVar("Row")
Work = Callable[[asyncpg.Connection], Awaitable[Any]]


class PostgresSession(Session):
    """Statements by asyncpg."""

    dialect = POSTGRESQL

    def __init__(self, perform: Callable[[Work], Awaitable[Any]]) -> None:
        """`perform` does a piece of work on the session's connection."""
        self._perform = perform

    async def all(self, statement: Statement[Row], /, **values: Any) -> Sequence[Row]:
        """Every row of the answer."""
        compiled = statement.on(POSTGRESQL)
        arguments = compiled.arguments(values)
        records = await self._perform(lambda on: on.fetch(compiled.text, *arguments))
        if len(records) > AT_ONCE:
            return await made(records, compiled.row)
        return [compiled.row(record) for record in records]

    async def run(self, statement: Statement[Any], /, **values: Any) -> int:
        """How many rows the statement has changed."""
        compiled = statement.on(POSTGRESQL)
        arguments = compiled.arguments(values)
        status = await self._perform(lambda on: on.execute(compiled.text, *arguments))
        count = status.rpartition(" ")[2]  # of `UPDATE 3`
        return int(count) if count.isdigit() else 0

    async def many(self, statement: Statement[Any], rows: Sequence[Mapping[str, Any]], /) -> None:
        """Runs the statement once for each of the rows."""
        if not rows:
            return
        compiled = statement.on(POSTGRESQL)
        arguments = [compiled.arguments(row) for row in rows]
        await self._perform(lambda on: on.executemany(compiled.text, arguments))

    async def write(self, *changes: Change) -> None:
        """Make several changes, none of which reads or changes what another one changes."""
        compiled = [statement.on(POSTGRESQL) for statement, _ in changes]
        text = _together(tuple(each.text for each in compiled))
        arguments = [
            argument
            for each, (_, values) in zip(compiled, changes, strict=True)
            for argument in each.arguments(values)
        ]
        await self._perform(lambda on: on.execute(text, *arguments))


@lru_cache(COMBINATIONS)
def _together(texts: tuple[str, ...]) -> str:
    """One statement of several: all but the last are common table expressions."""
    numbered, before = [], 0
    for text in texts:
        numbered.append(_shifted(text, before))
        before += len(set(PARAMETER.findall(text)))
    *first, last = numbered
    names = ", ".join(f"change_{number} AS ({text})" for number, text in enumerate(first))
    return f"WITH {names} {last}" if first else last


def _shifted(text: str, by: int) -> str:
    """The text with the numbers of its parameters raised."""
    return PARAMETER.sub(lambda found: f"${int(found[1]) + by}", text)
