"""SQLite: writers take turns, readers go on, and no thread is left on a connection."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

import pytest
from sqlalchemy import bindparam
from sqlmodel import col, select

from db.engine.connections import Connections, Database
from db.engine.drivers.sqlite import connection as sqlite_connection
from db.engine.drivers.sqlite import driver as sqlite_driver
from db.engine.drivers.sqlite.connection import SqliteConnection, connect
from db.engine.faults import Unavailable
from db.engine.statement import Statement
from db.models import Currency
from tests.support.driver import OpenDatabase, scalar, sql

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)

ADD: Final = sql("INSERT INTO currencies VALUES (:code, 1)")
COUNT: Final = scalar("SELECT count(*) FROM currencies")
COUNT_ADDED: Final = scalar("SELECT count(*) FROM currencies WHERE iso_code LIKE '%-%'")
BY_KEY: Final = Statement(
    select(Currency.factor).where(col(Currency.iso_code) == bindparam("code")), by_key=True
)
ENDLESS: Final = scalar(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)
WITHIN: Final = 30  # seconds; a loaded machine takes its time
SIZE: Final = 3


@pytest.fixture
def other(database_url: str) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as opened:
        yield opened


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Does something in the thread that begins a statement of these words, before it is run."""

    def trace(words: str, act: Callable[[], object]) -> None:
        def note(text: str) -> None:
            if text.startswith(words):
                act()

        def opened(path: str, **options: bool) -> SqliteConnection:
            connection = connect(path, **options)
            connection.set_trace_callback(note)
            return connection

        for module in (sqlite_driver, sqlite_connection):
            monkeypatch.setattr(module, "connect", opened)

    return trace


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_writers_have_their_turns_in_the_order_in_which_they_came(
    database: Database,
) -> None:
    had: list[int] = []

    async def write(number: int) -> None:
        async with database.transaction() as session:
            had.append(number)
            await session.run(ADD, code=f"X{number:02}")

    async with database.transaction():
        waiting = []
        for number in range(20):
            waiting.append(asyncio.create_task(write(number)))
            await turns()
        waiting[3].cancel()
    ended = await asyncio.gather(*waiting, return_exceptions=True)

    assert had == [number for number in range(20) if number != 3]
    assert [type(each) for each in ended if each] == [asyncio.CancelledError]


async def test_a_transaction_sees_its_own_changes_and_readers_do_not(database: Database) -> None:
    before = await database.reads.one(COUNT)
    async with database.transaction() as session:
        await session.run(ADD, code="XTS")
        assert await session.one(COUNT) == before + 1
        assert await session.one(BY_KEY, code="XTS") == 1
        assert await database.reads.one(COUNT) == before
        assert await database.reads.first(BY_KEY, code="XTS") is None

    assert await database.reads.one(COUNT) == before + 1
    assert await database.reads.one(BY_KEY, code="XTS") == 1


async def test_readers_go_on_while_another_process_writes(
    database: Database, other: sqlite3.Connection
) -> None:
    before = await database.reads.one(COUNT)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO currencies VALUES ('XTS', 1)")
    writing = asyncio.create_task(database.writes.run(ADD, code="XAA"))
    await asyncio.sleep(0.05)

    for _ in range(5):
        assert await database.reads.one(COUNT) == before
        assert await database.reads.one(BY_KEY, code="EUR") == 1_000_000
    assert not writing.done()
    other.execute("COMMIT")

    assert await writing == 1
    assert await database.reads.one(COUNT) == before + 2


