"""CartLineItem.addedBy: the user who added a line while imitating."""

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import PASSWORD, Shop
from tests.support.shopping import add, line_of, set_quantity

BOTTLE = "P0001"


@pytest.fixture
async def imitator(shop: Shop, alice: Agent, bob: Visitor) -> Visitor:
    """A client in which alice has put a bottle into bob's cart."""
    client = await shop.imitator(alice)
    await add(client, shop.product(1))
    return client


async def test_names_the_user_to_everybody_who_sees_the_cart(
    shop: Shop, imitator: Visitor, bob: Visitor
) -> None:
    alice = {
        "id": shop.user("alice"),
        "username": "alice",
        "firstName": "Alice",
        "lastName": "Agent",
    }

    assert (await line_of(imitator, BOTTLE))["addedBy"] == alice
    assert (await line_of(bob, BOTTLE))["addedBy"] == alice
    assert (await line_of(bob, "P0010"))["addedBy"] is None


async def test_the_customers_own_line_stays_theirs_when_an_imitator_adds_pieces(
    shop: Shop, imitator: Visitor, bob: Visitor
) -> None:
    await add(imitator, shop.product(10))
    await set_quantity(imitator, (await line_of(imitator, "P0016"))["id"], 9)

    assert (await line_of(bob, "P0010"))["addedBy"] is None
    assert (await line_of(bob, "P0016"))["addedBy"] is None


async def test_stays_when_the_customer_changes_the_line(
    shop: Shop, imitator: Visitor, bob: Visitor
) -> None:
    await add(bob, shop.product(1), 4)
    await set_quantity(bob, (await line_of(bob, BOTTLE))["id"], 2)

    line = await line_of(bob, BOTTLE)
    assert (line["quantity"], line["addedBy"]["username"]) == (2, "alice")


async def test_stays_when_another_user_changes_the_line(
    shop: Shop, imitator: Visitor, admin: Agent, bob: Visitor
) -> None:
    await add(await shop.imitator(admin), shop.product(1), 4)

    assert (await line_of(bob, BOTTLE))["addedBy"]["username"] == "alice"


async def test_stays_when_a_guests_line_is_merged_into_it(shop: Shop, imitator: Visitor) -> None:
    guest = shop.visitor()
    await add(guest, shop.product(1), 2)
    await add(guest, shop.product(2), 2)

    await guest.log_in("bob@example.com", PASSWORD)

    merged = await line_of(guest, BOTTLE)
    assert (merged["quantity"], merged["addedBy"]["username"]) == (3, "alice")
    assert (await line_of(guest, "P0002"))["addedBy"] is None


async def test_stays_when_the_imitation_is_over_and_the_user_gone(
    shop: Shop, imitator: Visitor, admin: Agent, bob: Visitor
) -> None:
    await imitator.run("storefront/customer-logout")
    assert (await admin.run("admin/delete-user", id=shop.user("alice"))).data

    assert (await line_of(bob, BOTTLE))["addedBy"]["username"] == "alice"


async def test_is_forgotten_with_the_line(shop: Shop, imitator: Visitor, bob: Visitor) -> None:
    await set_quantity(bob, (await line_of(bob, BOTTLE))["id"], 0)
    await add(bob, shop.product(1))

    assert (await line_of(bob, BOTTLE))["addedBy"] is None


async def test_is_what_the_session_says_and_not_what_a_client_sends(
    shop: Shop, bob: Visitor
) -> None:
    bob.headers |= {"sw-imitating-user-id": shop.user("alice"), "cookie": "imitatingUserId=alice"}

    await add(bob, shop.product(1))

    assert (await line_of(bob, BOTTLE))["addedBy"] is None
    assert (await bob.context())["imitated"] is False
