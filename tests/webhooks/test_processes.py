"""Two servers deliver to one receiver, which is down, fails and is killed; one server is killed.

Nothing is missed, every signature holds, and the events of an imitation arrive in their order.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import text

from auth.webhooks.kinds import is_told
from db.demo import shop as demo
from db.engine.connections import Database
from tests.support.clients import Agent, Visitor
from tests.support.engines import tables
from tests.support.engines.kept import CHEAP
from tests.support.servers import Server, free_port, start, wait
from tests.support.shop import PASSWORD
from tests.webhooks.receiver import Received, Receiver, answering, receiving
from tests.webhooks.sending import subscribe

SETTINGS: dict[str, Any] = {
    **CHEAP,
    "webhook_allow_networks": "127.0.0.1",
    "rate_user_tokens": 0,
    "rate_address_tokens": 0,
}
EVERYTHING_WITHIN = 100  # seconds; a loaded machine takes its time


class World:
    """The servers, their database, and what the receiver has answered for."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.database = Database(database_url)
        self.receiver = Receiver()
        self.taken: list[Received] = []
        settings = {**SETTINGS, "database_url": database_url}
        self.servers = [start(folder, free_port(), **settings) for _ in range(2)]

    async def take(self, received: Received, writer: asyncio.StreamWriter) -> None:
        await answering(200)(received, writer)
        self.taken.append(received)

    async def let_time_pass(self) -> None:
        """What waits for its next attempt, or for the end of a lease, is due now."""
        async with self.database.engine.execution_options(write=True).begin() as connection:
            await connection.execute(
                text(
                    "UPDATE webhook_deliveries SET next_attempt_at = created_at "
                    "WHERE state = 'WAITING' AND next_attempt_at IS NOT NULL"
                )
            )

    async def imitate(self, server: Server, customer: str) -> None:
        """An imitation from its start to its end, with an order in it."""
        async with server.async_client() as http:
            alice = await Agent.signed_in(http, "alice", PASSWORD)
            ids = demo.demo_id("customer", customer), demo.demo_id("channel", "Storefront")
            token = (await alice.token_for(*ids))["token"]
            visitor = Visitor(http, {"sw-access-key": demo.access_key("Storefront")})
            assert (await visitor.redeem(token)).errors == []
            product = demo.demo_id("product", "1")
            await visitor.run("storefront/add-cart-item", productId=product)
            assert (await visitor.run("storefront/place-order")).errors == []
            await visitor.run("storefront/customer-logout")

    async def told(self) -> list[dict[str, Any]]:
        """The events of the audit log that webhooks are told of, in their order."""
        rows = (await tables.read(self.database, ["audit_events"]))["audit_events"]
        found = [row for row in rows if is_told(row["action"], row["detail"])]
        return sorted(found, key=lambda row: int(row["id"]))


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """Two servers that answer, and a webhook."""
    made = World(tmp_path, database_url)
    async with AsyncExitStack() as stack:
        for server in made.servers:
            stack.enter_context(server.process)
            await asyncio.to_thread(wait, server)
        stack.push_async_callback(made.database.dispose)
        async with made.servers[0].async_client() as http, receiving(made.receiver):
            await subscribe(await Agent.signed_in(http, "admin", PASSWORD), made.receiver)
        yield made


@asynccontextmanager
async def meanwhile(world: World) -> AsyncIterator[None]:
    """Imitations at both servers while the receiver behaves badly."""
    working = [
        asyncio.create_task(world.imitate(server, customer))
        for server, customer in zip(world.servers, ("bob", "heidi"), strict=True)
    ]
    yield
    await asyncio.gather(*working)


async def until_asked(world: World, least: int = 1) -> None:
    enough = len(world.receiver.got) + least
    async with asyncio.timeout(EVERYTHING_WITHIN):
        while len(world.receiver.got) < enough:  # noqa: ASYNC110 - a socket signals nothing here
            await asyncio.sleep(0.02)


async def forget(_received: Received, writer: asyncio.StreamWriter) -> None:
    """As a receiver that is killed after it has read the body."""
    writer.transport.abort()


@pytest.mark.long
async def test_nothing_is_missed(world: World) -> None:
    receiver = world.receiver
    async with meanwhile(world):
        pass  # the receiver is down
    async with receiving(receiver):
        receiver.behave = answering(500)
        async with meanwhile(world):
            await until_asked(world)
        receiver.behave = forget
        await world.let_time_pass()
        await until_asked(world)

        async def slowly_or_not(received: Received, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(random.random() / 2)
            await random.choice([forget, answering(503), world.take])(received, writer)

        receiver.behave = slowly_or_not
        await world.let_time_pass()
        async with meanwhile(world):
            await until_asked(world)
        await kill_one_while_it_delivers(world)
        receiver.behave = world.take
        await all_delivered(world)

    receiver.verify_all()
    await check_that_all_arrived_in_order(world)


async def kill_one_while_it_delivers(world: World) -> None:
    """A server is killed (kill -9) while the receiver has the event and has not answered."""
    held = asyncio.Event()

    async def hold(_received: Received, _writer: asyncio.StreamWriter) -> None:
        held.set()
        await asyncio.sleep(3600)

    world.receiver.behave = hold
    async with meanwhile(world):
        await world.let_time_pass()
        await asyncio.wait_for(held.wait(), EVERYTHING_WITHIN)
    (delivering, *_) = [one for one in world.servers if has_connection(one, world.receiver.port)]
    delivering.process.kill()
    world.servers.remove(delivering)


def has_connection(server: Server, port: int) -> bool:
    found = psutil.Process(server.process.pid).net_connections()
    return any(one.status == psutil.CONN_ESTABLISHED and one.raddr.port == port for one in found)


async def all_delivered(world: World) -> None:
    """Wait until the server that is left has delivered everything."""
    async with asyncio.timeout(EVERYTHING_WITHIN), world.servers[0].async_client() as http:
        admin = await Agent.signed_in(http, "admin", PASSWORD)
        while await waiting(admin) or await told_but_missing(world):
            await world.let_time_pass()
            await asyncio.sleep(0.3)


async def waiting(admin: Agent) -> int:
    listed = await admin.run("admin/webhook-deliveries", state="WAITING")
    return int(listed.data["totalCount"])


async def told_but_missing(world: World) -> set[int]:
    return {int(event["id"]) for event in await world.told()} - {*map(number, world.taken)}


def number(received: Received) -> int:
    """The id of the event."""
    return int(received.data["eventId"])


async def check_that_all_arrived_in_order(world: World) -> None:
    events = {int(event["id"]): event["imitation_id"] for event in await world.told()}
    assert len(events) >= 24  # four times two imitations, each with its start, order and end
    first_taken = list(dict.fromkeys(map(number, world.taken)))
    by_imitation: dict[str, list[int]] = {}
    for id_ in first_taken:
        by_imitation.setdefault(events[id_], []).append(id_)

    assert sorted(first_taken) == sorted(events)
    assert {id_: sorted(numbers) for id_, numbers in by_imitation.items()} == by_imitation
    ids = {(number(received), received.id) for received in world.taken}
    assert len(ids) == len(events)  # the same at each attempt
