"""A deleted customer is gone; orders and audit events stay, with the names as they were."""

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop

BOB = {"customerNumber": "10001", "email": "bob@example.com", "firstName": "Bob"}


@pytest.fixture
async def imitator(shop: Shop, alice: Agent, bob: Visitor) -> Visitor:
    """Alice ordered as bob, and the imitation is live when bob is deleted."""
    assert (await bob.context())["customer"]
    client = await shop.imitator(alice)
    assert (await client.run("storefront/place-order")).data["placedBy"]["username"] == "alice"
    return client


async def test_sessions_and_imitations_end_at_the_next_request(
    shop: Shop, imitator: Visitor, bob: Visitor, elsewhere: Agent
) -> None:
    assert (await elsewhere.run("admin/delete-customer", id=shop.customer("bob"))).data is True

    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["customer"] is None
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "CUSTOMER_DEACTIVATED"


async def test_row_cart_and_sessions_are_gone(shop: Shop, imitator: Visitor, admin: Agent) -> None:
    assert imitator.token

    await admin.run("admin/delete-customer", id=shop.customer("bob"))

    assert (await admin.run("admin/customer", id=shop.customer("bob"))).data is None
    for table in ("contexts", "carts", "cart_lines"):
        assert await shop.rows(table) == []


async def test_orders_stay(shop: Shop, imitator: Visitor, admin: Agent) -> None:
    assert imitator.token
    orders, lines = await shop.rows("orders"), await shop.rows("order_lines")
    assert (len(orders), orders[0]["customer_number"]) == (1, "10001")

    await admin.run("admin/delete-customer", id=shop.customer("bob"))

    assert await shop.rows("orders") == orders
    assert await shop.rows("order_lines") == lines


async def test_audit_log_keeps_the_name(shop: Shop, imitator: Visitor, admin: Agent) -> None:
    assert imitator.token

    await admin.run("admin/delete-customer", id=shop.customer("bob"))

    (imitation,) = (await admin.run("admin/imitations")).data["nodes"]
    assert {**imitation["customer"], **BOB} == imitation["customer"]
    assert imitation["customer"]["id"] == shop.customer("bob")
    (deleted,) = [
        event for event in await shop.rows("audit_events") if event["action"] == "customer.deleted"
    ]
    assert (deleted["username"], deleted["customer_number"]) == ("admin", "10001")


async def test_a_deleted_customer_cannot_be_imitated(
    shop: Shop, imitator: Visitor, alice: Agent, admin: Agent
) -> None:
    assert imitator.token
    await admin.run("admin/delete-customer", id=shop.customer("bob"))
    query = "{ imitations { nodes { customer { active imitation { allowed reasons } } } } }"

    (imitation,) = (await alice.send(query)).data["nodes"]

    assert imitation["customer"] == {
        "active": False,
        "imitation": {"allowed": False, "reasons": ["CUSTOMER_INACTIVE"]},
    }
