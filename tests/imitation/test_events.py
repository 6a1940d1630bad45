"""Imitation.events: the audit log of one imitation, page by page, however long it is."""

from typing import Any

import pytest

from tests.support.clients import Agent
from tests.support.scale.history import add_events
from tests.support.shop import Shop

PAGE = """
query ($id: ID!, $first: Int!, $after: ID) {
  imitation(id: $id) { events(first: $first, after: $after) { id } }
}
"""
EVERY = "{ imitations(first: 100) { nodes { events { id action } } } }"


async def imitation_of(shop: Shop, agent: Agent) -> str:
    await shop.imitator(agent)
    (listed,) = (await agent.run("admin/imitations")).data["nodes"]
    return str(listed["id"])


async def ids(agent: Agent, imitation_id: str, **page: Any) -> list[int]:
    variables = {"id": imitation_id, "first": 100, "after": None, **page}
    found = (await agent.send(PAGE, variables)).data["events"]
    return [int(event["id"]) for event in found]


async def test_pages_lead_through_all_of_them(shop: Shop, alice: Agent) -> None:
    imitation = await imitation_of(shop, alice)
    await add_events(shop, 248)
    seen: list[int] = []

    while page := await ids(alice, imitation, after=str(seen[-1]) if seen else None):
        assert len(page) <= 100
        seen += page

    assert seen == [event["id"] for event in await shop.rows("audit_events")][-250:]


async def test_a_client_that_names_no_page_gets_the_first_hundred(shop: Shop, alice: Agent) -> None:
    imitation = await imitation_of(shop, alice)
    await add_events(shop, 248)

    (listed,) = (await alice.send(EVERY)).data["nodes"]

    assert [int(event["id"]) for event in listed["events"]] == await ids(alice, imitation)
    assert len(listed["events"]) == 100
    assert listed["events"][0]["action"] == "imitation.generated"


async def test_each_imitation_of_a_list_has_its_own(shop: Shop, alice: Agent) -> None:
    await shop.imitator(alice, "heidi")
    await add_events(shop, 150)
    await shop.token(alice)

    nodes = (await alice.send(EVERY)).data["nodes"]

    assert sorted(len(node["events"]) for node in nodes) == [1, 100]


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"after": ""}, "after"),
        ({"after": "-1"}, "after"),
        ({"after": "1.0"}, "after"),
        ({"after": "x"}, "after"),
        ({"after": "\u0661"}, "after"),
        ({"after": str(2**63)}, "after"),
        ({"after": "9" * 500}, "after"),
    ],
    ids=range(9),
)
async def test_odd_page_is_refused(
    shop: Shop, alice: Agent, page: dict[str, Any], field: str
) -> None:
    imitation = await imitation_of(shop, alice)

    refused = await alice.send(PAGE, {"id": imitation, "first": 1, "after": None, **page})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_after_the_last_one_there_is_none(shop: Shop, alice: Agent) -> None:
    imitation = await imitation_of(shop, alice)
    seen = await ids(alice, imitation)

    assert len(seen) == 2
    assert await ids(alice, imitation, after=str(seen[-1])) == []
    assert await ids(alice, imitation, after=str(2**63 - 1)) == []
