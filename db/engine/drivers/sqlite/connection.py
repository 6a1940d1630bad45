"""A connection of SQLite: how it is opened, and how a thread works on it."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from typing import Any, Final

BUSY_TIMEOUT: Final = 5_000  # milliseconds that a writer waits for one of another process
PIECE: Final = 100  # milliseconds of it in a thread: SQLite cannot be interrupted while it waits
PREPARED: Final = 1_000  # statements that a connection remembers

Work = Callable[["SqliteConnection"], Any]


class SqliteConnection(sqlite3.Connection):
    """A connection that knows whether it is closed."""

    closed = False

    def is_closed(self) -> bool:
        """Whether it serves no more."""
        return self.closed

    def terminate(self) -> None:
        """Close it; no thread may be at work on it."""
        self.closed = True
        self.close()


def connect(path: str, *, waits: bool = True, reads_only: bool = False) -> SqliteConnection:
    """Open the file; where another process has locked it, `waits` as long as BUSY_TIMEOUT."""
    connection = sqlite3.connect(
        path,
        isolation_level=None,  # BEGIN is written where a transaction begins
        check_same_thread=False,  # one thread at a time, not always the same one
        cached_statements=PREPARED,
        factory=SqliteConnection,
    )
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT if waits else 0}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        f"query_only = {int(reads_only)}",
        "secure_delete = ON",  # what an erasure removes is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}")
    if not reads_only:
        connection.execute("PRAGMA busy_timeout = 0")  # see `begin`
    return connection


async def connect_in_thread(
    threads: Executor, path: str, *, reads_only: bool = False
) -> SqliteConnection:
    """Open the file in a thread: where it is locked, that waits as well."""
    open_file = partial(connect, path, reads_only=reads_only)
    done = asyncio.get_running_loop().run_in_executor(threads, open_file)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await _left(done)
        if done.exception() is None:
            done.result().terminate()
        raise


async def in_thread(threads: Executor, connection: SqliteConnection, work: Work) -> Any:
    """Do a piece of work in a thread. Where the caller is cancelled, so is the statement."""
    done = asyncio.get_running_loop().run_in_executor(threads, work, connection)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await _left(done, connection.interrupt)
        done.exception()
        raise


async def begin(threads: Executor, connection: SqliteConnection) -> None:
    """Lock out other writers; a thread waits for one of another process.

    A caller that is cancelled leaves the connection after a PIECE.
    """
    with suppress(sqlite3.OperationalError):  # another process writes
        connection.execute("BEGIN IMMEDIATE")
        return
    for _ in range(BUSY_TIMEOUT // PIECE):
        with suppress(sqlite3.OperationalError):  # the last piece says what is wrong
            await in_thread(threads, connection, _begin)
            return
    await in_thread(threads, connection, _begin)


async def in_thread_to_the_end(threads: Executor, connection: SqliteConnection, work: Work) -> None:
    """Do what must not be given up: a caller that is cancelled goes on as if it were not."""
    done = asyncio.get_running_loop().run_in_executor(threads, work, connection)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await _left(done)
        done.result()


def _begin(connection: SqliteConnection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {PIECE}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute("PRAGMA busy_timeout = 0")


async def _left(done: "asyncio.Future[Any]", hurry: Callable[[], None] = lambda: None) -> None:
    """The thread has left the connection, which another piece of work may have then."""
    while not done.done():
        hurry()  # more than once: the thread may not have begun
        with suppress(asyncio.CancelledError):  # a second one: the process stops
            await asyncio.wait([done], timeout=0.1)
