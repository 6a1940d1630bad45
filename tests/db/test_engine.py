"""Both engines alike: no lost update, one winner, reads that do not write, aware times."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from db.engine.connections import Database
from db.models import User
from db.statements.users import users
from tests.support.clients import Agent
from tests.support.processes import at_once
from tests.support.servers import environment
from tests.support.shop import Shop

COUNT = """
import asyncio, sys
from sqlalchemy import text
from db.engine.connections import Database

async def count() -> None:
    database = Database(sys.argv[1])
    for _ in range(25):
        async with database.begin() as session:
            connection = await session.connection()
            lock = "" if database.is_sqlite else " FOR UPDATE"
            n = (await connection.execute(text("SELECT n FROM counter" + lock))).scalar_one()
            await asyncio.sleep(0)
            await connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
    await database.dispose()

asyncio.run(count())
"""
TAKE = """
import asyncio, sys
from sqlalchemy import text
from db.engine.connections import Database

TAKE = text("UPDATE token SET used = 1 WHERE id = :id AND used = 0 RETURNING id")

async def take() -> None:
    database, won = Database(sys.argv[1]), 0
    for number in range(25):
        async with database.begin() as session:
            connection = await session.connection()
            won += (await connection.execute(TAKE, {"id": number})).first() is not None
    await database.dispose()
    print(won)

asyncio.run(take())
"""


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    opened = Database(empty_url)
    yield opened
    await opened.dispose()


async def prepare(database: Database, *statements: str) -> None:
    async with database.begin() as session:
        for statement in statements:
            await (await session.connection()).execute(text(statement))


async def test_reading_then_writing_loses_nothing(database: Database, empty_url: str) -> None:
    await prepare(database, "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)")

    ended = at_once(4, "-c", COUNT, empty_url, env=environment())

    assert [process.returncode for process in ended] == [0] * 4, ended
    async with database.read() as session:
        counted = await (await session.connection()).execute(text("SELECT n FROM counter"))
        assert counted.scalar_one() == 100


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


async def test_users_reads_take_no_write_transaction(shop: Shop, admin: Agent) -> None:
    begun: list[object] = []

    def note(connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            begun.append(connection)

    engine = shop.application.database.engine.sync_engine
    event.listen(engine, "begin", note)
    before = await shop.everything()

    for operation in (
        "current-user",
        "customers",
        "users",
        "imitations",
        "roles",
        "sales-channels",
    ):
        assert (await admin.run(f"admin/{operation}")).errors == []

    assert begun == []
    assert await shop.everything() == before
    assert (await admin.run("admin/user-logout")).data is True
    assert len(begun) == 1
    event.remove(engine, "begin", note)


async def test_times_come_back_aware_and_as_the_same_moment(shop: Shop) -> None:
    ahead = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    async with shop.application.database.begin() as session:
        user = await users.get(session, shop.user("eve"))
        assert user
        user.created_at = ahead

    async with shop.application.database.read() as session:
        statement = select(User.created_at).where(col(User.id) == shop.user("eve"))
        read = (await session.exec(statement)).one()

    assert (read, read.utcoffset()) == (ahead, timedelta(0))
    assert read.isoformat() == datetime(2026, 3, 1, 10, tzinfo=UTC).isoformat()


ORPHAN = (
    "INSERT INTO role_privileges (role_id, privilege) "
    "SELECT id, 'customer:read' FROM products LIMIT 1"
)


@pytest.mark.parametrize("statement", [ORPHAN, "DELETE FROM currencies"], ids=["child", "parent"])
async def test_foreign_keys_are_on(shop: Shop, statement: str) -> None:
    before = await shop.everything()

    with pytest.raises(IntegrityError):
        await shop.change(statement)

    assert await shop.everything() == before
