"""The disk of the database is full, or read-only: writes are refused, and nothing is lost."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from db.demo import shop
from tests.faults.fleet import Fleet, fleet
from tests.faults.machine.disks import Disk, needs_root, small_disk
from tests.faults.storm import Told, some_load, storm
from tests.faults.test_kills import check
from tests.support.clients import Answer, Client, Visitor
from tests.support.engines.cluster import Cluster
from tests.support.engines.kept import CHEAP, directly
from tests.support.servers import STARTS_WITHIN, served
from tests.support.shop import PASSWORD, fill

pytestmark = [pytest.mark.beside, needs_root, directly]
WAL = "SELECT pg_switch_wal()", "CREATE TABLE more (n integer)"


@dataclass(frozen=True)
class Stored:
    """A database on a disk of its own; `server` is None for SQLite."""

    disk: Disk
    url: str
    server: Cluster | None

    async def need_more_disk(self) -> None:
        """PostgreSQL ends where it cannot begin a new file of its write-ahead log."""
        if self.server is None:
            return
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await switch(self.url)

    def start_again(self) -> None:
        """Start PostgreSQL again, where it has ended."""
        if self.server is not None and self.server.server.poll() is not None:
            self.server.start()


@pytest.fixture(params=["sqlite", "postgresql"])
async def stored(request: pytest.FixtureRequest, sqlite_template: str) -> AsyncIterator[Stored]:
    with small_disk() as disk:
        if request.param == "sqlite":
            file = shutil.copy(sqlite_template.removeprefix("sqlite:///"), disk.folder)
            yield Stored(disk, f"sqlite:///{file}", None)
            return
        server = Cluster(disk.folder, durable=True)
        server.start()
        await fill(server.url)
        yield Stored(disk, server.url, server)
        server.kill()


async def test_a_full_disk_loses_nothing(stored: Stored, tmp_path: Path) -> None:
    async with fleet(tmp_path, stored.url, 2) as servers, storm(servers) as told:
        await some_load(told, 60, 90)

        stored.disk.fill()
        await until_refused(told)
        assert (await look(servers)).data
        await stored.need_more_disk()

        stored.disk.free()
        stored.start_again()
        await servers.ready()
        await some_load(told)

    await check(told, servers, stored.url)
    assert ("DiskFullError" if stored.server else "SQLITE_FULL") in servers.log


async def test_a_disk_that_becomes_read_only_loses_nothing(stored: Stored, tmp_path: Path) -> None:
    """PostgreSQL ends; SQLite still answers what reads. Both are started again on a sound disk."""
    async with fleet(tmp_path, stored.url, 2) as servers:
        async with storm(servers) as told:
            await some_load(told, 60, 90)

        stored.disk.fail()
        refused = await sign_in(servers.client(0))
        looked = await look(servers)
        servers.kill(0, 1)
        if stored.server is not None:
            stored.server.kill()
        stored.disk.unmount()
        stored.disk.mount()
        stored.start_again()
        await servers.restart()

        assert (refused.code, refused.response.status_code) == ("UNAVAILABLE", 503)
        assert looked.response.status_code == (200 if stored.server is None else 503)
        assert (await sign_in(servers.client(0))).data

    await check(told, servers, stored.url)


@pytest.mark.parametrize("stored", ["sqlite"], indirect=True)
async def test_a_disk_that_is_mounted_read_only_is_told(stored: Stored, tmp_path: Path) -> None:
    with served(tmp_path, database_url=stored.url, **CHEAP) as server, server.client() as http:
        with stored.disk.mounted_read_only():
            told = http.get("/health/ready")
        await asyncio.sleep(1.1)  # an answer is kept for a second
        afterwards = http.get("/health/ready")

    assert (told.status_code, told.json()) == (503, {"status": "database is read-only"})
    assert afterwards.status_code == 200


async def switch(url: str) -> None:
    """Begin new files of the write-ahead log."""
    connection = await asyncpg.connect(url)
    for statement in WAL * 8:
        await connection.execute(statement)


async def until_refused(told: Told) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while not told.codes:  # noqa: ASYNC110 - the storm signals nothing
            await asyncio.sleep(0.01)


async def look(servers: Fleet) -> Answer:
    visitor = Visitor(servers.client(1), {"sw-access-key": shop.access_key("Storefront")})
    return await visitor.run("storefront/context")


async def sign_in(http: httpx.AsyncClient) -> Answer:
    return await Client(http).run("admin/user-login", username="alice", password=PASSWORD)
