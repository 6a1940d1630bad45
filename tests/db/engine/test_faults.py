"""Errors of the drivers: which are outages, and which are the caller's or the program's fault."""

import asyncio
import errno
import socket
import sqlite3
from contextlib import closing

import asyncpg
import pytest

from db.engine.connections import Database
from db.engine.drivers.sqlite import connection as sqlite_connection
from db.engine.faults import Unavailable, cause_of, is_outage, translated, was_lost
from tests.support.driver import OpenDatabase, sql

ADD = sql("INSERT INTO currencies VALUES ('XTS', 1)")
FILL = sql(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
    "INSERT INTO currencies SELECT 'X' || i, 1 FROM n"
)
on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


@on_postgresql
@pytest.mark.parametrize(
    ("settings", "statement", "error"),
    [
        ("SET TRANSACTION READ ONLY", "DELETE FROM orders", "ReadOnlySQLTransactionError"),  # 25006
        ("SET LOCAL statement_timeout = 50", "SELECT pg_sleep(60)", "QueryCanceledError"),  # 57014
        ("SELECT 1", "SELECT pg_terminate_backend(pg_backend_pid())", "Connection|AdminShutdown"),
        ("SELECT 1", "LOCK TABLE carts NOWAIT", "LockNotAvailableError"),  # 55P03
    ],
)
async def test_a_later_try_may_succeed(
    database: Database, database_url: str, settings: str, statement: str, error: str
) -> None:
    other = await asyncpg.connect(database_url)

    async def work() -> None:
        async with database.transaction() as session:
            await session.run(sql(settings))
            await session.run(sql(statement))

    async with other.transaction():
        await other.execute("LOCK TABLE carts IN SHARE MODE")
        with pytest.raises(Unavailable, match=error):
            await work()
    await other.close()

    async with database.transaction() as session:
        assert await session.run(ADD) == 1


@on_postgresql
async def test_a_connection_that_knows_the_tables_of_before_a_migration_learns(
    database: Database, database_url: str
) -> None:
    look = sql("SELECT * FROM currencies")
    other = await asyncpg.connect(database_url)

    async def work() -> None:
        async with database.transaction() as session:
            await session.all(look)

    await work()
    await other.execute("ALTER TABLE currencies ADD COLUMN more INTEGER")
    await other.close()

    with pytest.raises(Unavailable, match="InvalidCachedStatementError"):
        await work()
    await work()


@pytest.mark.parametrize(
    ("error", "outage", "lost"),
    [
        (asyncpg.InternalClientError("cannot switch to state 12"), True, True),
        (asyncpg.InterfaceError("connection is closed"), True, True),
        (asyncpg.ConnectionDoesNotExistError("in the middle of operation"), True, True),
        (asyncpg.CannotConnectNowError("starting up"), True, True),
        (asyncpg.AdminShutdownError("terminating"), True, True),
        (asyncpg.TooManyConnectionsError("sorry"), True, False),
        (asyncpg.DiskFullError("no space"), True, False),
        (asyncpg.PostgresIOError("input/output error"), True, False),
        (asyncpg.SerializationError("try again"), True, False),
        (TimeoutError(), True, True),
        (ConnectionResetError(), True, True),
        (sqlite3.OperationalError("database is locked"), True, False),
        (asyncpg.DataError("invalid input for query argument"), False, False),
        (asyncpg.UniqueViolationError("duplicate key"), False, False),
        (asyncpg.UndefinedTableError("does not exist"), False, False),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), False, False),
        (ValueError(), False, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_of_the_drivers_has_its_meaning(
    error: Exception, *, outage: bool, lost: bool
) -> None:
    assert (is_outage(error), was_lost(error)) == (outage, lost)


@on_postgresql
async def test_the_victim_of_a_deadlock_may_try_again(database: Database) -> None:
    met = asyncio.Barrier(2)

    async def lock(*tables: str) -> None:
        async with database.transaction() as session:
            await session.run(sql("SET LOCAL deadlock_timeout = 50"))
            await session.run(sql(f"LOCK TABLE {tables[0]}"))
            await met.wait()
            await session.run(sql(f"LOCK TABLE {tables[1]}"))

    ended = await asyncio.gather(
        lock("carts", "orders"), lock("orders", "carts"), return_exceptions=True
    )

    (victim,) = filter(None, ended)
    assert isinstance(victim, Unavailable)
    assert str(victim) == "DeadlockDetectedError"


async def test_what_breaks_a_rule_of_the_tables_is_no_outage(database: Database) -> None:
    broken = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
    for statement in ("INSERT INTO currencies VALUES ('EUR', 1)", "DELETE FROM currencies"):
        with pytest.raises(broken):
            await database.writes.run(sql(statement))

    assert await database.writes.run(ADD) == 1


@on_postgresql
@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("SELECT 1 / 0", {}),
        ("SELECT nothing FROM nowhere", {}),
        ("SELECT CAST(:n AS integer)", {"n": "no number"}),
        ("SELECT CAST(:n AS integer)", {"n": 2**40}),
        ("SELECT CAST(:n AS text)", {"n": "nul \x00"}),
    ],
)
async def test_what_a_statement_does_wrong_is_no_outage_and_costs_no_connection(
    database: Database, statement: str, values: dict[str, object]
) -> None:
    pid = sql("SELECT pg_backend_pid()")
    before = await database.reads.one(pid)

    with pytest.raises(asyncpg.PostgresError):
        await database.reads.all(sql(statement), **values)

    assert await database.reads.one(pid) == before


@on_sqlite
async def test_a_file_that_is_locked_is_an_outage(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 50)
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="OperationalError"):
            await database.writes.run(ADD)

    assert await database.writes.run(ADD) == 1


async def test_a_database_that_is_not_there_is_an_outage(
    database: Database, open_database: OpenDatabase
) -> None:
    away = open_database(
        "sqlite:////nowhere/imitate.db"
        if database.is_sqlite
        else "postgresql://nobody:nothing@127.0.0.1:1/none"
    )

    for session in (away.reads, away.writes):
        with pytest.raises(Unavailable):
            await session.all(sql("SELECT 1"))
    with pytest.raises(Unavailable):
        async with away.transaction():
            pass


def timed_out() -> TimeoutError:
    """As asyncio raises it."""
    error = TimeoutError()
    error.__cause__ = asyncio.CancelledError()
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "ENOSPC"),
        (OSError(errno.EMFILE, "Too many open files"), "EMFILE"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "gaierror"),
        (timed_out(), "TimeoutError"),
        (asyncpg.DiskFullError("no space"), "DiskFullError"),
        (sqlite3.OperationalError("database is locked"), "OperationalError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_the_log_names_what_is_behind_an_outage(error: Exception, cause: str) -> None:
    with pytest.raises(Unavailable) as raised, translated():
        raise error

    assert cause_of(raised.value) == cause


@on_sqlite
async def test_a_full_file_is_an_outage_with_its_name(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as session:
        (pages,) = await session.one(sql("PRAGMA page_count"))
        await session.all(sql(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(Unavailable) as raised:
        await database.writes.run(FILL)
    assert cause_of(raised.value) == "SQLITE_FULL"

    async with database.transaction() as session:
        await session.all(sql("PRAGMA max_page_count = 1000000"))
        assert await session.run(ADD) == 1
