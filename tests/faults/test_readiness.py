"""I1, I2: the probes of load balancers, and their answers while a process stops."""

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.version import version
from server.commands.serve import GRACE
from tests.support.clients import document
from tests.support.driver import driver
from tests.support.servers import Server, served
from tests.support.shop import Shop

SLOW: dict[str, Any] = {"argon2_time": 60}  # about a second for each password
LOGIN = {
    "query": document("admin/user-login"),
    "variables": {"username": "nobody", "password": "wrong password"},
}


@pytest.fixture
def looks(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each connection that is taken."""
    found: list[str] = []
    held = driver(shop.application.database)
    look = held.look

    def noted() -> Any:
        found.append("look")
        return look()

    monkeypatch.setattr(held, "look", noted)
    return found


async def ready(shop: Shop) -> tuple[int, str]:
    answer = await shop.http.get("/health/ready")
    return answer.status_code, answer.json()["status"]


async def test_i2_a_hundred_probes_cost_one_look(shop: Shop, looks: list[str]) -> None:
    answers = await asyncio.gather(*(ready(shop) for _ in range(100)))

    assert answers == [answers[0]] * 100  # on a busy machine a check may time out: 503
    assert len(looks) == 1


async def test_i2_an_answer_is_kept_for_a_second(shop: Shop, looks: list[str]) -> None:
    assert await ready(shop) == (200, "ready")
    current = (await version(shop.application.database)).current
    await shop.change("UPDATE alembic_version SET version_num = '0001'")
    looks.clear()
    await asyncio.sleep(1.1)

    assert await ready(shop) == (503, "database has another version")
    await shop.change("UPDATE alembic_version SET version_num = :current", current=current)
    await asyncio.sleep(1.1)
    assert await ready(shop) == (200, "ready")


async def test_i2_probes_write_nothing_and_set_no_session(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """They take no credential, set no cookie and log no line."""
    before = await shop.everything()
    capsys.readouterr()

    answers = [await shop.http.get(path) for path in ("/health/ready", "/health/live")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers.get("set-cookie") for answer in answers] == [None, None]
    assert capsys.readouterr().out == ""
    assert await shop.everything() == before


def test_i1_what_is_under_way_is_finished_and_nothing_else_is_begun(tmp_path: Path) -> None:
    """A process that is told to stop refuses new connections at once, which probes notice."""
    with served(tmp_path, **SLOW) as server, ThreadPoolExecutor(1) as elsewhere:
        under_way = elsewhere.submit(log_in, server)
        time.sleep(0.5)

        server.process.send_signal(signal.SIGTERM)
        refused_after = until_refused(server)

        assert not under_way.done()
        (error,) = under_way.result().json()["errors"]
        assert error["extensions"]["code"] == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
        assert server.process.wait(GRACE) in {0, -signal.SIGTERM}
        assert refused_after < GRACE


def log_in(server: Server) -> httpx.Response:
    with server.client() as http:
        return http.post("/graphql", json=LOGIN)


def until_refused(server: Server) -> float:
    """The seconds until probes are refused."""
    started = time.monotonic()
    while True:
        try:
            with server.client() as http:
                http.get("/health/ready")
        except httpx.ConnectError:
            return time.monotonic() - started
        except httpx.TransportError:
            continue  # accepted at the last moment, and not answered any more
