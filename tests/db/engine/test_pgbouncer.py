"""A real PgBouncer in transaction mode, two connections for all: servers, commands, time-outs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.demo import shop as demo
from db.engine.connections import Database
from db.engine.faults import PoolerNotNamed, Unavailable
from db.engine.locks import Lock, Subject, locks
from tests.support.between.pgbouncer import PgBouncer, found, pgbouncer
from tests.support.clients import Agent, Visitor
from tests.support.driver import scalar, sql
from tests.support.engines.databases import execute, new_database
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment, served
from tests.support.shop import PASSWORD

pytestmark = [
    pytest.mark.beside,
    pytest.mark.postgresql,
    pytest.mark.skipif(found() is None, reason="pgbouncer is not installed"),
]
LENT = 2  # connections to PostgreSQL; building indexes of trigrams needs two at once
AT_ONCE = 30
TIME_OUT = "ALTER DATABASE \"{}\" SET statement_timeout = '200ms'"
SLEEPING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = $1 AND state = 'active' AND query LIKE '%pg_sleep(600)%'"
)
PREPARED = scalar("SELECT count(*) FROM pg_prepared_statements")


@pytest.fixture(scope="module")
def pooler(postgres_url: str) -> Iterator[PgBouncer]:
    with pgbouncer(postgres_url, size=LENT) as running:
        yield running


@pytest.fixture
async def url(pooler: PgBouncer, postgres_url: str) -> AsyncIterator[str]:
    """An empty database, by way of the pooler."""
    async with new_database(postgres_url) as direct:
        yield pooler.url(direct)


def behind(url: str) -> dict[str, Any]:
    """The settings of a server there."""
    return {"database_url": url, "database_pooler": "transaction", **CHEAP}


async def test_commands_and_servers_run_there(url: str, pooler: PgBouncer, tmp_path: Path) -> None:
    """Migrations, the demo shop, two servers, and a pooler that was killed meanwhile."""
    settings = behind(url)
    filled = command("demo", "--customers", "20", "--no-past", env=environment(**settings))
    assert (filled.returncode, filled.stderr) == (0, "")

    with served(tmp_path, **settings) as one, served(tmp_path, **settings) as other:
        async with one.async_client() as here, other.async_client() as there:
            alice = await Agent.signed_in(here, "alice", PASSWORD)
            channel = demo.demo_id("channel", "Storefront")
            made = await alice.token_for(demo.demo_id("customer", "bob"), channel)
            imitator = Visitor(there, {"sw-access-key": demo.access_key("Storefront")})
            assert (await imitator.redeem(made["token"])).data["context"]["imitated"]

            pooler.kill()
            assert (await imitator.run("storefront/context")).code == "UNAVAILABLE"
            pooler.start()

            assert (await imitator.context())["imitated"]

    verified = command("audit", "verify", env=environment(**settings))
    assert (verified.returncode, verified.stderr) == (0, "")
    examined = command("doctor", env=environment(**settings))
    assert "failed" not in examined.stdout


async def test_many_share_few_connections_and_leave_nothing(url: str) -> None:
    database = Database(url, connections=AT_ONCE, pooler=True)

    async def work(number: int) -> int:
        async with database.transaction(locks(Lock(Subject.PRIVILEGES, shared=True))) as session:
            return int(await session.one(scalar("SELECT CAST(:n AS int)"), n=number))

    assert await asyncio.gather(*map(work, range(AT_ONCE))) == list(range(AT_ONCE))
    assert await database.reads.one(PREPARED) == 0
    await database.dispose()


async def test_the_time_out_of_the_database_is_in_force(url: str, postgres_url: str) -> None:
    """No connection may send one, so that the operator sets it, as docs/operating says."""
    await execute(postgres_url, TIME_OUT.format(url.rpartition("/")[2]))
    database = Database(url, pooler=True)

    with pytest.raises(Unavailable) as refused:
        await database.reads.one(sql("SELECT pg_sleep(60)"))

    assert isinstance(refused.value.__cause__, asyncpg.QueryCanceledError)
    await database.dispose()


async def test_a_statement_that_nobody_waits_for_is_ended(url: str, postgres_url: str) -> None:
    database = Database(url, pooler=True)
    name = url.rpartition("/")[2]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await database.reads.one(sql("SELECT pg_sleep(600)"))
    await database.dispose()

    connection = await asyncpg.connect(postgres_url)
    async with asyncio.timeout(60):
        while await connection.fetchval(SLEEPING, name):  # noqa: ASYNC110 - the server signals nothing
            await asyncio.sleep(0.05)
    await connection.close()


async def test_no_statement_is_sent_to_a_pooler_that_no_setting_names(postgres_url: str) -> None:
    """It ignores the parameters, and lends connections in which others prepared statements."""
    with pgbouncer(postgres_url, ignored="statement_timeout,timezone") as careless:
        database = Database(careless.url(postgres_url), pooler=False)
        with pytest.raises(Unavailable) as refused:
            await database.reads.one(sql("SELECT 1"))
        await database.dispose()

    assert isinstance(refused.value.__cause__, PoolerNotNamed)


@pytest.mark.parametrize("words", [("migrate",), ("serve", "--port", "0")])
async def test_a_pooler_that_no_setting_names_is_told(url: str, words: tuple[str, ...]) -> None:
    ended = command(*words, env=environment(**behind(url) | {"database_pooler": "none"}))

    assert ended.returncode == 1
    assert ended.stderr == (
        "Error: The database does not answer (ProtocolViolationError): "
        "see IMITATE_DATABASE_POOLER.\n"
    )
