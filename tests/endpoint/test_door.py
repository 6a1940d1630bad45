"""A plain request is answered without the middleware, and no client can tell the difference.

Each request is sent by the door and, with a content-encoding that changes nothing, the long way.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from db.demo.shop import access_key
from server.endpoint.view import GraphQLView
from tests.support.clients import Agent, document
from tests.support.shop import EACH_WAY, OpenShop, Shop

LONG_WAY = {"content-encoding": "identity"}
CONTEXT = document("storefront/context")
TIMES = 3  # an operation is plain once its document is known to be valid
VOLATILE = re.compile(r"im[uci]_[\w-]{43}|[0-9a-f]{32}")


@dataclass(frozen=True)
class Sent:
    """A request; `body` is JSON unless it is bytes."""

    body: Any = field(default_factory=lambda: {"query": CONTEXT})
    headers: dict[str, str] = field(default_factory=dict)
    is_plain: bool = True

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def query(text: str, **others: Any) -> dict[str, Any]:
    return {"query": text, **others}


PRODUCTS = document("storefront/products")
REQUESTS = {
    "context": Sent(),
    "variables": Sent(query(PRODUCTS, variables={"first": 2})),
    "a variable of a wrong type": Sent(query(PRODUCTS, variables={"first": "many"})),
    "a variable that is refused": Sent(query(PRODUCTS, variables={"first": 0})),
    "an unknown access key": Sent(headers={"sw-access-key": "SWSCUNKNOWN"}),
    "an access key in Latin-1": Sent(headers={"sw-access-key": "SWSC\xe4"}),
    "an unknown token": Sent(headers={"sw-context-token": "imc_" + "x" * 43}),
    "no agent": Sent(headers={"user-agent": ""}),
    "a bearer token that nobody has": Sent(headers={"authorization": "Bearer imu_x"}),
    "an admin's query without a user": Sent(query(document("admin/users"))),
    "a login that is refused": Sent(
        query(
            document("storefront/customer-login"),
            variables={"email": "bob@example.com", "password": "wrong"},
        )
    ),
    "any answer": Sent(headers={"accept": "*/*"}),
    "a charset": Sent(headers={"content-type": "application/json; charset=utf-8"}),
    "one of several operations": Sent(
        query(f"{CONTEXT} query Other {{ __typename }}", operationName="Other")
    ),
    "no operation of that name": Sent(query(CONTEXT, operationName="Nobody"), is_plain=False),
    "the other media type": Sent(
        headers={"accept": "application/graphql-response+json"}, is_plain=False
    ),
    "no media type": Sent(headers={"accept": "text/html"}, is_plain=False),
    "another content type": Sent(headers={"content-type": "text/plain"}, is_plain=False),
    "no JSON": Sent(b"{", is_plain=False),
    "no UTF-8": Sent(b'{"query": "\xff"}', is_plain=False),
    "a key twice": Sent(b'{"query": "{ a }", "query": "{ b }"}', is_plain=False),
    "an empty body": Sent(b"", is_plain=False),
    "a syntax error": Sent(query("{"), is_plain=False),
    "an unknown field": Sent(query("{ nothing }"), is_plain=False),
    "too deep": Sent(query("{ a " * 20 + "}" * 20), is_plain=False),
    "a page of another origin": Sent(headers={"origin": "http://evil.example"}, is_plain=False),
    "a cookie": Sent(headers={"cookie": "imitate-admin=imu_x"}, is_plain=False),
    "another host": Sent(headers={"host": "evil.example"}, is_plain=False),
    "a long body": Sent(query(CONTEXT + " " * 10_000), is_plain=False),
}


@pytest.fixture
def by_the_door(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the requests that the door answered."""
    taken: list[str] = []
    answer = GraphQLView.answer_plainly

    async def watched(self: GraphQLView, record: Any, facts: Any) -> Any:
        taken.append(record.id)
        return await answer(self, record, facts)

    monkeypatch.setattr(GraphQLView, "answer_plainly", watched)
    return taken


async def send(shop: Shop, sent: Sent, **headers: str) -> httpx.Response:
    given = {"sw-access-key": access_key("Storefront"), "content-type": "application/json"}
    headers = {**given, **sent.headers, **headers}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return await shop.http.post("/graphql", content=sent.content, headers=raw)


def told(response: httpx.Response) -> tuple[int, list[tuple[bytes, bytes]], str]:
    """Status, headers in their order, and body, without what is new in each answer."""
    headers = [
        (name, VOLATILE.sub("#", value.decode()).encode()) for name, value in response.headers.raw
    ]
    return response.status_code, headers, VOLATILE.sub("#", response.text)


def lines(printed: str) -> list[dict[str, Any]]:
    """The lines of the log, without ids and times."""
    found = [json.loads(line) for line in printed.splitlines()]
    return [
        {
            name: value
            for name, value in line.items()
            if name not in {"request_id", "milliseconds", "timestamp"}
        }
        for line in found
    ]


@pytest.mark.parametrize("template", EACH_WAY, indirect=True)
@pytest.mark.parametrize("sent", REQUESTS.values(), ids=REQUESTS.keys())
async def test_both_ways_answer_the_same(
    shop: Shop, sent: Sent, by_the_door: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    long_way = [told(await send(shop, sent, **LONG_WAY)) for _ in range(TIMES)]
    long_lines = lines(capsys.readouterr().out)
    assert by_the_door == []

    short_way = [told(await send(shop, sent)) for _ in range(TIMES)]
    short_lines = lines(capsys.readouterr().out)

    assert short_way == long_way
    assert short_lines == long_lines
    assert len(by_the_door) == (TIMES if sent.is_plain else 0)


async def test_a_user_and_a_mutation_take_the_door(
    shop: Shop, alice: Agent, by_the_door: list[str]
) -> None:
    variables = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    generate = Sent(
        query(document("admin/generate-imitate-customer-token"), variables=variables),
        headers=alice.headers,
    )

    answers = [await send(shop, generate, **LONG_WAY), await send(shop, generate)]

    assert [told(answer) for answer in answers] == [told(answers[0])] * 2
    assert len(by_the_door) == 1
    assert len(await shop.rows("imitations")) == 2


async def test_a_lower_limit_of_bodies_holds_at_the_door(
    open_shop: OpenShop, by_the_door: list[str]
) -> None:
    shop = await open_shop(limit_body=1024)
    short, long = Sent(), Sent(Sent().content.ljust(1025))

    for _ in range(TIMES):
        await send(shop, short, **LONG_WAY)
    assert (await send(shop, short)).status_code == 200
    refused = [told(await send(shop, long, **LONG_WAY)), told(await send(shop, long))]

    assert refused[0][0] == 413
    assert refused[1] == refused[0]
    assert len(by_the_door) == 1


@pytest.mark.parametrize(("pause", "by"), [(0.0, 2), (0.01, 0)], ids=["at once", "slowly"])
async def test_a_body_that_comes_in_pieces_is_read_whole(
    shop: Shop, by_the_door: list[str], pause: float, by: int
) -> None:
    content = Sent().content

    async def pieces() -> Any:
        for piece in (content[:10], content[10:40], content[40:]):
            if pause:
                await asyncio.sleep(pause)
            yield piece

    headers = {"sw-access-key": access_key("Storefront"), "content-type": "application/json"}
    headers["content-length"] = str(len(content))

    for _ in range(TIMES):
        response = await shop.http.post("/graphql", content=pieces(), headers=headers)

        assert response.json()["data"]["context"]["imitated"] is False
    assert len(by_the_door) >= by
    assert bool(by_the_door) == bool(by)
