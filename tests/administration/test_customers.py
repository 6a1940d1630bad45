"""Users with customer:write change and delete customers."""

from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent, Visitor
from tests.support.hiring import hire
from tests.support.shop import Shop


@pytest.fixture
async def cora(shop: Shop, admin: Agent) -> Agent:
    """A user who may read and change customers, and nothing else."""
    return await hire(shop, admin, "cora", "customer:read", "customer:write")


async def test_card_is_saved(shop: Shop, cora: Agent) -> None:
    before = (await cora.run("admin/customer", id=shop.customer("bob"))).data
    change = {
        "email": " Robert@Example.com",
        "firstName": "Robert",
        "lastName": "Bauer",
        "company": "Bauer & Söhne",
        "boundSalesChannelId": shop.channel("Storefront"),
    }

    changed = (await cora.run("admin/update-customer", id=before["id"], input=change)).data

    assert changed == {
        **before,
        "email": "Robert@Example.com",
        "firstName": "Robert",
        "lastName": "Bauer",
        "company": "Bauer & Söhne",
        "boundSalesChannel": {
            "id": shop.channel("Storefront"),
            "name": "Storefront",
            "type": "STOREFRONT",
            "active": True,
        },
    }
    found = (await cora.run("admin/customers", search="bauer & sohne robert")).data["nodes"]
    assert [customer["id"] for customer in found] == [before["id"]]


async def test_null_removes_company_and_binding(shop: Shop, cora: Agent) -> None:
    nothing = {"company": None, "boundSalesChannelId": None}

    changed = await cora.run("admin/update-customer", id=shop.customer("carol"), input=nothing)

    assert (changed.data["company"], changed.data["boundSalesChannel"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": None}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"email": "CAROL@example.com"}, "email"),
        ({"firstName": None}, "firstName"),
        ({"lastName": " "}, "lastName"),
        ({"company": ""}, "company"),
        ({"active": None}, "active"),
        ({"imitationConsent": None}, "imitationConsent"),
        ({"boundSalesChannelId": "Outlet"}, "boundSalesChannelId"),
    ],
)
async def test_is_refused(shop: Shop, cora: Agent, change: dict[str, Any], field: str) -> None:
    before = await shop.everything()

    refused = await cora.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


async def test_unknown_channel_is_named(shop: Shop, cora: Agent) -> None:
    before = await shop.everything()

    change = {"boundSalesChannelId": "0" * 32}
    refused = await cora.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert refused.error == {
        "code": "VIOLATION::ENTITY_DOES_NOT_EXISTS",
        "field": "boundSalesChannelId",
    }
    assert await shop.everything() == before


async def test_guest_may_share_an_account_s_address(shop: Shop, cora: Agent) -> None:
    change = {"email": "bob@example.com"}

    changed = await cora.run("admin/update-customer", id=shop.customer("gina"), input=change)

    assert changed.data["email"] == "bob@example.com"


async def test_deactivation_ends_everything_at_the_next_request(
    shop: Shop, alice: Agent, bob: Visitor, elsewhere: Agent
) -> None:
    imitator = await shop.imitator(alice)

    change = {"active": False}
    changed = await elsewhere.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert changed.data["imitation"]["reasons"] == ["CUSTOMER_INACTIVE"]
    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["customer"] is None
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "CUSTOMER_DEACTIVATED"
    refused = await shop.visitor().log_in("bob@example.com", "imitate-demo")
    assert refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


async def test_reactivation_revives_no_session(
    shop: Shop, alice: Agent, bob: Visitor, admin: Agent
) -> None:
    own, imitated = bob.copy(), await shop.imitator(alice)

    for active in (False, True):
        change = {"active": active}
        await admin.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert (await own.context())["customer"] is None
    assert (await imitated.context())["customer"] is None
    assert (await shop.shopper("bob@example.com")).token


async def test_binding_elsewhere_ends_sessions_and_imitations_here(
    shop: Shop, alice: Agent, bob: Visitor, elsewhere: Agent
) -> None:
    imitator = await shop.imitator(alice)

    change = {"boundSalesChannelId": shop.channel("Outlet")}
    await elsewhere.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["imitated"] is False


async def test_e19_a_binding_ends_own_sessions_elsewhere_for_good(
    shop: Shop, bob: Visitor, elsewhere: Agent
) -> None:
    there = await shop.shopper("bob@example.com", "Outlet")
    for channel in (shop.channel("Outlet"), None):
        change = {"boundSalesChannelId": channel}
        await elsewhere.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert (await bob.copy().context())["customer"] is None
    assert (await there.context())["customer"]["firstName"] == "Bob"


async def test_saving_ends_nothing_that_may_go_on(
    shop: Shop, alice: Agent, bob: Visitor, cora: Agent
) -> None:
    imitator = await shop.imitator(alice)

    change = {"firstName": "Bobby", "boundSalesChannelId": shop.channel("Storefront")}
    await cora.run("admin/update-customer", id=shop.customer("bob"), input=change)

    assert (await bob.context())["customer"]["firstName"] == "Bobby"
    assert (await imitator.context())["imitated"] is True


@pytest.mark.parametrize("operation", ["update-customer", "delete-customer"])
async def test_unknown_customer_is_not_found(shop: Shop, cora: Agent, operation: str) -> None:
    before = await shop.everything()
    others: dict[str, Any] = {"input": {}} if operation == "update-customer" else {}

    refused = await cora.run(f"admin/{operation}", id="0" * 32, **others)

    assert refused.code == "CONTENT__ENTITY_NOT_FOUND"
    assert await shop.everything() == before
    assert (await cora.run("admin/customer", id="0" * 32)).data is None


async def test_one_of_two_at_once_gets_the_address(
    shop: Shop, admin: Agent, elsewhere: Agent
) -> None:
    change = {"email": "builder@example.com"}

    errors = await at_once(
        shop,
        "customers",
        admin.run("admin/update-customer", id=shop.customer("bob"), input=change),
        elsewhere.run("admin/update-customer", id=shop.customer("carol"), input=change),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "email"}]
