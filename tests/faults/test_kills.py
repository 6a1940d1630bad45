"""Servers and PostgreSQL are killed (kill -9) under load: no acknowledged write is lost, none is
half done. The same checks find a disk that forgets and every row that is missing.
"""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from tests.faults import kept
from tests.faults.fleet import Fleet, fleet
from tests.faults.storm import Told, some_load, storm
from tests.support.between.pgbouncer import ProductUrl, product_urls
from tests.support.engines.cluster import Cluster, cluster
from tests.support.engines.databases import new_database
from tests.support.engines.kept import CHEAP, directly
from tests.support.servers import command, environment
from tests.support.shop import Shop, fill
from tests.support.shopping import add, order

SERVERS = 4
KILLS = 20  # on each engine


@pytest.fixture(scope="module")
def durable() -> Iterator[Cluster]:
    """A PostgreSQL that loses no commit."""
    with cluster(durable=True) as server:
        yield server


@pytest.fixture
def sqlite(sqlite_template: str, tmp_path: Path) -> Path:
    """The file of a database for one test."""
    return Path(shutil.copy(sqlite_template.removeprefix("sqlite:///"), tmp_path / "kills.db"))


@pytest.fixture(scope="module")
def durable_url(durable: Cluster) -> Iterator[ProductUrl]:
    """How the product reaches its databases."""
    with product_urls(durable.url) as urls:
        yield urls


@pytest.fixture
async def postgresql(durable: Cluster, durable_url: ProductUrl) -> AsyncIterator[str]:
    """The URL of a database for one test."""
    async with new_database(durable.url) as url:
        await fill(url)
        yield durable_url(url)


async def kill_servers(servers: Fleet, told: Told) -> None:
    """Kill half of them while the others serve, then these, then start all again."""
    await some_load(told)
    servers.kill(0, 1)
    await some_load(told)
    servers.kill(2, 3)
    await servers.restart()


async def check(told: Told, servers: Fleet, url: str) -> None:
    """Everything acknowledged is stored, nothing is half done, and no answer was a server error."""
    rows = await kept.read(url)
    assert kept.lost(told, rows) == []
    assert kept.half(rows) == []
    assert told.codes <= {"UNAVAILABLE"}
    assert all(told.by_kind)
    assert "Traceback" not in servers.log
    assert "request.failed" not in servers.log
    verified = command("audit", "verify", env=environment(database_url=url, **CHEAP))
    assert (verified.returncode, verified.stderr) == (0, "")
    held = f"{len(rows['audit_events'])} events hold, 0 wait for their place.\n"
    assert verified.stdout.startswith(held)


@pytest.mark.long
async def test_servers_on_sqlite_are_killed(sqlite: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{sqlite}"
    async with fleet(tmp_path, url, SERVERS) as servers, storm(servers) as told:
        for _ in range(KILLS // SERVERS):
            await kill_servers(servers, told)
        await some_load(told)

    await check(told, servers, url)


@pytest.mark.long
async def test_servers_and_postgresql_are_killed(
    durable: Cluster, postgresql: str, tmp_path: Path
) -> None:
    """Servers reconnect to a database that was killed; they are not restarted for that."""
    async with fleet(tmp_path, postgresql, SERVERS) as servers, storm(servers) as told:
        await kill_servers(servers, told)
        await kill_servers(servers, told)
        for _ in range(KILLS - 2 * SERVERS):
            await some_load(told)
            durable.kill()
            durable.start()
            await servers.ready()
        await some_load(told)

    await check(told, servers, postgresql)


async def test_a_file_that_forgets_is_found_out(sqlite: Path, tmp_path: Path) -> None:
    """The control: the file is put back to an earlier state."""
    url, kept_back = f"sqlite:///{sqlite}", tmp_path / "a moment ago.db"
    async with fleet(tmp_path, url, 1) as servers, storm(servers) as told:
        await some_load(told)
        with closing(sqlite3.connect(sqlite)) as now, closing(sqlite3.connect(kept_back)) as past:
            now.backup(past)
        await some_load(told)
    for file in sqlite.parent.glob(f"{sqlite.name}*"):
        file.unlink()
    kept_back.rename(sqlite)

    rows = await kept.read(url)

    assert kept.lost(told, rows) != []
    assert kept.half(rows) == []


@directly
async def test_a_postgresql_that_forgets_is_found_out(
    durable: Cluster, postgresql: str, tmp_path: Path
) -> None:
    """The control: this server acknowledges commits ten seconds before it writes them."""
    await forget(postgresql)
    async with fleet(tmp_path, postgresql, 1) as servers, storm(servers) as told:
        await some_load(told)
        durable.kill()
    durable.start()

    rows = await kept.read(postgresql)

    assert kept.lost(told, rows) != []
    assert kept.half(rows) == []


async def forget(url: str) -> None:
    """Let the server acknowledge commits before they are on the disk."""
    name = url.rpartition("/")[2]
    connection = await asyncpg.connect(url)
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
    await connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


async def test_every_row_that_is_missing_is_found_out(shop: Shop) -> None:
    """The control: for every row that one imitation wrote, the same without that row."""
    url = shop.settings.database_url
    before = await kept.read(url)
    imitator = await shop.imitator(await shop.agent("alice"), "crowd 1")
    assert (await add(imitator, shop.product(1))).data
    assert (await order(imitator)).data
    assert (await add(imitator, shop.product(2))).data
    await imitator.run("storefront/customer-logout")
    rows = await kept.read(url)

    assert kept.half(rows) == []
    for table in {*kept.TABLES} - {"carts", "products"}:
        written = [row for row in rows[table] if row not in before[table]]
        assert written, table
        for row in written:
            others = [other for other in rows[table] if other is not row]
            assert kept.half({**rows, table: others}) != [], row
