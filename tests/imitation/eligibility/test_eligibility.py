"""Customer.imitation and generateImitateCustomerToken answer the same reasons, all of them."""

from typing import Any

import pytest

from db.demo.people import CUSTOMERS
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

GENERATE = "admin/generate-imitate-customer-token"
CHANNELS = ("Storefront", "Outlet", "Headless", "Closed")
REFUSED = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
OF_CHANNEL = {"NO_TARGET", "BOUND_TO_ANOTHER_CHANNEL", "CHANNEL_INACTIVE"}
NO_NEEDS: dict[str, Any] = {"needsFull": [], "needsReadOnly": []}
NO_DOMAINS = (
    "DELETE FROM sales_channel_domains WHERE sales_channel_id = "
    "(SELECT id FROM sales_channels WHERE name = :name)"
)


async def verdict(shop: Shop, agent: Agent, name: str) -> dict[str, Any]:
    card = (await agent.run("admin/customer", id=shop.customer(name))).data
    return card["imitation"]


async def reasons(shop: Shop, agent: Agent, name: str, channel: str) -> list[str]:
    """The reasons with which generate refuses; none where it answers a token."""
    answer = await agent.run(
        GENERATE, customerId=shop.customer(name), salesChannelId=shop.channel(channel)
    )
    if not answer.errors:
        assert answer.data["token"]
        return []
    assert answer.code == REFUSED
    assert list(answer.error) == ["code", "reasons"]
    return list(answer.error["reasons"])


@pytest.mark.parametrize(
    ("name", "channel", "expected"),
    [
        ("bob", "Storefront", []),
        ("gina", "Storefront", ["GUEST"]),
        ("dave", "Storefront", ["CUSTOMER_INACTIVE"]),
        ("carol", "Storefront", ["BOUND_TO_ANOTHER_CHANNEL"]),
        ("carol", "Outlet", []),
        ("carol", "Headless", ["BOUND_TO_ANOTHER_CHANNEL"]),
        ("heidi", "Storefront", []),
        ("bob", "Closed", ["NO_TARGET", "CHANNEL_INACTIVE"]),
        ("carol", "Closed", ["NO_TARGET", "BOUND_TO_ANOTHER_CHANNEL", "CHANNEL_INACTIVE"]),
        ("gina", "Closed", ["GUEST", "NO_TARGET", "CHANNEL_INACTIVE"]),
        ("dave", "Closed", ["CUSTOMER_INACTIVE", "NO_TARGET", "CHANNEL_INACTIVE"]),
    ],
)
async def test_refusal_has_every_reason(
    shop: Shop, alice: Agent, name: str, channel: str, expected: list[str]
) -> None:
    assert await reasons(shop, alice, name, channel) == expected

    refused = await events(shop, "imitation.refused")
    assert [event["detail"] for event in refused] == [{"reasons": expected}] * bool(expected)
    assert len(await shop.rows("imitations")) == (not expected)


async def test_closed_channel_with_a_domain_is_only_closed(shop: Shop, alice: Agent) -> None:
    await shop.change("UPDATE sales_channels SET active = false WHERE name = 'Outlet'")

    assert await reasons(shop, alice, "bob", "Outlet") == ["CHANNEL_INACTIVE"]


async def test_storefront_without_domains_is_no_target(shop: Shop, alice: Agent) -> None:
    await shop.change(NO_DOMAINS, name="Storefront")

    assert await reasons(shop, alice, "bob", "Storefront") == ["NO_TARGET"]


async def test_consent_is_missing_only_where_it_is_required(open_shop: OpenShop) -> None:
    shop = await open_shop(consent_required="always")
    alice = await shop.agent("alice")

    assert await reasons(shop, alice, "heidi", "Storefront") == ["CONSENT_MISSING"]
    assert await reasons(shop, alice, "bob", "Storefront") == []
    assert (await verdict(shop, alice, "heidi"))["reasons"] == ["CONSENT_MISSING"]


async def test_needs_are_listed_and_leave_it_allowed(open_shop: OpenShop) -> None:
    shop = await open_shop(consent_required="call")
    alice = await shop.agent("alice")

    card = await verdict(shop, alice, "heidi")
    assert (card["allowed"], card["reasons"]) == (True, [])
    assert card["needsFull"] == card["needsReadOnly"] == ["SUPPORT_CODE_NEEDED"]

    assert await reasons(shop, alice, "heidi", "Storefront") == ["SUPPORT_CODE_NEEDED"]
    assert await reasons(shop, alice, "gina", "Storefront") == ["GUEST", "SUPPORT_CODE_NEEDED"]
    assert await shop.rows("imitations") == []


