"""Several hosts are tried in their order, and what the address says reaches the server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from db.engine.connections import Database
from db.engine.faults import Unavailable
from tests.support.driver import scalar

pytestmark = pytest.mark.postgresql

ONE = scalar("SELECT 1")


class Silent:
    """A host that takes connections and says nothing, as a frozen machine does."""

    def __init__(self) -> None:
        self.asked = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Wait until the client gives up."""
        self.asked += 1
        while await reader.read(1024):
            pass
        writer.close()


@pytest.fixture
async def silent() -> AsyncIterator[Silent]:
    """A host that says nothing."""
    made = Silent()
    listener = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listener.sockets[0].getsockname()[1]
    yield made
    listener.close()


def behind(postgres_url: str, *first: str, words: str = "") -> str:
    """The URL with other hosts before the real one."""
    url = urlsplit(postgres_url)
    account, _, real = url.netloc.rpartition("@")
    return url._replace(netloc=f"{account}@{','.join([*first, real])}", query=words).geturl()


@asynccontextmanager
async def opened(url: str, *, pooler: bool = False) -> AsyncIterator[Database]:
    """The database of this URL, which requests use by one connection."""
    database = Database(url, connections=1, pooler=pooler)
    try:
        yield database
    finally:
        await database.dispose()


async def by_alchemy(database: Database, words: str) -> object:
    """What a migration or a command is answered."""
    async with database.engine.connect() as connection:
        return await connection.scalar(scalar(words).expression)


async def test_hosts_that_are_away_are_passed_over(postgres_url: str) -> None:
    url = behind(postgres_url, "127.0.0.1:1", "no-such-host.invalid")

    async with opened(url) as database:
        assert await database.reads.one(ONE) == 1
        assert await by_alchemy(database, "SELECT 1") == 1


async def test_a_frozen_host_costs_its_time_once(postgres_url: str, silent: Silent) -> None:
    words = "connect_timeout=1&target_session_attrs=read-write"
    url = behind(postgres_url, f"127.0.0.1:{silent.port}", words=words)

    async with opened(url) as database:
        for _look in range(3):
            assert await by_alchemy(database, "SELECT 1") == 1
        assert await database.reads.one(ONE) == 1

    assert silent.asked == 1


async def test_a_host_that_says_nothing_is_away(silent: Silent) -> None:
    url = f"postgresql://alice@127.0.0.1:{silent.port}/shop?connect_timeout=1&sslmode=disable"

    async with opened(url) as database:
        with pytest.raises(Unavailable, match="TimeoutError"):
            await database.reads.one(ONE)


@pytest.mark.parametrize("pooler", [False, True])
async def test_settings_reach_the_server(postgres_url: str, *, pooler: bool) -> None:
    words = "application_name=the%20shop&options=-c%20statement_timeout%3D5s%20-c%20work_mem%3D8MB"

    async with opened(f"{postgres_url}?{words}", pooler=pooler) as database:
        for setting, value in (
            ("application_name", "the shop"),
            ("statement_timeout", "5s"),
            ("work_mem", "8MB"),
        ):
            assert await database.reads.one(scalar(f"SHOW {setting}")) == value
            assert await by_alchemy(database, f"SHOW {setting}") == value


async def test_the_time_out_stays_where_options_leave_it(postgres_url: str) -> None:
    async with opened(f"{postgres_url}?options=-c%20work_mem%3D8MB") as database:
        assert await database.reads.one(scalar("SHOW statement_timeout")) == "10s"
        assert await database.reads.one(scalar("SHOW timezone")) == "UTC"
