"""PostgreSQL's indexes of trigrams: built beside the migrations, or done without."""

import logging
import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from db.engine.connections import Database
from db.migrate import migrate
from db.trigram_index import find_missing
from server.examination.examine import examine
from server.settings.checks import Check
from server.settings.settings import Settings
from tests.support.engines.databases import execute, new_database

pytestmark = pytest.mark.postgresql

BOTH = ["customers", "products"]


@pytest.fixture
async def url(postgres_url: str) -> AsyncIterator[str]:
    async with new_database(postgres_url) as created:
        yield created


@pytest.fixture
async def limited_url(url: str) -> AsyncIterator[str]:
    """The same database, as a role that may make tables in it and nothing else."""
    role = f"may_not_create_extensions_{secrets.token_hex(8)}"
    await execute(url, f"CREATE ROLE {role} LOGIN PASSWORD 'hush-hush'")
    await execute(url, f"GRANT ALL ON SCHEMA public TO {role}")
    address = urlsplit(url)
    yield address._replace(netloc=f"{role}:hush-hush@{address.hostname}:{address.port}").geturl()
    await execute(url, f"DROP OWNED BY {role}; DROP ROLE {role}")


async def missing(url: str) -> list[str]:
    database = Database(url)
    try:
        return list(await find_missing(database))
    finally:
        await database.dispose()


async def test_without_the_extension_migrations_go_on_and_a_later_one_builds(
    url: str, limited_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        assert await migrate(limited_url) is True
    told = [record.getMessage() for record in caplog.records]

    assert await missing(limited_url) == BOTH
    assert len(told) == 1
    assert "a search of customers and of products reads the whole table" in told[0]
    assert 'permission denied to create extension "pg_trgm"' in told[0]
    assert "hush" not in told[0]
    (found,) = [
        finding
        for finding in await examine(Settings(database_url=limited_url), {})
        if finding.check is Check.SEARCH
    ]
    assert (found.verdict, found.check.kind) == ("warning", "state")
    assert "CREATE EXTENSION pg_trgm" in found.text

    await execute(url, "CREATE EXTENSION pg_trgm")
    assert await migrate(limited_url) is False
    assert await missing(limited_url) == []


async def test_an_interrupted_build_is_done_again(url: str) -> None:
    await migrate(url)
    connection = await asyncpg.connect(url)
    index = "'ix_customers_trigrams'::regclass"
    await connection.execute(f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = {index}")
    assert await missing(url) == ["customers"]

    assert await migrate(url) is False

    assert await missing(url) == []
    await connection.close()
