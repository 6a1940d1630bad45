"""Commits that wait for another host, which does not answer: nothing cancels their wait."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

import db.version
from db.engine.drivers import postgres_endings
from tests.faults.test_slow import idle
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

UNKNOWN = {"code": "UNAVAILABLE"}  # without retryAfter
WAITING = "wait_event = 'SyncRep' AND datname = current_database()"


@asynccontextmanager
async def nobody_follows(shop: Shop) -> AsyncIterator[asyncpg.Connection]:
    """The other host is away; a connection that waits for no host. At the end the wait is over."""
    url = shop.settings.database_url
    name = url.rpartition("/")[2]
    other = await asyncpg.connect(url)
    await other.execute("SET synchronous_commit = local")
    if not await other.fetchval("SHOW synchronous_standby_names"):
        pytest.skip("This PostgreSQL waits for nobody: synchronous_standby_names is empty.")
    await other.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
    await shop.application.database.dispose()  # connections are opened anew
    try:
        yield other
    finally:
        await other.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')
        await end_autovacuum(other)
        await release(other)
        await other.close()


async def release(other: asyncpg.Connection) -> None:
    """End the wait, as an operator can: what waits is done, on this host alone."""
    await other.fetch(f"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE {WAITING}")


async def end_autovacuum(other: asyncpg.Connection) -> None:
    """A worker that has begun waits at its next commit, and the database could not be removed."""
    workers = "backend_type = 'autovacuum worker' AND datname = current_database()"
    await other.fetch(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {workers}")


async def waiting(other: asyncpg.Connection) -> int:
    """How many of the shop's; autovacuum may wait as well, since other databases wait for none."""
    ours = f"{WAITING} AND backend_type = 'client backend'"
    return await other.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}")


@pytest.fixture
async def shop(open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that waits for less time than a real one."""
    monkeypatch.setattr(postgres_endings, "COMMIT_GRACE", 0.3)
    monkeypatch.setattr(db.version, "MAY_WAIT", 0.2)
    return await open_shop(database_pool=3, operation_timeout=1)


async def ready(shop: Shop) -> tuple[int, str]:
    answer = await shop.http.get("/health/ready")
    return answer.status_code, answer.json()["status"]


async def test_i13_a_change_goes_on_waiting_and_the_server_is_not_ready(shop: Shop) -> None:
    """It is not told as undone, seen by nobody, and done when the other host is back."""
    bob = await shop.shopper("bob@example.com")
    before = await shop.rows("cart_lines")
    async with nobody_follows(shop) as other:
        told = await add(bob.copy(), shop.product(1))

        assert (told.error, told.response.status_code) == (UNKNOWN, 503)
        assert await ready(shop) == (503, "commits wait for another host")
        assert await waiting(other) == 1
        assert await shop.rows("cart_lines") == before
        await release(other)

    assert len(await shop.rows("cart_lines")) == len(before) + 1
    await idle(shop)


async def test_i13_a_log_out_goes_on_waiting(shop: Shop) -> None:
    """A single statement, which asyncpg cancels on the server where its caller is cancelled."""
    bob = await shop.shopper("bob@example.com")
    async with nobody_follows(shop) as other:
        told = await bob.copy().run("storefront/customer-logout")

        assert told.code == "UNAVAILABLE"
        await idle(shop)  # after COMMIT_GRACE
        assert await waiting(other) == 1
        assert (await bob.copy().context())["customer"]
        await release(other)

    assert (await bob.context())["customer"] is None
