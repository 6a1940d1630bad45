"""SQLite by the standard library's sqlite3: look-ups on the event loop, all else in threads."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from db.engine.dialect import SQLITE
from db.engine.drivers.held import Pool
from db.engine.drivers.sqlite.connection import (
    SqliteConnection,
    Work,
    begin,
    connect,
    connect_in_thread,
    in_thread,
    in_thread_to_the_end,
)
from db.engine.drivers.sqlite.look_ups import LookUps
from db.engine.faults import translated
from db.engine.locks import Locks
from db.engine.rows import AT_ONCE, made
from db.engine.session import Change, Session
from db.engine.statement import Statement

Row = TypeVar("Row")
Perform = Callable[[Work, Statement[Any]], Awaitable[Any]]


class SqliteSession(Session):
    """Statements by sqlite3."""

    dialect = SQLITE

    def __init__(self, perform: Perform) -> None:
        """`perform` does a piece of work for a statement on the session's connection."""
        self._perform = perform

    async def all(self, statement: Statement[Row], /, **values: Any) -> Sequence[Row]:
        """Every row of the answer."""
        compiled = statement.on(SQLITE)
        arguments = compiled.arguments(values)
        rows = await self._perform(
            lambda on: on.execute(compiled.text, arguments).fetchall(), statement
        )
        if len(rows) > AT_ONCE:
            return await made(rows, compiled.row)
        return [compiled.row(row) for row in rows]

    async def run(self, statement: Statement[Any], /, **values: Any) -> int:
        """How many rows the statement has changed."""
        compiled = statement.on(SQLITE)
        arguments = compiled.arguments(values)
        count = await self._perform(
            lambda on: on.execute(compiled.text, arguments).rowcount, statement
        )
        return max(int(count), 0)  # -1: it is no statement that changes rows

    async def many(self, statement: Statement[Any], rows: Sequence[Mapping[str, Any]], /) -> None:
        """Runs the statement once for each of the rows.

        The cursor stays in the thread: freed in another one, it would reset the statement that the
        next call of the same text is running meanwhile.
        """
        if not rows:
            return
        compiled = statement.on(SQLITE)
        arguments = [compiled.arguments(row) for row in rows]

        def work(on: SqliteConnection) -> None:
            on.executemany(compiled.text, arguments)

        await self._perform(work, statement)

    async def write(self, *changes: Change) -> None:
        """Make several changes, in one turn of a thread."""
        compiled = [(statement.on(SQLITE), values) for statement, values in changes]
        sent = [(each.text, each.arguments(values)) for each, values in compiled]

        def work(on: SqliteConnection) -> None:
            for text, arguments in sent:
                on.execute(text, arguments)

        await self._perform(work, changes[0][0])


class Sqlite:
    """A database of SQLite as one process uses it.

    One connection looks rows up on the event loop, at most `size` read in threads, and one writes:
    transactions wait for each other in the order in which they were begun.
    """

    def __init__(self, path: str, *, size: int) -> None:
        """The file is opened at the first statement, also after `close`."""
        self._path = path
        self._threads = ThreadPoolExecutor(size + 1, thread_name_prefix="sqlite")
        self.pool: Pool[SqliteConnection] = Pool(self._open, size)
        self._turn = asyncio.Lock()  # first come, first served
        self._writer: SqliteConnection | None = None
        self._looker: SqliteConnection | None = None
        self._look_ups = LookUps(self._open_looker)
        self.reads = SqliteSession(self._read)
        self.writes = self.notes = SqliteSession(self._write_alone)

    @asynccontextmanager
    async def begin(self, _locks: Locks | None = None) -> AsyncIterator[Session]:
        """A transaction; committed at the end, rolled back by any exception.

        It locks out other writers at once: a snapshot that has been read cannot be written on.
        """
        async with self._turn:
            writer = self._writer = self._writer or await self._open(reads_only=False)
            try:
                with translated():
                    await begin(self._threads, writer)
                yield SqliteSession(self._write)
                with translated():
                    await in_thread_to_the_end(self._threads, writer, _commit)
            except BaseException:
                await in_thread_to_the_end(self._threads, writer, _roll_back)
                raise

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Session]:
        """Single reads on a connection of their own; raises what the driver says."""
        connection = await connect_in_thread(self._threads, self._path, reads_only=True)
        try:
            yield SqliteSession(lambda work, _: in_thread(self._threads, connection, work))
        finally:
            connection.terminate()

    def close(self) -> None:
        """Close every connection."""
        self.pool.close()
        for connection in (self._writer, self._looker):
            if connection is not None:
                connection.terminate()
        self._writer = self._looker = None

    async def _read(self, work: Work, statement: Statement[Any]) -> Any:
        if statement.by_key:
            with suppress(sqlite3.OperationalError):  # the file is locked: to wait is for a thread
                return await self._look_ups.done(work)
        connection = await self.pool.take()
        try:
            with translated():
                return await in_thread(self._threads, connection, work)
        finally:
            self.pool.give_back(connection)

    async def _write(self, work: Work, statement: Statement[Any]) -> Any:
        assert self._writer is not None  # noqa: S101 - begin() has opened it
        with translated():
            if statement.by_key:
                return work(self._writer)
            return await in_thread(self._threads, self._writer, work)

    async def _write_alone(self, work: Work, statement: Statement[Any]) -> Any:
        async with self.begin():
            return await self._write(work, statement)

    def _open_looker(self) -> SqliteConnection:
        self._looker = self._looker or connect(self._path, waits=False, reads_only=True)
        return self._looker

    async def _open(self, *, reads_only: bool = True) -> SqliteConnection:
        with translated():
            return await connect_in_thread(self._threads, self._path, reads_only=reads_only)


def _commit(connection: SqliteConnection) -> None:
    connection.execute("COMMIT")


def _roll_back(connection: SqliteConnection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
