"""A guest's cart at a login: merged by a login with a password, left alone by an imitation."""

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import PASSWORD, Shop
from tests.support.shopping import add, enter, lines, nothing_written, set_quantity

BOB = "bob@example.com"


@pytest.fixture
async def guest(shop: Shop) -> Visitor:
    """A guest with two products in the cart, one of which is in bob's cart already."""
    visitor = shop.visitor()
    await add(visitor, shop.product(1), 3)
    await add(visitor, shop.product(16), 5)
    return visitor


async def test_a_login_adds_the_guests_lines_to_the_customers(
    shop: Shop, guest: Visitor, bob: Visitor
) -> None:
    answer = await guest.log_in(BOB, PASSWORD)

    assert answer.data["context"]["cart"]["totalQuantity"] == 1 + 2 + 3 + 5
    assert await guest.cart() == {"P0001": 3, "P0010": 1, "P0016": 7}
    assert await bob.cart() == await guest.cart()


async def test_the_guests_session_dies_with_its_cart(shop: Shop, guest: Visitor) -> None:
    before = guest.copy()

    await guest.log_in(BOB, PASSWORD)

    assert await before.cart() == {}
    assert {row["customer_id"] is None for row in await shop.rows("carts")} == {False}
    assert len(await shop.rows("contexts")) == 1


async def test_a_refused_login_leaves_the_guests_cart(shop: Shop, guest: Visitor) -> None:
    token = guest.token

    async with nothing_written(shop):
        refused = await guest.log_in(BOB, "wrong password")

    assert refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
    assert (guest.token, await guest.cart()) == (token, {"P0001": 3, "P0016": 5})


async def test_pieces_add_up_to_what_a_line_holds(shop: Shop, bob: Visitor) -> None:
    (pan, mug) = (line["id"] for line in await lines(bob))
    await set_quantity(bob, pan, 60)
    await set_quantity(bob, mug, 100)
    guest = shop.visitor()
    await add(guest, shop.product(10), 60)
    await add(guest, shop.product(16), 60)

    await guest.log_in(BOB, PASSWORD)

    assert await guest.cart() == {"P0010": 100, "P0016": 100}


async def test_no_line_is_left_behind_by_the_limit_of_a_cart(shop: Shop, guest: Visitor) -> None:
    await shop.change(
        "INSERT INTO cart_lines (id, cart_id, product_id, quantity, created_at) "
        "SELECT products.id, carts.id, products.id, 1, '2026-01-01 00:00:00' "
        "FROM products, carts WHERE customer_id IS NOT NULL AND product_number NOT IN "
        "('P0001', 'P0010', 'P0016')"
    )
    (other,) = [cart for cart in await shop.rows("carts") if cart["context_id"] is not None]
    products = ", ".join(
        f"('{number:032x}', 'N{number}', 'x', 1, true, 'n{number}')" for number in range(60)
    )
    await shop.change(
        "INSERT INTO products (id, product_number, name, price, active, search_text) "
        f"VALUES {products}"
    )
    await shop.change(
        "INSERT INTO cart_lines (id, cart_id, product_id, quantity, created_at) "
        "SELECT id, :cart, id, 1, '2026-01-01 00:00:00' FROM products "
        "WHERE product_number LIKE 'N%'",
        cart=other["id"],
    )

    await guest.log_in(BOB, PASSWORD)

    assert len(await guest.cart()) == 50 + 60


async def test_a_merged_cart_has_at_most_200_lines(shop: Shop, guest: Visitor) -> None:
    products = ", ".join(
        f"('{number:032x}', 'N{number}', 'x', 1, true, 'n{number}')" for number in range(300)
    )
    await shop.change(
        "INSERT INTO products (id, product_number, name, price, active, search_text) "
        f"VALUES {products}"
    )
    carts = {cart["context_id"] is None: cart["id"] for cart in await shop.rows("carts")}
    for of_customer, first, last in ((True, 0, 195), (False, 195, 300)):
        await shop.change(
            "INSERT INTO cart_lines (id, cart_id, product_id, quantity, created_at) "
            "SELECT id, :cart, id, 1, '2026-01-01 00:00:00' FROM products "
            f"WHERE id >= '{first:032x}' AND id < '{last:032x}' AND name = 'x'",
            cart=carts[of_customer],
        )

    await guest.log_in(BOB, PASSWORD)

    cart = await guest.cart()
    assert len(cart) == 200
    assert cart["P0016"] == 7  # pieces of a line that is there are added in any case
    assert {f"N{number}" for number in range(195, 198)} <= set(cart)
    assert "P0001" not in cart


async def test_merged_lines_keep_their_order(shop: Shop) -> None:
    guest = shop.visitor()
    for number in (30, 3, 20, 2, 40, 4):
        await add(guest, shop.product(number))
        shop.clock.advance(seconds=1)

    await guest.log_in(BOB, PASSWORD)

    numbers = [line["product"]["productNumber"] for line in await lines(guest)]
    assert numbers == ["P0010", "P0016", "P0030", "P0003", "P0020", "P0002", "P0040", "P0004"]


async def test_the_cart_in_another_channel_stays_as_it_is(shop: Shop, guest: Visitor) -> None:
    elsewhere = await shop.shopper(BOB, "Outlet")
    await add(elsewhere, shop.product(9))

    await guest.log_in(BOB, PASSWORD)

    assert await elsewhere.cart() == {"P0009": 1}


async def test_a_first_login_makes_the_guests_cart_the_customers(
    shop: Shop, guest: Visitor
) -> None:
    await guest.log_in("heidi@example.com", PASSWORD)

    again = await shop.shopper("heidi@example.com")
    assert await again.cart() == {"P0001": 3, "P0016": 5}


async def test_an_imitation_merges_nothing_and_loses_nothing(
    shop: Shop, alice: Agent, guest: Visitor, bob: Visitor
) -> None:
    as_guest = guest.copy()
    carts = await shop.rows("cart_lines")

    await enter(shop, guest, alice, "bob")

    assert await guest.cart() == await bob.cart() == {"P0010": 1, "P0016": 2}
    assert await as_guest.cart() == {"P0001": 3, "P0016": 5}
    assert await shop.rows("cart_lines") == carts


async def test_the_agents_guest_cart_is_there_after_the_imitation(
    shop: Shop, alice: Agent, guest: Visitor
) -> None:
    as_guest = guest.copy()
    await enter(shop, guest, alice, "bob")
    await add(guest, shop.product(2))

    after = await guest.run("storefront/customer-logout")

    assert after.data["context"]["cart"]["lineItems"] == []
    assert await as_guest.cart() == {"P0001": 3, "P0016": 5}


async def test_a_login_out_of_an_imitation_takes_nothing_along(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice, "bob")

    await imitator.log_in("heidi@example.com", PASSWORD)

    assert await imitator.cart() == {}
    assert await (await shop.shopper(BOB)).cart() == {"P0010": 1, "P0016": 2}
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "SUPERSEDED"


async def test_a_login_out_of_another_customers_session_takes_nothing_along(
    shop: Shop, bob: Visitor
) -> None:
    before = bob.copy()

    await bob.log_in("heidi@example.com", PASSWORD)

    assert await bob.cart() == {}
    assert (await before.context())["customer"] is None
    assert await (await shop.shopper(BOB)).cart() == {"P0010": 1, "P0016": 2}
