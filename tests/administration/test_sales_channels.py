"""Users with sales_channel:write rename, close and move sales channels."""

from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop


async def test_all_are_listed_with_their_domains(eve: Agent) -> None:
    listed = {one["name"]: one for one in (await eve.run("admin/sales-channels")).data}

    assert list(listed) == ["Closed", "Headless", "Outlet", "Storefront"]
    assert [(one["type"], one["active"]) for one in listed.values()] == [
        ("STOREFRONT", False),
        ("HEADLESS", True),
        ("STOREFRONT", True),
        ("STOREFRONT", True),
    ]
    assert [domain["url"] for domain in listed["Storefront"]["domains"]] == [
        "http://127.0.0.1:8000/de",
        "http://127.0.0.1:8000",
    ]


async def test_access_key_is_for_those_who_may_read_channels(shop: Shop, admin: Agent) -> None:
    carol = {"id": shop.customer("carol")}
    query = "query ($id: ID!) { customer(id: $id) { boundSalesChannel { accessKey } } }"
    change = {"privileges": ["customer:read"]}

    read = await (await shop.agent("eve")).send(query, carol)
    await admin.run("admin/update-role", id=shop.role("Catalogue"), input=change)
    hidden = await (await shop.agent("eve")).send(query, carol)

    key = shop.visitor("Outlet").headers["sw-access-key"]
    assert read.data == {"boundSalesChannel": {"accessKey": key}}
    assert hidden.data == {"boundSalesChannel": {"accessKey": None}}


async def test_what_is_left_out_stays(shop: Shop, admin: Agent) -> None:
    before = {one["name"]: one for one in (await admin.run("admin/sales-channels")).data}

    change = {"name": " Shop "}
    renamed = await admin.run(
        "admin/update-sales-channel", id=shop.channel("Storefront"), input=change
    )

    assert renamed.data == {**before["Storefront"], "name": "Shop"}


async def test_closing_ends_sessions_and_imitations_at_the_next_request(
    shop: Shop, alice: Agent, bob: Visitor, elsewhere: Agent
) -> None:
    imitator = await shop.imitator(alice)
    pending = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    await switch(elsewhere, shop, active=False)

    for client in (bob, imitator, shop.visitor()):
        answer = await client.run("storefront/context")
        assert answer.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    assert {row["end_reason"] for row in await shop.rows("imitations")} == {"CHANNEL_DEACTIVATED"}

    await switch(elsewhere, shop, active=True)

    for client in (bob, imitator):
        assert (await client.context())["customer"] is None
    redeemed = await shop.visitor().redeem(pending["token"])
    assert redeemed.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"


async def test_closing_keeps_other_channels_open(
    shop: Shop, alice: Agent, elsewhere: Agent
) -> None:
    imitator = await shop.imitator(alice, channel="Outlet")

    await switch(elsewhere, shop, active=False)

    assert (await imitator.context())["imitated"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "Outlet"}, "name"),
        ({"name": ""}, "name"),
        ({"active": None}, "active"),
        ({"domains": None}, "domains"),
    ],
)
async def test_is_refused(shop: Shop, admin: Agent, change: dict[str, Any], field: str) -> None:
    before = await shop.everything()

    refused = await admin.run(
        "admin/update-sales-channel", id=shop.channel("Storefront"), input=change
    )

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


async def test_unknown_channel_is_not_found(shop: Shop, admin: Agent) -> None:
    before = await shop.everything()

    refused = await admin.run("admin/update-sales-channel", id="0" * 32, input={"name": "Shop"})

    assert refused.code == "CONTENT__ENTITY_NOT_FOUND"
    assert await shop.everything() == before


async def test_one_of_two_at_once_gets_the_name(shop: Shop, admin: Agent, elsewhere: Agent) -> None:
    change = {"name": "Shop"}

    errors = await at_once(
        shop,
        "sales_channels",
        admin.run("admin/update-sales-channel", id=shop.channel("Outlet"), input=change),
        elsewhere.run("admin/update-sales-channel", id=shop.channel("Headless"), input=change),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "name"}]


async def switch(agent: Agent, shop: Shop, *, active: bool) -> None:
    """Open or close the Storefront."""
    change = {"active": active}
    changed = await agent.run(
        "admin/update-sales-channel", id=shop.channel("Storefront"), input=change
    )
    assert changed.data["active"] is active
