"""I3: the database is down, silent or locked: every answer says so, and no restart is needed."""

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from db.demo import shop as demo
from db.engine.drivers.sqlite import connection as sqlite_connection
from server.app import create
from server.application import wire
from server.pages import admin
from server.settings.settings import Settings
from tests.support.clients import Agent, Visitor
from tests.support.engines.cluster import cluster
from tests.support.servers import free_port, served
from tests.support.shop import PASSWORD, OpenShop, fill
from tests.support.shopping import add, nothing_written

AWAY = {"code": "UNAVAILABLE", "retryAfter": 1}
WITHIN = 3  # seconds, for an answer
ROOM = 6  # more seconds, which a busy machine may need; a statement has ten
BACK_WITHIN = 5  # seconds after the database's return
KEY = {"sw-access-key": demo.access_key("Storefront")}
ELSEWHERE = {**KEY, "origin": "https://shop.example"}


def tells(answer: httpx.Response) -> None:
    """Whether the answer says that the database is away, and when to retry."""
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.elapsed.total_seconds() < WITHIN + ROOM
    assert "Traceback" not in answer.text


@pytest.fixture
def mute() -> Iterator[str]:
    """The URL of a server that accepts connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"postgresql://nobody:nothing@127.0.0.1:{listener.getsockname()[1]}/none"


@pytest.fixture(params=["refused", "mute", "no file"])
async def cut_off(
    request: pytest.FixtureRequest, mute: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application without a database; the admin is built."""
    (tmp_path / "index.html").write_text("the admin")
    monkeypatch.setattr(admin, "BUILT", tmp_path)
    urls = {
        "refused": f"postgresql://nobody:nothing@127.0.0.1:{free_port()}/none",
        "mute": mute,
        "no file": f"sqlite:///{tmp_path}/nowhere/imitate.db",
    }
    settings = Settings(database_url=urls[request.param])
    application = wire(settings)
    transport = httpx.ASGITransport(create(settings, application))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client
    await application.database.dispose()


async def test_i3_pages_are_answered_without_a_database(cut_off: httpx.AsyncClient) -> None:
    paths = ("/", "/account/login", "/admin", "/admin/customers/1")

    answers = await asyncio.gather(*map(cut_off.get, paths))

    for answer in answers:
        tells(answer)
        assert answer.headers["content-type"].startswith("text/html")
        assert "the admin" not in answer.text


async def test_i3_operations_are_answered_without_a_database(cut_off: httpx.AsyncClient) -> None:
    visitors = [Visitor(cut_off, dict(headers)) for headers in (KEY, ELSEWHERE)]

    answers = await asyncio.gather(*(visitor.run("storefront/context") for visitor in visitors))

    for answer in answers:
        assert answer.error == AWAY
        tells(answer.response)


async def test_i2_probes_are_answered_without_a_database(cut_off: httpx.AsyncClient) -> None:
    ready, live = await cut_off.get("/health/ready"), await cut_off.get("/health/live")

    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.json() == {"status": "database unavailable"}
    assert ready.elapsed.total_seconds() < WITHIN + ROOM


async def test_i3_postgresql_goes_and_comes_back(tmp_path: Path) -> None:
    """The server is not restarted; users and customers stay signed in."""
    with cluster(durable=True) as postgresql:
        await fill(postgresql.url)
        with served(tmp_path, database_url=postgresql.url) as server:
            async with server.async_client() as http:
                alice = await Agent.signed_in(http, "alice", PASSWORD)
                bob = Visitor(http, dict(KEY))
                await bob.log_in("bob@example.com", PASSWORD)
                cart = await bob.cart()

                postgresql.stop()
                for answer in [
                    await bob.copy().run("storefront/context"),
                    await add(bob.copy(), demo.demo_id("product", "1")),
                    await bob.copy().log_in("bob@example.com", PASSWORD),
                    await alice.run("admin/current-user"),
                    await alice.run("admin/users"),
                ]:
                    assert {error["extensions"]["code"] for error in answer.errors} == {
                        "UNAVAILABLE"
                    }
                    tells(answer.response)
                tells(await http.get("/"))
                assert (await http.get("/health/ready")).status_code == 503
                assert (await http.get("/health/live")).status_code == 200

                postgresql.start()
                await back(lambda: http.get("/health/ready"))
                assert await bob.cart() == cart
                assert (await alice.run("admin/current-user")).data["username"] == "alice"
            assert "Traceback" not in server.log.read_text()
            assert "request.failed" not in server.log.read_text()


async def back(ask: Callable[[], Awaitable[httpx.Response]]) -> None:
    """Wait until it answers again; fail the test where that takes too long."""
    until = time.monotonic() + BACK_WITHIN + ROOM
    while (answer := await ask()).status_code == 503:
        assert time.monotonic() < until, answer.text
    assert answer.status_code == 200


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_i3_sqlite_is_locked_by_another_writer(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads are answered; a write is refused after the busy time-out, with a time to retry."""
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 200)
    shop = await open_shop(database_pool=5)
    bob = await shop.shopper("bob@example.com")
    file = shop.settings.database_url.removeprefix("sqlite:///")
    async with nothing_written(shop):
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            refused = await add(bob.copy(), shop.product(1))

            assert refused.error == AWAY
            tells(refused.response)
            assert await bob.cart()

    assert (await add(bob, shop.product(1))).data
