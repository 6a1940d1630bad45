"""`serve` at any port: what is in use is told at once, and the demo shop follows."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from db.demo import loading as demo
from tests.support.clients import document
from tests.support.servers import NO_TLS, Server, command, environment, free_port, served
from tests.support.shop import Shop

NAMES = ("127.0.0.1", "localhost")


@contextmanager
def in_use() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@contextmanager
def server_at(folder: Path, port: int, *options: str) -> Iterator[Server]:
    """A server as newcomers start it: no public address is set."""
    with served(folder, *options, port=port, public_url="") as server:
        yield server


def sign_in(url: str) -> httpx.Response:
    """As the admin's page at this address does."""
    variables = {"username": "alice", "password": "imitate-demo"}
    body = {"query": document("admin/user-login"), "variables": variables}
    headers = {"origin": url, "sec-fetch-site": "same-origin"}
    with httpx.Client(base_url=url, timeout=60, verify=NO_TLS) as client:
        assert "errors" not in client.post("/graphql", json=body, headers=headers).json()
        mine = {"query": document("admin/current-user")}
        return client.post("/graphql", json=mine, headers=headers)


def domains(folder: Path) -> dict[str, str]:
    query = (
        "SELECT url, name FROM sales_channel_domains d "
        "JOIN sales_channels c ON c.id = d.sales_channel_id"
    )
    with closing(sqlite3.connect(folder / "served.db")) as database:
        return dict(database.execute(query).fetchall())


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])  # noqa: S104 - as operators do
def test_port_in_use_is_told_in_one_line_before_anything_else(
    tmp_path: Path, host: str, workers: str
) -> None:
    env = environment(database_url=f"sqlite:///{tmp_path / 'new.db'}")

    with in_use() as port:
        options = ("--host", host, "--port", str(port), "--workers", workers, "--demo")
        ended = command("serve", *options, env=env)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Error: Port {port} is in use: stop what uses it, or choose another with --port.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
def test_host_of_another_machine_is_told_in_one_line(tmp_path: Path, host: str) -> None:
    env = environment(database_url=f"sqlite:///{tmp_path / 'new.db'}")

    ended = command("serve", "--host", host, env=env)

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"Error: The server cannot listen on {host}, port 8000: ")


def test_demo_follows_the_port_and_both_names_work(tmp_path: Path) -> None:
    first, second = free_port(), free_port()

    with server_at(tmp_path, first, "--demo") as server:
        assert f"Admin            http://127.0.0.1:{first}/admin/" in server.log.read_text()
    with server_at(tmp_path, second):
        for name, shop in zip(NAMES, ("Storefront", "Outlet"), strict=True):
            url = f"http://{name}:{second}"
            assert sign_in(url).json()["data"]["currentUser"]["username"] == "alice"
            page = httpx.get(url, timeout=60, verify=NO_TLS)
            assert page.status_code == 200
            assert re.search(rf"<title>[^<]*{shop}", page.text)

    assert domains(tmp_path) == {
        f"http://127.0.0.1:{second}": "Storefront",
        f"http://127.0.0.1:{second}/de": "Storefront",
        f"http://localhost:{second}": "Outlet",
    }


def test_public_address_that_is_set_does_not_follow(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, "--demo", public_url="http://shop.example:1"):
        pass
    with served(tmp_path, port=port, public_url="http://shop.example:1"):
        pass

    assert list(domains(tmp_path)) == [
        "http://shop.example:1",
        "http://shop.example:1/de",
        "http://localhost:8000",
    ]


def test_domain_on_another_machine_stays(tmp_path: Path) -> None:
    with served(tmp_path, "--demo", public_url="http://shop.example:1"):
        pass

    with server_at(tmp_path, port := free_port()):
        assert f"http://localhost:{port}" in domains(tmp_path)

    assert "http://shop.example:1/de" in domains(tmp_path)


def test_names_of_this_machine_change_places(tmp_path: Path) -> None:
    for name, other in (NAMES, NAMES[::-1]):
        with served(tmp_path, "--demo", public_url=f"http://{name}:8000"):
            pass

        assert domains(tmp_path) == {
            f"http://{name}:8000": "Storefront",
            f"http://{name}:8000/de": "Storefront",
            f"http://{other}:8000": "Outlet",
        }


def test_domain_that_another_channel_has_is_left_to_it(tmp_path: Path) -> None:
    port = free_port()
    with server_at(tmp_path, free_port(), "--demo"):
        pass
    with closing(sqlite3.connect(tmp_path / "served.db")) as database, database:
        headless = "SELECT id FROM sales_channels WHERE name = 'Headless'"
        database.execute(
            "INSERT INTO sales_channel_domains (id, sales_channel_id, url, language, currency) "
            f"VALUES ('{'e' * 32}', ({headless}), 'http://localhost:{port}', 'en-GB', 'EUR')"
        )

    with server_at(tmp_path, port):
        found = domains(tmp_path)

    assert found[f"http://localhost:{port}"] == "Headless"
    assert found[f"http://127.0.0.1:{port}"] == "Storefront"


async def test_ports_of_the_demo_on_both_engines(shop: Shop) -> None:
    async with shop.application.database.alchemy() as session:
        await demo.follow_port(session, 80)
    urls = sorted(row["url"] for row in await shop.rows("sales_channel_domains"))
    assert urls == ["http://127.0.0.1", "http://127.0.0.1/de", "http://localhost"]

    async with shop.application.database.alchemy() as session:
        await demo.follow_port(session, 8010)
    async with shop.application.database.alchemy() as session:
        await demo.follow(session, "http://localhost:8010")

    urls = sorted(row["url"] for row in await shop.rows("sales_channel_domains"))
    assert urls == [
        "http://127.0.0.1:8010",
        "http://localhost:8010",
        "http://localhost:8010/de",
    ]
