"""One server of each release on one database: each knows what the other has begun and ended."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.demo import shop
from db.engine.connections import Database
from db.migrate import migrate
from db.statements.imitation import audit
from resolvers.audit.recording import Source, event
from tests.faults.fleet import fleet
from tests.support.clients import Agent, Answer, Client, Visitor
from tests.support.engines.kept import CHEAP
from tests.support.servers import PROGRAM, command, environment, served
from tests.support.shop import PASSWORD
from tests.upgrades.beside.release import Release

OLD, NEW = 0, 1


@dataclass(frozen=True, slots=True)
class Both:
    """Clients of the old server and of the new one, with the documents of the old release."""

    release: Release
    url: str
    http: list[httpx.AsyncClient] = field(default_factory=list)

    async def run(self, at: int, client: Client, operation: str, **variables: Any) -> Answer:
        client.http = self.http[at]
        return await client.send(self.release.document(operation), variables)

    async def agent(self, at: int) -> Agent:
        nobody = Client(self.http[at])
        name = {"username": "alice", "password": PASSWORD}
        signed_in = (await self.run(at, nobody, "admin/user-login", **name)).data
        return Agent(self.http[at], {"authorization": f"Bearer {signed_in['accessToken']}"})

    async def token(self, at: int, agent: Agent) -> str:
        ids = {
            "customerId": shop.demo_id("customer", "bob"),
            "salesChannelId": shop.demo_id("channel", "Storefront"),
        }
        made = await self.run(at, agent, "admin/generate-imitate-customer-token", **ids)
        return str(made.data["token"])

    async def redeemed(self, at: int, token: str) -> Visitor:
        visitor = Visitor(self.http[at], {"sw-access-key": shop.access_key("Storefront")})
        await self.run(at, visitor, "storefront/imitate-customer-login", token=token)
        return visitor

    async def is_imitated(self, at: int, visitor: Visitor) -> bool:
        context = (await self.run(at, visitor.copy(), "storefront/context")).data
        return bool(context["imitated"])


@pytest.fixture(scope="module")
async def both(
    old_url: str, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Both]:
    folder: Path = tmp_path_factory.mktemp("both")
    async with fleet(folder, old_url, 0) as servers:
        await servers.add("--no-migrate", program=release.program)
        await migrate(old_url)
        await servers.add("--no-migrate")
        yield Both(release, old_url, [servers.client(OLD), servers.client(NEW)])


@pytest.mark.parametrize(("first", "second"), [(OLD, NEW), (NEW, OLD)], ids=["old", "new"])
async def test_sessions_of_one_are_of_the_other(both: Both, first: int, second: int) -> None:
    agent = await both.agent(first)
    token = await both.token(second, agent)
    visitor = await both.redeemed(first, token)
    assert await both.is_imitated(second, visitor)

    await both.run(second, visitor.copy(), "storefront/customer-logout")
    assert not await both.is_imitated(first, visitor)

    other = await both.redeemed(second, await both.token(first, agent))
    assert await both.is_imitated(first, other)
    await both.run(first, agent, "admin/user-logout")
    assert not await both.is_imitated(second, other)
    refused = await both.run(second, agent, "admin/users")
    assert refused.code == "UNAUTHENTICATED"


async def test_probes_of_the_previous_release(both: Both) -> None:
    """As the guide says: its readiness ends with the migration, and it serves on."""
    await asyncio.sleep(1.1)  # an answer is kept for a second
    ready = [(await http.get("/health/ready")).status_code for http in both.http]
    live = [(await http.get("/health/live")).status_code for http in both.http]

    assert (ready, live) == ([503, 200], [200, 200])


@pytest.mark.parametrize("by", [OLD, NEW], ids=["old", "new"])
async def test_events_of_kinds_to_come_are_sealed_and_counted(
    by: int, old_url: str, release: Release, tmp_path: Path
) -> None:
    """By one server alone, so that no other one does it."""
    await migrate(old_url)
    settings = {"database_url": old_url, **CHEAP}
    program = PROGRAM if by == NEW else release.program
    with served(tmp_path, "--no-migrate", program=program, genuine=True, **settings) as server:
        await record(old_url)
        async with asyncio.timeout(60):
            while not await asyncio.to_thread(is_sealed, old_url):  # noqa: ASYNC110 - nothing signals it
                await asyncio.sleep(0.5)
        await asyncio.sleep(5)  # sealed events are counted every two seconds

        assert "_failed" not in server.log.read_text()


async def record(url: str) -> None:
    """Record what neither release knows."""
    database = Database(url)
    deed = event(Source(datetime.now(UTC)), "future.deed", detail={"unknown": [1]})
    async with database.transaction() as session:
        await audit.add(session, deed)
    await database.dispose()


def is_sealed(url: str) -> bool:
    verified = command("audit", "verify", env=environment(database_url=url, **CHEAP))
    assert verified.returncode == 0, verified.stderr
    return verified.stdout.endswith(" 0 wait for their place.\n")