async def test_everything_at_once_is_every_reason(open_shop: OpenShop) -> None:
    shop = await open_shop(consent_required="always")
    alice = await shop.agent("alice")
    await shop.change(
        "UPDATE customers SET guest = true, active = false, imitation_consent = false "
        "WHERE email = 'carol@example.com'"
    )

    assert await reasons(shop, alice, "carol", "Closed") == [
        "GUEST",
        "CUSTOMER_INACTIVE",
        "CONSENT_MISSING",
        "NO_TARGET",
        "BOUND_TO_ANOTHER_CHANNEL",
        "CHANNEL_INACTIVE",
    ]


async def test_targets_are_sorted_by_channel_language_and_url(shop: Shop, alice: Agent) -> None:
    await shop.change(
        "UPDATE sales_channel_domains SET sales_channel_id = "
        "(SELECT id FROM sales_channels WHERE name = 'Storefront'), "
        "language = 'de-DE', url = 'http://127.0.0.1:8000/at' WHERE url = 'http://localhost:8000'"
    )
    await shop.change("UPDATE sales_channels SET name = 'Zoo' WHERE name = 'Outlet'")
    domains = [{"url": "http://zoo.example", "language": "aa-AA", "currency": "EUR"}]
    admin = await shop.agent("admin")
    await admin.run(
        "admin/update-sales-channel", id=shop.channel("Outlet"), input={"domains": domains}
    )

    found = await verdict(shop, alice, "bob")

    assert (found["allowed"], found["reasons"]) == (True, [])
    targets = [
        (target["salesChannel"]["name"], target["domain"]["language"], target["loginUrl"])
        for target in found["targets"]
    ]
    path = "/account/login/imitate-customer"
    assert targets == [
        ("Storefront", "de-DE", f"http://127.0.0.1:8000/at{path}"),
        ("Storefront", "de-DE", f"http://127.0.0.1:8000/de{path}"),
        ("Storefront", "en-GB", f"http://127.0.0.1:8000{path}"),
        ("Zoo", "aa-AA", f"http://zoo.example{path}"),
    ]


async def test_closed_channel_is_no_target(shop: Shop, alice: Agent) -> None:
    await shop.change("UPDATE sales_channels SET active = false WHERE name = 'Outlet'")

    found = await verdict(shop, alice, "bob")

    assert {target["salesChannel"]["name"] for target in found["targets"]} == {"Storefront"}


async def test_bound_customers_only_target_is_their_channel(shop: Shop, alice: Agent) -> None:
    found = await verdict(shop, alice, "carol")

    assert [target["salesChannel"]["name"] for target in found["targets"]] == ["Outlet"]


@pytest.mark.parametrize(
    ("name", "expected"), [("gina", ["GUEST"]), ("dave", ["CUSTOMER_INACTIVE"])]
)
async def test_refused_customer_has_reasons_and_no_targets(
    shop: Shop, alice: Agent, name: str, expected: list[str]
) -> None:
    found = await verdict(shop, alice, name)

    assert found == {"allowed": False, "reasons": expected, "vetoes": [], **NO_NEEDS, "targets": []}


async def test_headless_channel_alone_is_allowed_without_targets(shop: Shop, alice: Agent) -> None:
    for name in ("Storefront", "Outlet"):
        await shop.change(NO_DOMAINS, name=name)

    found = await verdict(shop, alice, "bob")

    assert found == {"allowed": True, "reasons": [], "vetoes": [], **NO_NEEDS, "targets": []}


async def test_user_without_the_privilege_is_told_so(shop: Shop, eve: Agent) -> None:
    for name, others in (("bob", []), ("dave", ["CUSTOMER_INACTIVE"])):
        found = await verdict(shop, eve, name)
        assert found == {
            "allowed": False,
            "reasons": [*others, "MISSING_PRIVILEGE"],
            "vetoes": [],
            **NO_NEEDS,
            "targets": [],
        }


@pytest.mark.parametrize("name", CUSTOMERS)
@pytest.mark.parametrize("consent_required", ["always", "never"])
async def test_agrees_with_generate_in_every_channel(
    open_shop: OpenShop, name: str, consent_required: str
) -> None:
    shop = await open_shop(consent_required=consent_required)
    alice = await shop.agent("alice")

    found = await verdict(shop, alice, name)
    refused = {channel: await reasons(shop, alice, name, channel) for channel in CHANNELS}

    assert found["allowed"] is any(not against for against in refused.values())
    of_customer = [set(against) - OF_CHANNEL for against in refused.values()]
    assert all(against == set(found["reasons"]) - OF_CHANNEL for against in of_customer)
    for target in found["targets"]:
        assert refused[target["salesChannel"]["name"]] == []
