"""Reads and adds rows by the driver, with each engine's own way to add many."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from itertools import chain
from typing import Any, Protocol, TypeAlias

import asyncpg

Row: TypeAlias = dict[str, Any]


class Store(Protocol):
    """A database to fill."""

    async def find(self, table: str, condition: str = "true") -> Sequence[Row]:
        """The rows of a table that satisfy a condition, in the order of their first column."""

    async def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows, all with the columns of the first; there may be none."""

    async def value(self, question: str) -> int:
        """The one number that a statement answers."""

    def silenced(self, table: str) -> AbstractAsyncContextManager[None]:
        """Without the triggers of the table."""

    async def settle(self) -> None:
        """Do what the database would do by itself after a while."""

    def moment(self, at: datetime) -> object:
        """A moment as this database stores it."""

    async def close(self) -> None:
        """Give the connection back."""


class PostgresStore:
    """PostgreSQL, filled by COPY."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    async def find(self, table: str, condition: str = "true") -> Sequence[Row]:
        found = await self._connection.fetch(f"SELECT * FROM {table} WHERE {condition} ORDER BY 1")
        return [dict(row) for row in found]

    async def add(self, table: str, rows: Iterable[Row]) -> None:
        names, values = _columns(rows)
        if names:
            await self._connection.copy_records_to_table(table, columns=names, records=values)

    async def value(self, question: str) -> int:
        return int(await self._connection.fetchval(question))

    @asynccontextmanager
    async def silenced(self, table: str) -> AsyncIterator[None]:
        await self._connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        await self._connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        number = f"pg_get_serial_sequence('{table}', 'id')"
        await self._connection.fetchval(f"SELECT setval({number}, (SELECT max(id) FROM {table}))")

    async def settle(self) -> None:
        """What autovacuum would do in the middle of a run."""
        await self._connection.execute("VACUUM ANALYZE")
        await self._connection.execute("CHECKPOINT")

    def moment(self, at: datetime) -> object:
        return at

    async def close(self) -> None:
        await self._connection.close()


class SqliteStore:
    """SQLite, filled in one transaction a table."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.row_factory = sqlite3.Row

    async def find(self, table: str, condition: str = "true") -> Sequence[Row]:
        found = self._connection.execute(f"SELECT * FROM {table} WHERE {condition} ORDER BY 1")
        return [dict(row) for row in found]

    async def add(self, table: str, rows: Iterable[Row]) -> None:
        names, values = _columns(rows)
        if not names:
            return
        places = ", ".join("?" * len(names))
        with self._connection:
            self._connection.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", values
            )

    async def value(self, question: str) -> int:
        return int(self._connection.execute(question).fetchone()[0])

    @asynccontextmanager
    async def silenced(self, table: str) -> AsyncIterator[None]:
        triggers = await self.find("sqlite_master", f"type = 'trigger' AND tbl_name = '{table}'")
        for trigger in triggers:
            self._connection.execute(f"DROP TRIGGER {trigger['name']}")
        yield
        for trigger in triggers:
            self._connection.execute(trigger["sql"])

    async def settle(self) -> None:
        """Move the write-ahead log into the file."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def moment(self, at: datetime) -> object:
        return at.replace(tzinfo=None).isoformat(" ", "microseconds")

    async def close(self) -> None:
        self._connection.close()


@asynccontextmanager
async def store(url: str) -> AsyncIterator[Store]:
    """The store of a database URL as the product takes it."""
    is_sqlite = url.startswith("sqlite:///")
    opened: Store = (
        SqliteStore(url.removeprefix("sqlite:///"))
        if is_sqlite
        else PostgresStore(await asyncpg.connect(url))
    )
    try:
        yield opened
    finally:
        await opened.close()


async def ask(url: str, question: str) -> int:
    """The one number that a statement answers."""
    async with store(url) as opened:
        return await opened.value(question)


def _columns(rows: Iterable[Row]) -> tuple[Sequence[str], Iterator[tuple[Any, ...]]]:
    """The names of the columns, and the values of the rows, which are read one by one."""
    remaining = iter(rows)
    first = next(remaining, None)
    if first is None:
        return (), iter(())
    return list(first), (tuple(row.values()) for row in chain([first], remaining))
