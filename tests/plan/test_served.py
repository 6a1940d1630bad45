"""Compiled or not, a server answers, limits and logs the same."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from db.models.columns import new_id
from schema.documents.cache import Document, documents
from server.application import limits
from tests.support.clients import Answer, Client, Visitor, document
from tests.support.shop import OpenShop, Shop

CONTEXT = document("storefront/context")
PRODUCTS = "query ($n: Int!) { products(first: $n) { nodes { name price { amount } } totalCount } }"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since the last call, without what differs from request to request."""

    def read() -> list[dict[str, Any]]:
        logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        for line in logged:
            frames = line.get("frames", [])
            line["frames"] = [frame for frame in frames if "/schema/plan/" not in frame]
        changing = {"request_id", "milliseconds", "timestamp"}
        return [
            {key: value for key, value in line.items() if key not in changing} for line in logged
        ]

    return read


def kept(shop: Shop, text: str) -> Document:
    return documents(limits(shop.settings)).read(text)


def shown(answer: Answer) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers, without ids and lengths of ids."""
    changing = {"content-length", "sw-context-token"}
    headers = {k: v for k, v in answer.response.headers.items() if k not in changing}
    body = answer.body
    for error in body.get("errors", []):
        error["extensions"].pop("requestId", None)
    return answer.response.status_code, json.dumps(body), headers


async def test_a_document_has_plans_from_its_second_sight(shop: Shop, bob: Visitor) -> None:
    text = f"# {new_id()}\n{CONTEXT}"

    await bob.send(text)
    assert kept(shop, text)._plans is None  # noqa: SLF001 - nothing else tells of it

    await bob.send(text)
    assert kept(shop, text)._plans is not None  # noqa: SLF001 - as above


async def test_nothing_is_compiled_where_that_is_switched_off(open_shop: OpenShop) -> None:
    shop = await open_shop(compile_operations=False)
    bob = await shop.shopper("bob@example.com")
    text = f"# {new_id()}\n{CONTEXT}"

    for _ in range(3):
        await bob.send(text)

    assert kept(shop, text)._plans is None  # noqa: SLF001 - nothing else tells of it


async def test_variables_may_exceed_a_limit_once_there_is_a_plan(open_shop: OpenShop) -> None:
    shop = await open_shop(limit_cost=200)
    visitor = shop.visitor()
    for _ in range(2):
        assert not (await visitor.send(PRODUCTS, {"n": 3})).errors

    refused = await visitor.send(PRODUCTS, {"n": 100})

    assert (refused.code, refused.error["limit"]) == ("GRAPHQL__LIMIT_EXCEEDED", "cost")
    assert not (await visitor.send(PRODUCTS, {"n": 3})).errors


async def test_answers_and_log_are_the_same(open_shop: OpenShop, lines: Lines) -> None:
    compiled = await open_shop()
    plain = await open_shop(compile_operations=False)
    await compiled.change("UPDATE sales_channels SET type = 'KIOSK' WHERE name = 'Outlet'")
    alice = (await compiled.agent("alice")).headers
    bob = (await compiled.shopper("bob@example.com")).headers
    asked: list[tuple[dict[str, str], str, dict[str, Any]]] = [
        (bob, CONTEXT, {}),
        (bob, PRODUCTS, {"n": 2}),
        (bob, PRODUCTS, {"n": 0}),
        (bob, PRODUCTS, {"n": None}),
        (bob, "{ currentUser { username } context { currency } }", {}),
        (alice, "{ salesChannels { name } }", {}),
        (alice, "{ customers(first: 2) { nodes { email orders { totalCount } } } }", {}),
        (alice, 'mutation { deleteUser(id: "x") }', {}),
    ]
    for headers, text, variables in asked:
        answers, told = [], []
        for shop in (plain, compiled):
            client = Client(shop.http, dict(headers))
            await client.send(text, variables)
            lines()
            answers.append(shown(await client.send(text, variables)))
            told.append(lines())
        assert answers[0] == answers[1]
        assert told[0] == told[1]
