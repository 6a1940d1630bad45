"""Both engines alike: no lost update, one winner, reads that do not write, aware times."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import asyncpg
import pytest
from sqlalchemy import bindparam, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from db.engine.connections import Database
from db.engine.statement import Statement
from db.models import User
from tests.support.clients import Agent
from tests.support.driver import statements_of, tables_written
from tests.support.forks.processes import at_once
from tests.support.servers import environment
from tests.support.shop import Shop

COUNT = """
import asyncio, sys
from sqlalchemy import text
from db.engine.connections import Database
from db.engine.statement import Statement

async def count() -> None:
    database = Database(sys.argv[1])
    lock = "" if database.is_sqlite else " FOR UPDATE"
    read = Statement(text("SELECT n FROM counter" + lock), lambda values: values[0])
    write = Statement(text("UPDATE counter SET n = :n"))
    for _ in range(25):
        async with database.transaction() as session:
            n = await session.one(read)
            await asyncio.sleep(0)
            assert await session.run(write, n=n + 1) == 1
    await database.dispose()

asyncio.run(count())
"""
TAKE = """
import asyncio, sys
from sqlalchemy import text
from db.engine.connections import Database
from db.engine.statement import Statement

TAKE = Statement(text("UPDATE token SET used = 1 WHERE id = :id AND used = 0 RETURNING id"))

async def take() -> None:
    database, won = Database(sys.argv[1]), 0
    for number in range(25):
        async with database.transaction() as session:
            won += await session.first(TAKE, id=number) is not None
    await database.dispose()
    print(won)

asyncio.run(take())
"""
COUNTED: Final[Statement[int]] = Statement(text("SELECT n FROM counter"), lambda values: values[0])


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    opened = Database(empty_url)
    yield opened
    await opened.dispose()


async def prepare(database: Database, *statements: str) -> None:
    async with database.transaction() as session:
        for statement in statements:
            await session.run(Statement(text(statement)))


async def test_reading_then_writing_loses_nothing(database: Database, empty_url: str) -> None:
    await prepare(database, "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)")

    ended = at_once(4, "-c", COUNT, empty_url, env=environment())

    assert [process.returncode for process in ended] == [0] * 4, ended
    assert await database.reads.one(COUNTED) == 100


async def test_update_returning_wins_once(database: Database, empty_url: str) -> None:
    tokens = ", ".join(f"({number}, 0)" for number in range(25))
    await prepare(
        database,
        "CREATE TABLE token (id INTEGER PRIMARY KEY, used INTEGER)",
        f"INSERT INTO token VALUES {tokens}",
    )

    ended = at_once(4, "-c", TAKE, empty_url, env=environment())

    assert [process.returncode for process in ended] == [0] * 4, ended
    assert sum(int(process.stdout) for process in ended) == 25


async def test_users_reads_take_no_transaction(shop: Shop, admin: Agent) -> None:
    before = await shop.everything()
    with statements_of(shop.application.database) as sent:
        for operation in (
            "current-user",
            "customers",
            "users",
            "imitations",
            "roles",
            "sales-channels",
        ):
            assert (await admin.run(f"admin/{operation}")).errors == []
    after = await shop.everything()
    with statements_of(shop.application.database) as sent_by_a_mutation:
        assert (await admin.run("admin/user-logout")).data is True

    assert [text for text in sent if is_begin(text) or tables_written(text)] == []
    assert after == before
    assert len([text for text in sent_by_a_mutation if is_begin(text)]) == 1


def is_begin(text: str) -> bool:
    return text.startswith("BEGIN")


async def test_times_come_back_aware_and_as_the_same_moment(shop: Shop) -> None:
    ahead = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    change = update(User).values(created_at=bindparam("at")).where(col(User.id) == bindparam("eve"))
    look = Statement(select(User.created_at).where(col(User.id) == bindparam("eve")))
    eve = shop.user("eve")
    async with shop.application.database.transaction() as session:
        assert await session.run(Statement(change), at=ahead, eve=eve) == 1

    read = await shop.application.database.reads.one(look, eve=eve)

    assert (read, read.utcoffset()) == (ahead, timedelta(0))
    assert read.isoformat() == datetime(2026, 3, 1, 10, tzinfo=UTC).isoformat()


ORPHAN = (
    "INSERT INTO role_privileges (role_id, privilege) "
    "SELECT id, 'customer:read' FROM products LIMIT 1"
)


@pytest.mark.parametrize("statement", [ORPHAN, "DELETE FROM currencies"], ids=["child", "parent"])
async def test_foreign_keys_are_on(shop: Shop, statement: str) -> None:
    before = await shop.everything()

    with pytest.raises((sqlite3.IntegrityError, asyncpg.ForeignKeyViolationError)):
        await prepare(shop.application.database, statement)
    with pytest.raises(IntegrityError):
        await shop.change(statement)  # by SQLAlchemy, as imports write

    assert await shop.everything() == before
