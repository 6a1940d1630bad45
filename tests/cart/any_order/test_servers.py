"""The same property over two real servers on one database, with fewer sequences and no clock."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from db.demo import shop
from tests.cart.any_order.play import Play, Seen, Step
from tests.support.clients import Agent, Visitor
from tests.support.engines.kept import CHEAP
from tests.support.servers import served
from tests.support.shop import PASSWORD

SEQUENCES = 10
ACCESSES = ["FULL", "READ_ONLY"]


@pytest.fixture
async def servers(database_url: str, tmp_path: Path) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two processes that answer on ports of their own."""
    more = {"imitations_per_user": 1000, "rate_user_tokens": 0, "rate_user_refusals": 0}
    settings = {**CHEAP, **more, "rate_address_refusals": 0}  # sequences leave theirs behind
    serving = partial(served, tmp_path, "--no-migrate", database_url=database_url, **settings)
    with serving() as one, serving() as other:
        async with one.async_client() as here, other.async_client() as there:
            yield [here, there]


def look_at(http: httpx.AsyncClient) -> Callable[[str], Awaitable[Seen]]:
    """What a server answers to a token."""

    async def look(token: str) -> Seen:
        headers = {"sw-access-key": shop.access_key("Storefront"), "sw-context-token": token}
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
            access=context["imitation"] and context["imitation"]["access"],
            ends_at=context["imitation"] and context["imitation"]["expiresAt"],
        )

    return look


def any_step(chance: random.Random) -> Step:
    client, place, who = chance.randrange(3), chance.randrange(2), chance.randrange(2)
    steps: list[Step] = [
        ("password", client, place, who),
        ("imitate", client, place, who, chance.choice(["alice", "admin"]), chance.choice(ACCESSES)),
        ("upgrade", client, place),
        ("add", client, place, chance.randint(1, 3), chance.choice([1, 2, 60])),
        ("add", client, place, chance.randint(1, 3), 1),
        ("change", client, place, chance.randrange(3), chance.choice([-1, 0, 7])),
        ("order", client, place),
        ("logout", client, place),
        ("end", client),
    ]
    return chance.choice(steps)


@pytest.mark.long
async def test_carts_never_leak(servers: list[httpx.AsyncClient]) -> None:
    agents = {
        name: await Agent.signed_in(servers[0], name, PASSWORD) for name in ("alice", "admin")
    }
    for number in range(SEQUENCES):
        chance = random.Random(number)  # the same steps in every run
        steps = [any_step(chance) for _ in range(12)]

        await Play(
            servers,
            agents,
            look=look_at(servers[number % 2]),
            now=lambda: datetime.now(UTC),
            advance=lambda _by: None,
            names=(f"crowd {2 * number}", f"crowd {2 * number + 1}"),
        ).run(steps)
