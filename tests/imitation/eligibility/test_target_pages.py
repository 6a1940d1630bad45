"""ImitationEligibility.targets: page by page, in the order of channels, languages and URLs."""

import pytest

from tests.support.clients import Agent
from tests.support.scale.history import add_channels
from tests.support.shop import Shop

TARGETS = """
query ($id: ID!, $first: Int!, $after: ID) {
  customer(id: $id) { imitation { targets(first: $first, after: $after) { domain { id url } } } }
}
"""


async def page(
    shop: Shop, agent: Agent, name: str = "bob", first: int = 100, after: str | None = None
) -> list[dict[str, str]]:
    variables = {"id": shop.customer(name), "first": first, "after": after}
    targets = (await agent.send(TARGETS, variables)).data["imitation"]["targets"]
    return [target["domain"] for target in targets]


async def test_pages_lead_through_all_of_them(shop: Shop, alice: Agent) -> None:
    await add_channels(shop, 20, domains=7)
    every = [domain["url"] for domain in await page(shop, alice, first=100)]
    for first in (1, 6, 7, 8, 50, 100):
        seen: list[dict[str, str]] = []

        while found := await page(shop, alice, first=first, after=seen[-1]["id"] if seen else None):
            assert len(found) <= first
            seen += found

        urls = [domain["url"] for domain in seen]
        assert urls[:100] == every
        assert (len(urls), len(set(urls))) == (20 * 7 + 3, 20 * 7 + 3)


async def test_a_client_that_names_no_page_gets_the_first_hundred(shop: Shop, alice: Agent) -> None:
    await add_channels(shop, 20, domains=7)

    found = (await alice.run("admin/customer", id=shop.customer("bob"))).data["imitation"]

    assert len(found["targets"]) == 100
    assert [each["domain"]["id"] for each in found["targets"]] == [
        domain["id"] for domain in await page(shop, alice)
    ]


async def test_customers_of_a_list_have_their_own(shop: Shop, alice: Agent) -> None:
    await add_channels(shop, 3, domains=2)
    query = "{ customers { nodes { email imitation { targets(first: 3) { loginUrl } } } } }"

    nodes = (await alice.send(query.replace("customers", 'customers(search: "example.com")'))).data
    counts = {node["email"]: len(node["imitation"]["targets"]) for node in nodes["nodes"]}

    assert (await page(shop, alice, "carol")) == await page(shop, alice, "carol", first=1)
    assert set(counts.values()) <= {0, 1, 3}
    assert 3 in counts.values()


async def test_goes_on_behind_a_channel_that_was_closed_meanwhile(shop: Shop, alice: Agent) -> None:
    await add_channels(shop, 2, domains=2)
    every = await page(shop, alice)
    last = next(domain for domain in every if domain["url"] == "https://shop1.example/2")
    await shop.change("UPDATE sales_channels SET active = false WHERE name = 'Shop 1'")

    found = await page(shop, alice, after=last["id"])

    assert [domain["url"] for domain in found] == [
        "https://shop2.example/1",
        "https://shop2.example/2",
        "http://127.0.0.1:8000/de",
        "http://127.0.0.1:8000",
    ]


@pytest.mark.parametrize(
    ("first", "after", "field"),
    [(0, None, "first"), (101, None, "first"), (1, "x", "after"), (1, "0" * 32, "after")],
)
async def test_odd_page_is_refused(
    shop: Shop, alice: Agent, first: int, after: str | None, field: str
) -> None:
    variables = {"id": shop.customer("bob"), "first": first, "after": after}

    refused = await alice.send(TARGETS, variables)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