async def test_a_look_up_that_finds_the_file_locked_waits_in_a_thread(
    open_database: OpenDatabase, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event loop goes on meanwhile. A restored backup or a checkpoint locks readers out."""
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", WITHIN * 1000)
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as owner:
        owner.execute("PRAGMA locking_mode = EXCLUSIVE")
        owner.execute("BEGIN EXCLUSIVE")
        owner.execute("INSERT INTO currencies VALUES ('XTS', 7)")
        owner.execute("COMMIT")  # the lock stays
        looking = asyncio.create_task(open_database().reads.one(BY_KEY, code="XTS"))
        await asyncio.sleep(0.2)
        assert not looking.done()

    assert await looking == 7


async def test_a_look_up_of_a_file_that_stays_locked_is_an_outage(
    open_database: OpenDatabase, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 50)
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as owner:
        owner.execute("PRAGMA locking_mode = EXCLUSIVE")
        owner.execute("BEGIN EXCLUSIVE")
        owner.execute("INSERT INTO currencies VALUES ('XTS', 7)")
        owner.execute("COMMIT")
        database = open_database()

        with pytest.raises(Unavailable, match="OperationalError"):
            await database.reads.one(BY_KEY, code="XTS")

    assert await database.reads.one(BY_KEY, code="XTS") == 7


@pytest.mark.parametrize(
    ("words", "on_the_loop"),
    [
        ("SELECT currencies.factor", {True}),  # by key, alone and in a transaction
        ("BEGIN", {True}),
        ("SELECT count", {False}),
        ("INSERT", {False}),
        ("COMMIT", {False}),
    ],
)
async def test_only_look_ups_by_key_and_a_free_lock_are_taken_on_the_event_loop(
    database: Database,
    traced: Callable[[str, Callable[[], object]], None],
    words: str,
    on_the_loop: set[bool],
) -> None:
    threads: set[bool] = set()

    def note() -> None:
        threads.add(threading.current_thread() is threading.main_thread())

    traced(words, note)
    await database.reads.one(BY_KEY, code="EUR")
    await database.reads.one(COUNT)
    async with database.transaction() as session:
        await session.one(BY_KEY, code="EUR")
        await session.run(ADD, code="XTS")

    assert threads == on_the_loop


async def test_a_lock_that_another_process_has_is_waited_for_in_a_thread(
    database: Database, other: sqlite3.Connection
) -> None:
    await database.writes.run(ADD, code="XAA")
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.writes.run(ADD, code="XTS"))

    async with asyncio.timeout(WITHIN):
        await turns()  # which would last as long as the lock
    assert not writing.done()
    other.execute("ROLLBACK")

    assert await writing == 1


@pytest.fixture
async def endless(database: Database) -> "asyncio.Task[int]":
    """A statement that a thread has begun, or is about to."""
    reading = asyncio.create_task(database.reads.one(ENDLESS))
    async with asyncio.timeout(WITHIN):
        while not database.connections.in_use:
            await turns()
    return reading


async def test_a_statement_that_is_cancelled_is_interrupted(
    database: Database, endless: "asyncio.Task[int]"
) -> None:
    endless.cancel()
    async with asyncio.timeout(WITHIN):
        with pytest.raises(asyncio.CancelledError):
            await endless

    assert database.connections == Connections(0, SIZE)
    assert [await database.reads.one(COUNT) for _ in range(SIZE + 1)] == [
        await database.reads.one(COUNT)
    ] * (SIZE + 1)


async def test_slow_readers_hold_up_neither_writers_nor_look_ups(
    database: Database, endless: "asyncio.Task[int]"
) -> None:
    async with asyncio.timeout(WITHIN):
        assert await database.writes.run(ADD, code="XTS") == 1
        assert await database.reads.one(BY_KEY, code="XTS") == 1
        assert await database.reads.one(COUNT) > 1
    assert not endless.done()

    endless.cancel()
    await asyncio.gather(endless, return_exceptions=True)


async def test_a_commit_that_was_begun_is_done_in_spite_of_a_cancellation(
    database: Database, traced: Callable[[str, Callable[[], object]], None]
) -> None:
    committing, go_on = threading.Event(), threading.Event()

    def stop() -> None:
        committing.set()
        go_on.wait(WITHIN)

    async def work() -> str:
        async with database.transaction() as session:
            await session.run(ADD, code="XTS")
        return "done"

    traced("COMMIT", stop)
    working = asyncio.create_task(work())
    await asyncio.to_thread(committing.wait, WITHIN)
    for _ in range(2):  # the second time the process stops
        working.cancel()
        await turns()
    assert not working.done()
    go_on.set()

    assert await working == "done"
    assert await database.reads.one(BY_KEY, code="XTS") == 1


async def test_a_thread_has_left_the_connection_before_another_piece_of_work_begins(
    database: Database, traced: Callable[[str, Callable[[], object]], None]
) -> None:
    """However often the caller is cancelled."""
    at_work, go_on = threading.Event(), threading.Event()

    def stop() -> None:
        at_work.set()
        go_on.wait(WITHIN)

    async def work() -> None:
        async with database.transaction() as session:
            await session.run(ADD, code="XTS")

    traced("INSERT", stop)
    working = asyncio.create_task(work())
    await asyncio.to_thread(at_work.wait, WITHIN)
    for _ in range(3):
        working.cancel()
        await turns()
    assert not working.done()
    go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await working
    assert await database.reads.first(BY_KEY, code="XTS") is None
    go_on.set()
    assert await database.writes.run(ADD, code="XTS") == 1


async def test_a_statement_for_many_rows_can_follow_itself(database_url: str) -> None:
    """On asyncio's own event loop, which frees the results of threads later than uvloop."""

    async def follow() -> int:
        database = Database(database_url)
        async with database.transaction() as session:
            for call in range(100):
                await session.many(ADD, [{"code": f"{call}-{number}"} for number in range(500)])
            added = await session.one(COUNT_ADDED)
        await database.dispose()
        return int(added)

    assert await asyncio.to_thread(asyncio.run, follow()) == 50_000
