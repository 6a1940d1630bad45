"""The rows that the product itself writes; all others are copies of them.

So the benchmarks name only the columns that differ, and fill the tables of any revision.
"""

import asyncio
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


def document(name: str) -> str:
    """The text of an operation of `graphql/` in this tree, such as `admin/user-login`."""
    room, stem = name.split("/")
    (file,) = (ROOT / "graphql" / room).rglob(f"{stem}.graphql")
    return file.read_text(encoding="utf-8")


def sow(revision: Revision, database_url: str, logs: Path) -> None:
    """Load the demo shop; let alice imitate bob three times: live, ended, and not begun yet."""
    revision.run("demo", "--customers", str(CROWD), database_url=database_url)
    with programs.running(revision.server("seed", database_url), logs) as server:
        asyncio.run(_act(server.port))


async def _act(port: int) -> None:
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers={"host": HOST}, timeout=60
    ) as client:
        signed_in = await _send(client, "admin/user-login", username="alice", password=PASSWORD)
        alice = {"authorization": f"Bearer {signed_in['accessToken']}"}
        visitor = {"sw-access-key": KEY}
        ended = await _imitate(client, alice, visitor)
        await _send(client, "storefront/customer-logout", ended)
        await _imitate(client, alice, visitor)
        await _generate(client, alice)
        bob = visitor | await _log_in(client, visitor)
        await _send(client, "storefront/place-order", bob)
        await _send(client, "storefront/add-cart-item", bob, productId=demo_id("product", "1"))


async def _imitate(client: httpx.AsyncClient, alice: Headers, visitor: Headers) -> Headers:
    """The headers of a session in which alice imitates bob."""
    token = (await _generate(client, alice))["token"]
    begun = await _send(client, "storefront/imitate-customer-login", visitor, token=token)
    return visitor | {"sw-context-token": begun["token"]}


async def _log_in(client: httpx.AsyncClient, visitor: Headers) -> Headers:
    bob = {"email": "bob@example.com", "password": PASSWORD}
    begun = await _send(client, "storefront/customer-login", visitor, **bob)
    return {"sw-context-token": begun["token"]}


async def _generate(client: httpx.AsyncClient, headers: Headers) -> Any:  # noqa: ANN401 - JSON
    return await _send(
        client,
        "admin/generate-imitate-customer-token",
        headers,
        customerId=demo_id("customer", "bob"),
        salesChannelId=demo_id("channel", "Storefront"),
        reason="A benchmark of the product",
        access=ImitationAccess.FULL,
    )


async def _send(
    client: httpx.AsyncClient,
    name: str,
    headers: Headers | None = None,
    **variables: object,
) -> Any:  # noqa: ANN401 - JSON
    body = {"query": document(name), "variables": variables}
    answer = (await client.post("/graphql", json=body, headers=headers)).json()
    if "errors" in answer:
        raise SystemExit(f"{name} was refused: {answer['errors']}")
    (value,) = answer["data"].values()
    return value
