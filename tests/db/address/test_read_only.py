"""A primary that takes no writes: a standby that is not promoted yet, or one that was told so."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from db.engine.connections import Database
from db.engine.drivers import postgresql
from db.engine.faults import Unavailable
from db.version import version
from tests.support.driver import scalar, sql
from tests.support.engines.cluster import Cluster, cluster_folder
from tests.support.servers import command, environment
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add

PID = scalar("SELECT pg_backend_pid()")
on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


@asynccontextmanager
async def read_only(url: str) -> AsyncIterator[None]:
    """Connections that are opened meanwhile cannot write."""
    name = url.rpartition("/")[2]
    other = await asyncpg.connect(url)
    await other.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    try:
        yield
    finally:
        await other.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        await other.close()


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """A shop whose connections are its own."""
    return await open_shop(database_pool=3)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines of the log about the database."""
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return [line for line in lines if line["event"] == "database.unavailable"]


@on_postgresql
async def test_i12_it_is_not_ready_and_what_writes_is_an_outage(
    shop: Shop, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bob = await shop.shopper("bob@example.com")
    before = await shop.rows("cart_lines")
    async with read_only(database_url):
        await shop.application.database.dispose()  # as after a failure of the primary
        capsys.readouterr()
        refused = await add(bob, shop.product(1))
        (line,) = told(capsys)
        looked = await bob.run("storefront/context")
        ready = await shop.http.get("/health/ready")

    assert (refused.response.status_code, refused.response.headers["retry-after"]) == (503, "1")
    assert refused.error == {"code": "UNAVAILABLE", "retryAfter": 1}
    assert (line["error"], line["sqlstate"], line["level"]) == ("Unavailable", "25006", "error")
    assert looked.data["customer"]
    assert (ready.status_code, ready.json()) == (503, {"status": "database is read-only"})
    assert await shop.rows("cart_lines") == before


@on_postgresql
async def test_i12_the_next_connection_finds_the_new_primary(shop: Shop, database_url: str) -> None:
    """Also where others are lent at that moment: they are replaced as they come back."""
    bob = await shop.shopper("bob@example.com")
    database = shop.application.database
    async with read_only(database_url):
        await database.dispose()
        async with database.transaction() as held:
            old = await held.one(PID)
            assert await database.reads.one(PID) != old
            assert (await add(bob, shop.product(1))).error["code"] == "UNAVAILABLE"

    assert database.connections.in_use == 0
    assert (await add(bob, shop.product(1))).data
    async with database.transaction() as first, database.transaction() as second:
        assert old not in {await first.one(PID), await second.one(PID)}


@on_postgresql
async def test_connections_are_not_replaced_all_the_time(
    shop: Shop, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads go on where the database stays as it is."""
    monkeypatch.setattr(postgresql, "REPLACES_EVERY", 60)
    database = shop.application.database
    async with read_only(database_url):
        await database.dispose()
        async with database.transaction() as held:  # a read has another connection than a write
            kept = await held.one(PID)
            with pytest.raises(Unavailable, match="ReadOnlySQLTransactionError"):
                await database.writes.run(sql("DELETE FROM orders"))
        assert await database.reads.one(PID) != kept

        async with database.transaction() as held:
            kept = await held.one(PID)
            with pytest.raises(Unavailable, match="ReadOnlySQLTransactionError"):
                await database.writes.run(sql("DELETE FROM orders"))
        assert await database.reads.one(PID) == kept


async def test_i12_several_hosts_are_asked_which_takes_writes(postgres_url: str) -> None:
    with cluster_folder() as folder:
        standby = Cluster(folder)
        (standby.data / "standby.signal").touch()
        (standby.data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust")
        standby.start()
        alone = f"postgresql://postgres@127.0.0.1:{standby.port}/postgres"
        account, _, primary = postgres_url.rpartition("@")
        both = f"{account}@127.0.0.1:{standby.port},{primary}?target_session_attrs=read-write"

        for url, is_writable in ((alone, False), (both, True)):
            database = Database(url)
            assert (await version(database)).is_writable is is_writable
            assert (
                await database.reads.one(scalar("SELECT pg_is_in_recovery()"))
            ) is not is_writable
            await database.dispose()
        ended = command("migrate", env=environment(database_url=alone))
        await promoted(alone)
        standby.stop()

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The database takes no writes: see target_session_attrs")


async def promoted(url: str) -> None:
    """What the connection to a standby refuses is done once it is the primary."""
    database = Database(url, connections=1)
    with pytest.raises(Unavailable, match="ReadOnlySQLTransactionError"):
        await database.writes.run(sql("CREATE TABLE told (n INTEGER)"))
    assert await database.reads.one(scalar("SELECT pg_promote()"))
    await database.writes.run(sql("CREATE TABLE told (n INTEGER)"))
    await database.dispose()
