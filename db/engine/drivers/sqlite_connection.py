"""A connection of SQLite: how it is opened, and the thread that works on it."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

BUSY_TIMEOUT: Final = 5_000  # milliseconds that a writer waits for one of another process
PIECE: Final = 100  # milliseconds of it in a thread: SQLite cannot be interrupted while it waits
PREPARED: Final = 1_000  # statements that a connection remembers

Work = Callable[["SqliteConnection"], Any]


class Worker:
    """A thread that does pieces of work for the event loop, in the order in which they were given.

    What an executor does besides for each piece takes as long as a small statement.
    """

    def __init__(self) -> None:
        """It ends with the process, if not before."""
        self._given: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None]
        self._given = SimpleQueue()
        Thread(target=self._serve, name="sqlite", daemon=True).start()

    def do(self, work: Callable[[], Any]) -> "asyncio.Future[Any]":
        """What the work answers or raises."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._given.put((work, done))
        time.sleep(0)  # let the thread have Python's lock now, not after five milliseconds
        return done

    def end(self) -> None:
        """Let the thread end after the pieces that it has."""
        self._given.put(None)

    def _serve(self) -> None:
        while given := self._given.get():
            work, done = given
            try:
                tell = partial(_succeed, done, work())
            except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                tell = partial(_fail, done, error)
            with suppress(RuntimeError):  # the loop is closed: nobody awaits it
                done.get_loop().call_soon_threadsafe(tell)
            del given, work, done, tell  # they hold a connection, rows and a traceback


class SqliteConnection(sqlite3.Connection):
    """A connection that knows whether it is closed."""

    closed = False
    worker: Worker | None = None  # None: it is used on the event loop alone

    def is_closed(self) -> bool:
        """Whether it serves no more."""
        return self.closed

    def terminate(self) -> None:
        """Close it; no thread may be at work on it."""
        self.closed = True
        self.close()
        if self.worker is not None:
            self.worker.end()


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


async def connect_in_thread(path: str, *, reads_only: bool = False) -> SqliteConnection:
    """Open the file in a thread: where it is locked, that waits as well."""
    worker = Worker()
    done = worker.do(partial(_connect_for, worker, path, reads_only=reads_only))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await _left(done)
        if done.exception() is None:
            done.result().terminate()
        raise


async def in_thread(connection: SqliteConnection, work: Work) -> Any:
    """Do a piece of work in its thread. Where the caller is cancelled, so is the statement."""
    done = _worker_of(connection).do(partial(work, connection))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await _left(done, connection.interrupt)
        done.exception()
        raise


async def begin(connection: SqliteConnection) -> None:
    """Lock out other writers; a thread waits for one of another process.

    A caller that is cancelled leaves the connection after a PIECE.
    """
    with suppress(sqlite3.OperationalError):  # another process writes
        connection.execute("BEGIN IMMEDIATE")
        return
    for _ in range(BUSY_TIMEOUT // PIECE):
        with suppress(sqlite3.OperationalError):  # the last piece says what is wrong
            await in_thread(connection, _begin)
            return
    await in_thread(connection, _begin)


async def in_thread_to_the_end(connection: SqliteConnection, work: Work) -> None:
    """Do what must not be given up: a caller that is cancelled goes on as if it were not."""
    done = _worker_of(connection).do(partial(work, connection))
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await _left(done)
        done.result()


def _connect_for(worker: Worker, path: str, *, reads_only: bool) -> SqliteConnection:
    try:
        connection = connect(path, reads_only=reads_only)
    except BaseException:
        worker.end()
        raise
    connection.worker = worker
    return connection


def _worker_of(connection: SqliteConnection) -> Worker:
    assert connection.worker is not None  # noqa: S101 - connect_in_thread has opened it
    return connection.worker


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


def _succeed(done: "asyncio.Future[Any]", answer: object) -> None:
    if not done.done():  # it is shielded from its caller, but not from the end of the loop
        done.set_result(answer)


def _fail(done: "asyncio.Future[Any]", error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)
