"""PostgreSQL by asyncpg: held connections, prepared statements, transactions."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import asyncpg

from db.engine.drivers.held import Pool
from db.engine.drivers.postgres_connector import Connector, make_ready
from db.engine.drivers.postgres_endings import commit, leave_later, roll_back, stop
from db.engine.drivers.postgres_session import PostgresSession, Work
from db.engine.faults import READ_ONLY, sqlstate_of, translated, was_lost
from db.engine.locks import Locks
from db.engine.session import Session

# What follows the locks must see what was committed before, whatever the database's default is.
ALONE: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
STATEMENT_TIMEOUT: Final = 10_000  # milliseconds
START_UP: Final = {"statement_timeout": str(STATEMENT_TIMEOUT), "timezone": "UTC"}
REPLACES_EVERY: Final = 1  # second
PREPARED: Final = 1_000  # statements that a connection remembers

Given = TypeVar("Given")
Result = TypeVar("Result")


class PostgreSQL:
    """A database of PostgreSQL as one process uses it."""

    def __init__(self, connector: Connector, *, size: int, pooler: bool) -> None:
        """`pooler`: a transaction pooler stands between, so a connection keeps no state."""
        self._connector = connector
        self._pooler = pooler
        self.pool: Pool[asyncpg.Connection] = Pool(self._connect, size)
        self._replaces_at = 0.0  # by the monotonic clock
        self.reads = PostgresSession(self._read)
        self.writes = PostgresSession(self._write)
        self.notes = PostgresSession(self._note)

    @asynccontextmanager
    async def begin(self, locks: Locks | None = None) -> AsyncIterator[Session]:
        """A transaction; committed at the end, rolled back by any exception."""
        words = f"{ALONE}; {locks}" if locks else "BEGIN"
        connection = await self._retried(self._begun, words)
        try:
            yield PostgresSession(lambda work: _translated(work, connection))
            with translated():
                await commit(connection)
        except asyncio.CancelledError:
            await stop(connection)
            raise
        except BaseException as error:
            await roll_back(connection)
            self._leave_read_only(connection, error)
            raise
        finally:
            self.pool.give_back(connection)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Session]:
        """Single reads on a connection of their own; raises what the driver says."""
        connection = await self._connector.open()
        try:
            yield PostgresSession(lambda work: work(connection))
        finally:
            await stop(connection)

    def close(self) -> None:
        """Close every connection."""
        self.pool.close()

    async def _read(self, work: Work) -> Any:
        """A statement that looks is repeated once where the connection was lost."""
        return await self._retried(self._lent, work)

    async def _note(self, work: Work) -> Any:
        """A write that may be lost is stopped when nobody waits for it any more."""
        with translated():
            return await self._lent(work)

    async def _write(self, work: Work) -> Any:
        """A statement that is its own transaction: like COMMIT, it is not cancelled once sent.

        While it waits until another host has what was written, a request to cancel it would leave
        a row that this host alone has. It is left to itself for a while instead.
        """
        with translated():
            connection = await self.pool.take()
            sent = asyncio.ensure_future(work(connection))
            sent.add_done_callback(lambda done: self._written(connection, done))
            try:
                return await asyncio.shield(sent)
            except asyncio.CancelledError:
                leave_later(connection, sent)
                raise

    def _written(self, connection: asyncpg.Connection, done: "asyncio.Future[Any]") -> None:
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        if isinstance(error, asyncpg.PostgresError):
            self._leave_read_only(connection, error)
        elif error is not None:
            connection.terminate()
        self.pool.give_back(connection)

    async def _retried(self, attempt: Callable[[Given], Awaitable[Result]], given: Given) -> Result:
        with translated():
            try:
                return await attempt(given)
            except Exception as error:
                if not was_lost(error):
                    raise
            self.pool.drop_idle()  # the server restarted, most likely
            return await attempt(given)

    async def _lent(self, work: Work) -> Any:
        connection = await self.pool.take()
        try:
            return await work(connection)
        except asyncpg.PostgresError as error:
            self._leave_read_only(connection, error)
            raise  # the server's own answer; where it hangs up, the connection knows
        except BaseException:
            await stop(connection)
            raise
        finally:
            self.pool.give_back(connection)

    def _leave_read_only(self, connection: asyncpg.Connection, error: BaseException) -> None:
        """After a refused write all connections are replaced: new ones may find the new primary.

        At most once a second, so that reads go on where the database stays read-only.
        """
        if sqlstate_of(error) != READ_ONLY:
            return
        connection.terminate()
        now = time.monotonic()
        if now >= self._replaces_at:
            self._replaces_at = now + REPLACES_EVERY
            self.pool.replace()

    async def _begun(self, words: str) -> asyncpg.Connection:
        connection = await self.pool.take()
        try:
            await connection.execute(words)
        except BaseException:
            await stop(connection)
            self.pool.give_back(connection)
            raise
        return connection

    async def _connect(self) -> asyncpg.Connection:
        with translated():  # a server that refuses, or says nothing, is not asked again
            connection = await self._connector.open(
                prepared=0 if self._pooler else PREPARED,
                settings=None if self._pooler else START_UP,
            )
            return await self._prepared(connection)

    async def _prepared(self, connection: asyncpg.Connection) -> asyncpg.Connection:
        try:
            async with asyncio.timeout(self._connector.address.connect_timeout):
                await make_ready(connection, pooler=self._pooler)
        except BaseException:
            await stop(connection)
            raise
        return connection


async def _translated(work: Work, connection: asyncpg.Connection) -> Any:
    with translated():
        return await work(connection)
