"""Reasons by the shop's settings: categories, a ticket's form, a least length; and their filter."""

from typing import Any

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

GENERATE = "admin/generate-imitate-customer-token"
CATEGORIES = ["Order", "Delivery"]
SETTINGS: dict[str, Any] = {
    "reason_required": True,
    "reason_min_length": 4,
    "reason_pattern": r"^\d{4}\b",
    "reason_categories": ",".join(CATEGORIES),
}


@pytest.fixture
async def strict(open_shop: OpenShop) -> Shop:
    """A shop that asks for a ticket and a category."""
    return await open_shop(**SETTINGS)


def ids(shop: Shop) -> dict[str, str]:
    return {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}


async def test_user_reads_what_is_required(strict: Shop, shop: Shop) -> None:
    asked = {"required": True, "shortest": 4, "longest": 500, "pattern": r"^\d{4}\b"}
    usual = {"required": False, "shortest": 10, "longest": 500, "pattern": None}

    eve = await strict.agent("eve")
    assert (await eve.run("admin/reason-rules")).data == asked | {"categories": CATEGORIES}
    eve = await shop.agent("eve")
    assert (await eve.run("admin/reason-rules")).data == usual | {"categories": []}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "471", "reasonCategory": "Order"}, "reason"),
        ({"reason": "no ticket", "reasonCategory": "Order"}, "reason"),
        ({"reason": None, "reasonCategory": "Order"}, "reason"),
        ({"reason": "4711"}, "reasonCategory"),
        ({"reason": "4711", "reasonCategory": "order"}, "reasonCategory"),
        ({"reason": "4711", "reasonCategory": ""}, "reasonCategory"),
        ({"reason": "4711", "reasonCategory": "x" * 9999}, "reasonCategory"),
        ({"reason": "4711", "reasonCategory": "Order\0"}, "reasonCategory"),
    ],
)
async def test_other_reasons_are_refused(strict: Shop, sent: dict[str, Any], field: str) -> None:
    alice = await strict.agent("alice")
    before = await strict.everything()

    refused = await alice.run(GENERATE, **ids(strict), **sent)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await strict.everything() == before


async def test_category_is_kept_listed_and_shown_to_the_customer(
    strict: Shop, open_shop: OpenShop
) -> None:
    alice, bob = await strict.agent("alice"), await strict.shopper("bob@example.com")
    for category in CATEGORIES:
        await strict.imitator(alice, reason="4711", reasonCategory=category)
        strict.clock.advance(seconds=1)

    (one, _) = await events(strict, "imitation.generated")
    assert one["detail"] == {"reason": "4711", "access": "FULL", "category": "Order"}
    assert await listed(alice, "Delivery") == ["Delivery"]
    assert await listed(alice, None) == ["Delivery", "Order"]
    found = (await bob.run("storefront/account-accesses")).data["nodes"]
    assert [(access["reason"], access["reasonCategory"]) for access in found] == [
        ("4711", "Delivery"),
        ("4711", "Order"),
    ]
    renamed = await open_shop(reason_categories="Other")
    auditor = await renamed.agent("victor")
    assert await listed(auditor, "Order") == ["Order"]  # history keeps what is no longer a choice
    assert await listed(auditor, "Other") == []


async def listed(agent: Agent, category: str | None) -> list[str]:
    found = (await agent.run("admin/imitations", reasonCategory=category)).data
    assert found["totalCount"] == len(found["nodes"])
    return [one["reasonCategory"] for one in found["nodes"]]


@pytest.mark.parametrize("category", ["", "x" * 65, "a\nb"])
async def test_filter_that_is_no_category_is_refused(
    shop: Shop, alice: Agent, category: str
) -> None:
    refused = await alice.run("admin/imitations", reasonCategory=category)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "reasonCategory"}


async def test_cursor_of_another_category_is_refused(strict: Shop) -> None:
    alice = await strict.agent("alice")
    for _ in range(2):
        await alice.run(GENERATE, **ids(strict), reason="4711", reasonCategory="Order")
    page = (await alice.run("admin/imitations", reasonCategory="Order", first=1)).data
    cursor = page["pageInfo"]["endCursor"]

    refused = await alice.run("admin/imitations", reasonCategory="Delivery", after=cursor)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "after"}
