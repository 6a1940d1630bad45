"""I11: a client disconnects during its request: the transaction is committed whole or undone."""

import asyncio
import json
import random
from pathlib import Path

import httpx

from db.demo import shop
from tests.faults import kept
from tests.support.clients import Agent, Visitor, document
from tests.support.engines.kept import CHEAP
from tests.support.servers import STARTS_WITHIN, Server, served
from tests.support.shop import PASSWORD

CUSTOMERS, PRODUCTS = 4, 50  # a line for each pair, which makes 200 requests
POOL = 4
CHANNEL = shop.demo_id("channel", "Storefront")


async def imitator(http: httpx.AsyncClient, alice: Agent, position: int) -> Visitor:
    made = await alice.token_for(shop.crowd_id(position), CHANNEL)
    visitor = Visitor(http, {"sw-access-key": shop.access_key("Storefront")})
    assert (await visitor.redeem(made["token"])).data["token"]
    return visitor


def adding(visitor: Visitor, product: int) -> bytes:
    """A request that puts the product into the cart."""
    variables = {"productId": shop.demo_id("product", str(product)), "quantity": 1}
    body = json.dumps({"query": document("storefront/add-cart-item"), "variables": variables})
    headers = {**visitor.headers, "host": "127.0.0.1", "content-type": "application/json"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    length = len(body.encode())
    return f"POST /graphql HTTP/1.1\r\n{head}content-length: {length}\r\n\r\n{body}".encode()


async def ask_and_go(server: Server, request: bytes, number: int) -> None:
    """Disconnect: every fourth before all is sent, the others while the answer is made."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request[: -1 if number % 4 == 0 else None])
    await writer.drain()
    await asyncio.sleep(random.uniform(0, 0.05))
    writer.transport.abort()


async def all_served(visitors: list[Visitor]) -> bool:
    """Whether all requests are answered at once, each in its imitation."""
    looks = (visitor.run("storefront/context") for visitor in visitors)
    answers = await asyncio.gather(*looks)
    return all(not answer.errors and answer.data["imitated"] for answer in answers)


async def test_i11_nothing_is_half_done_and_no_connection_is_lost(
    database_url: str, tmp_path: Path
) -> None:
    with served(tmp_path, database_url=database_url, database_pool=POOL, **CHEAP) as server:
        async with server.async_client() as http:
            alice = await Agent.signed_in(http, "alice", PASSWORD)
            visitors = [await imitator(http, alice, position) for position in range(CUSTOMERS)]
            for product in range(1, PRODUCTS + 1):
                requests = [adding(visitor, product) for visitor in visitors]
                await asyncio.gather(
                    *(ask_and_go(server, one, product + at) for at, one in enumerate(requests))
                )

            async with asyncio.timeout(STARTS_WITHIN):
                while not await all_served(visitors):
                    pass  # a busy machine still works for the clients that disconnected
        server.stop()  # running requests are finished
        rows = await kept.read(database_url)

    assert kept.half(rows) == []
    added = [row for row in rows["cart_lines"] if row["imitation_id"]]
    assert 0 < len(added) <= CUSTOMERS * PRODUCTS * 3 // 4
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert "request.failed" not in {line["event"] for line in lines}
