"""Migrations lead from an empty database to the models and back, one process or several."""

import asyncio
import sqlite3
import warnings
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from db.engine.connections import Database
from db.engine.drivers import alchemy
from db.migrate import migrate
from db.statements.imitation import audit_walks
from db.trigrams import is_described
from db.upgrade import alembic_config
from db.version import NewerDatabase, version
from resolvers.audit.sealing import seal_new_events
from tests.support.forks.processes import at_once
from tests.support.servers import environment
from tests.support.shop import OpenShop

PROGRAM = (
    "import asyncio, sys; from db.migrate import migrate; print(asyncio.run(migrate(sys.argv[1])))"
)
OPTIONS = {
    "compare_type": True,
    "compare_server_default": True,
    "include_name": is_described,
}


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    opened = Database(empty_url)
    yield opened
    await opened.dispose()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts=OPTIONS)
    with warnings.catch_warnings():
        if connection.dialect.name == "sqlite":  # of an index on an expression it reflects nothing
            warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression")
            warnings.filterwarnings("ignore", "autogenerate skipping .* expression-based index")
        return list(compare_metadata(context, SQLModel.metadata))


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "base")


async def ask(database: Database, question: Any) -> Any:
    async with database.engine.connect() as connection:
        return await connection.run_sync(question)


async def test_on_sqlite_wait_longer_for_a_writer_than_requests_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alchemy, "BUSY_TIMEOUT", 50)
    file = tmp_path / "busy.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("BEGIN IMMEDIATE")
        migrating = asyncio.create_task(migrate(f"sqlite:///{file}"))
        await asyncio.sleep(0.5)
        assert not migrating.done()
        writer.execute("ROLLBACK")

    assert await migrating is True


async def test_lead_to_the_models_and_back(database: Database, empty_url: str) -> None:
    assert await migrate(empty_url) is True
    assert await ask(database, differences) == []

    async with database.engine.execution_options(migrate=True).begin() as connection:
        await connection.run_sync(downgrade)
    tables = await ask(database, lambda connection: inspect(connection).get_table_names())
    assert tables == ["alembic_version"]

    assert await migrate(empty_url) is True
    assert await ask(database, differences) == []
    assert await migrate(empty_url) is False


async def test_difference_would_be_found(database: Database, empty_url: str) -> None:
    await migrate(empty_url)
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE roles ADD COLUMN forgotten INTEGER"))

    ((act, _, table, column),) = await ask(database, differences)

    assert (act, table, column.name) == ("remove_column", "roles", "forgotten")


async def test_one_of_six_processes_at_once_migrates(database: Database, empty_url: str) -> None:
    ended = at_once(6, "-c", PROGRAM, empty_url, env=environment())

    assert [process.returncode for process in ended] == [0] * 6, ended
    assert sorted(process.stdout for process in ended) == [*["False\n"] * 5, "True\n"]
    assert await ask(database, differences) == []


async def test_newer_database_is_refused_and_left_alone(database: Database, empty_url: str) -> None:
    await migrate(empty_url)
    newer = "UPDATE alembic_version SET version_num = '9999', oldest_beside = '9998'"
    async with database.engine.begin() as connection:
        await connection.execute(text(newer))

    with pytest.raises(NewerDatabase, match="9999"):
        await migrate(empty_url)

    assert (await version(database)).current == "9999"


async def test_newer_database_that_lets_this_version_serve_is_left_alone(
    database: Database, empty_url: str
) -> None:
    await migrate(empty_url)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert await migrate(empty_url) is False

    found = await version(database)
    assert (found.current, found.is_newer, found.can_serve) == ("9999", True, True)


TABLES = ("audit_events", "audit_seals", "audit_leaves", "audit_checkpoints", "audit_walks")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET {column} = 'x'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
    ],
    ids=["update", "delete", "truncate", "cascade"],
)
async def test_audit_log_is_append_only(open_shop: OpenShop, table: str, change: str) -> None:
    shop = await open_shop()
    if "TRUNCATE" in change and shop.application.database.is_sqlite:
        return  # SQLite has no such statement
    insert = "INSERT INTO audit_seals (position, event_id, hash) VALUES (1, 1, 'h')"
    await shop.agent("eve")  # an audit event exists
    await seal_new_events(shop.application)
    where = "" if shop.application.database.is_sqlite else " ON audit_seals"
    await shop.change(f"DROP TRIGGER audit_seals_closed{where}")
    await shop.change(insert)
    await audit_walks.add(shop.application.database.writes, "note")
    before = await shop.everything()
    column = {"audit_events": "action", "audit_checkpoints": "note", "audit_walks": "note"}.get(
        table, "hash"
    )

    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        await shop.change(change.format(table=table, column=column))

    assert await shop.everything() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_tiles SET place = 1",
        "UPDATE audit_tiles SET level = 1",
        "DELETE FROM audit_tiles",
        "DELETE FROM audit_sealing",
    ],
)
async def test_tiles_of_the_audit_log_keep_their_places(open_shop: OpenShop, change: str) -> None:
    shop = await open_shop()
    for name in ("eve", "alice"):
        await shop.agent(name)
    await seal_new_events(shop.application)
    before = await shop.everything()

    with pytest.raises(DBAPIError, match=r"keep their places|is append-only"):
        await shop.change(change)

    assert await shop.everything() == before
    await shop.agent("victor")
    assert await seal_new_events(shop.application) == 1
