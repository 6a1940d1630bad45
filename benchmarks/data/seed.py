"""The rows that the product itself writes; all others are copies of them.

So the benchmarks name only the columns that differ, and fill the tables of any revision.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from auth.vocabulary import ImitationAccess
from benchmarks.data.revisions import ROOT, Revision
from benchmarks.harness import programs
from benchmarks.harness.messages import HOST
from db.demo.names import PASSWORD
from db.demo.shop import access_key, demo_id

KEY = access_key("Storefront")
Headers: TypeAlias = dict[str, str]

CROWD = 2000  # customers of the demo shop, whose names go round


def document(name: str, tree: Path = ROOT) -> str:
    """The text of an operation of a tree's `graphql/`, such as `admin/user-login`."""
    room, stem = name.split("/")
    (file,) = (tree / "graphql" / room).rglob(f"{stem}.graphql")
    return file.read_text(encoding="utf-8")


def sow(revision: Revision, database_url: str, logs: Path) -> None:
    """Load the demo shop; let alice imitate bob three times: live, ended, and not begun yet."""
    revision.run("demo", "--customers", str(CROWD), database_url=database_url)
    with programs.running(revision.server("seed", database_url), logs) as server:
        asyncio.run(_act(server.port, revision.folder))


async def _act(port: int, tree: Path) -> None:
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url, headers={"host": HOST}, timeout=60) as client:
        shop = _Shop(client, tree)
        signed_in = await shop.send("admin/user-login", username="alice", password=PASSWORD)
        alice = {"authorization": f"Bearer {signed_in['accessToken']}"}
        visitor = {"sw-access-key": KEY}
        ended = await shop.imitate(alice, visitor)
        await shop.send("storefront/customer-logout", ended)
        await shop.imitate(alice, visitor)
        await shop.generate(alice)
        bob = visitor | await shop.log_in(visitor)
        await shop.send("storefront/place-order", bob)
        await shop.send("storefront/add-cart-item", bob, productId=demo_id("product", "1"))


@dataclass(frozen=True, slots=True)
class _Shop:
    """A server of a revision, asked with the documents of that revision."""

    client: httpx.AsyncClient
    tree: Path

    async def imitate(self, alice: Headers, visitor: Headers) -> Headers:
        """The headers of a session in which alice imitates bob."""
        token = (await self.generate(alice))["token"]
        begun = await self.send("storefront/imitate-customer-login", visitor, token=token)
        return visitor | {"sw-context-token": begun["token"]}

    async def log_in(self, visitor: Headers) -> Headers:
        """The header of bob's own session."""
        bob = {"email": "bob@example.com", "password": PASSWORD}
        begun = await self.send("storefront/customer-login", visitor, **bob)
        return {"sw-context-token": begun["token"]}

    async def generate(self, headers: Headers) -> Any:  # noqa: ANN401 - JSON
        """A one-time token for bob, with what is told about it."""
        return await self.send(
            "admin/generate-imitate-customer-token",
            headers,
            customerId=demo_id("customer", "bob"),
            salesChannelId=demo_id("channel", "Storefront"),
            reason="A benchmark of the product",
            access=ImitationAccess.FULL,
        )

    async def send(self, name: str, headers: Headers | None = None, **variables: object) -> Any:  # noqa: ANN401 - JSON
        """The value of the operation's one root field; a refusal ends the run."""
        body = {"query": document(name, self.tree), "variables": variables}
        answer = (await self.client.post("/graphql", json=body, headers=headers)).json()
        if "errors" in answer:
            raise SystemExit(f"{name} was refused: {answer['errors']}")
        (value,) = answer["data"].values()
        return value
