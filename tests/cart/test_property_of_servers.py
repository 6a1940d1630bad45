"""The same property over two real servers on one database, with fewer sequences and no clock."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from db import demo
from tests.cart.play import Play, Seen, Step
from tests.clients import Agent, Visitor
from tests.shop import PASSWORD

SEQUENCES = 10
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def servers(database_url: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two processes that answer on ports of their own."""
    ports = [free_port(), free_port()]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("IMITATE_")
    } | {
        "IMITATE_DATABASE_URL": database_url,
        "IMITATE_ARGON2_MEMORY": "8",
        "IMITATE_ARGON2_TIME": "1",
        "IMITATE_IMITATIONS_PER_USER": "1000",  # sequences leave theirs behind
    }
    processes = [
        subprocess.Popen(  # noqa: ASYNC220 - it is started once, and waited for below
            [sys.executable, "-m", "server", "serve", "--no-migrate", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        for port in ports
    ]
    clients = [httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") for port in ports]
    try:
        for client in clients:
            await until_ready(client)
        yield clients
    finally:
        for client in clients:
            await client.aclose()
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


async def until_ready(client: httpx.AsyncClient) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if (await client.get("/health/ready")).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.1)
    pytest.fail("the server does not answer")


def look_at(http: httpx.AsyncClient) -> Callable[[str], Awaitable[Seen]]:
    """What a server answers to a token."""

    async def look(token: str) -> Seen:
        headers = {"sw-access-key": demo.access_key("Storefront"), "sw-context-token": token}
        context = await Visitor(http, headers).context()
        lines = {line["product"]["productNumber"]: line for line in context["cart"]["lineItems"]}
        return Seen(
            email=context["customer"] and context["customer"]["email"],
            user=context["imitatingUser"] and context["imitatingUser"]["username"],
            cart={
                number: (line["quantity"], line["addedBy"] and line["addedBy"]["username"])
                for number, line in lines.items()
            },
            lines={number: line["id"] for number, line in lines.items()},
            imitation_id=context["imitation"] and context["imitation"]["id"],
        )

    return look


def any_step(chance: random.Random) -> Step:
    client, place, who = chance.randrange(3), chance.randrange(2), chance.randrange(2)
    steps: list[Step] = [
        ("password", client, place, who),
        ("imitate", client, place, who, chance.choice(["alice", "admin"])),
        ("add", client, place, chance.randint(1, 3), chance.choice([1, 2, 60])),
        ("add", client, place, chance.randint(1, 3), 1),
        ("change", client, place, chance.randrange(3), chance.choice([-1, 0, 7])),
        ("order", client, place),
        ("logout", client, place),
        ("end", client),
    ]
    return chance.choice(steps)


async def test_carts_never_leak(servers: list[httpx.AsyncClient]) -> None:
    agents = {
        name: await Agent.signed_in(servers[0], name, PASSWORD) for name in ("alice", "admin")
    }
    for number in range(SEQUENCES):
        chance = random.Random(number)  # noqa: S311 - the same steps in every run
        steps = [any_step(chance) for _ in range(12)]

        await Play(
            servers,
            agents,
            look=look_at(servers[number % 2]),
            now=lambda: datetime.now(UTC),
            advance=lambda _by: None,
            names=(f"crowd {2 * number}", f"crowd {2 * number + 1}"),
        ).run(steps)
