"""addCartItem, updateCartItem and removeCartItem."""

import pytest

from tests.support.clients import Visitor
from tests.support.shop import NOON, Shop
from tests.support.shopping import add, line_of, lines, nothing_written, remove, set_quantity

UNKNOWN = "0" * 32


async def test_a_guests_first_line_makes_the_session_and_answers_its_token(shop: Shop) -> None:
    guest = shop.visitor()
    anonymous = await guest.context()

    change = (await add(guest, shop.product(1), 2)).data

    assert anonymous["cart"] == {
        "id": None,
        "totalQuantity": 0,
        "total": {"amount": 0, "currency": "EUR"},
        "lineItems": [],
    }
    assert change["token"] == guest.token != anonymous["token"]
    assert await guest.cart() == {"P0001": 2}
    (session,) = await shop.rows("contexts")
    assert session["customer_id"] is None


async def test_until_the_first_line_a_visitor_costs_no_row(shop: Shop) -> None:
    visitor = shop.visitor()

    async with nothing_written(shop):
        await visitor.context()
        await visitor.run("storefront/products")
        assert (await set_quantity(visitor, UNKNOWN, 1)).code == "VIOLATION::ENTITY_DOES_NOT_EXISTS"
        assert (await remove(visitor, UNKNOWN)).code == "VIOLATION::ENTITY_DOES_NOT_EXISTS"
        assert (await add(visitor, UNKNOWN)).code == "VIOLATION::ENTITY_DOES_NOT_EXISTS"


async def test_a_token_that_we_did_not_make_is_not_adopted(shop: Shop) -> None:
    guest = shop.visitor()
    guest.headers["sw-context-token"] = sent = "imc_" + "x" * 43

    change = (await add(guest, shop.product(1))).data

    assert change["token"] != sent
    assert await Visitor(shop.http, {**guest.headers, "sw-context-token": sent}).cart() == {}


async def test_a_line_says_what_it_costs(shop: Shop) -> None:
    guest = shop.visitor()
    await add(guest, shop.product(1), 3)

    cart = (await add(guest, shop.product(2))).data["cart"]

    first, second = sorted(cart["lineItems"], key=lambda line: line["label"])
    assert first == {
        "id": first["id"],
        "label": "Aluminium water bottle",
        "quantity": 3,
        "unitPrice": {"amount": 1990, "currency": "EUR"},
        "total": {"amount": 5970, "currency": "EUR"},
        "product": {
            "id": shop.product(1),
            "productNumber": "P0001",
            "name": "Aluminium water bottle",
            "price": {"amount": 1990, "currency": "EUR"},
        },
        "addedBy": None,
    }
    assert (second["quantity"], second["total"]["amount"]) == (1, 2450)
    assert (cart["totalQuantity"], cart["total"]["amount"]) == (4, 8420)


async def test_the_same_product_again_adds_pieces(shop: Shop, bob: Visitor) -> None:
    await add(bob, shop.product(10), 4)

    assert await bob.cart() == {"P0010": 5, "P0016": 2}


async def test_update_sets_the_quantity_and_0_removes_the_line(shop: Shop, bob: Visitor) -> None:
    line = (await line_of(bob, "P0010"))["id"]

    raised = (await set_quantity(bob, line, 100)).data["cart"]
    removed = (await set_quantity(bob, line, 0)).data["cart"]

    assert (raised["totalQuantity"], removed["totalQuantity"]) == (102, 2)
    assert await bob.cart() == {"P0016": 2}
    assert len(await shop.rows("cart_lines")) == 1


async def test_remove_takes_the_line_out(bob: Visitor) -> None:
    await remove(bob, (await line_of(bob, "P0010"))["id"])

    assert await bob.cart() == {"P0016": 2}


@pytest.mark.parametrize("quantity", [0, -1, 101, 2**31 - 1])
async def test_a_line_holds_1_to_100_pieces(shop: Shop, bob: Visitor, quantity: int) -> None:
    line = (await line_of(bob, "P0010"))["id"]

    async with nothing_written(shop):
        refused = await add(bob, shop.product(3), quantity)
        assert refused.error == {"code": "VIOLATION::INVALID", "field": "quantity"}
        if quantity:
            refused = await set_quantity(bob, line, quantity)
            assert refused.error == {"code": "VIOLATION::INVALID", "field": "quantity"}


async def test_pieces_do_not_add_up_to_more_than_100(shop: Shop, bob: Visitor) -> None:
    async with nothing_written(shop):
        refused = await add(bob, shop.product(10), 100)  # 1 is there

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "quantity"}
    assert (await add(bob, shop.product(10), 99)).data["cart"]["totalQuantity"] == 102


async def test_an_unknown_product_is_refused(shop: Shop, bob: Visitor) -> None:
    async with nothing_written(shop):
        unknown = await add(bob, UNKNOWN)
        malformed = await add(bob, "P0001")

    assert unknown.error == {"code": "VIOLATION::ENTITY_DOES_NOT_EXISTS", "field": "productId"}
    assert malformed.error == {"code": "VIOLATION::INVALID", "field": "productId"}


async def test_a_product_that_is_not_for_sale_is_refused(shop: Shop, bob: Visitor) -> None:
    await shop.change("UPDATE products SET active = false WHERE product_number = 'P0003'")

    async with nothing_written(shop):
        refused = await add(bob, shop.product(3))

    assert refused.error == {"code": "VIOLATION::ENTITY_DOES_NOT_EXISTS", "field": "productId"}


async def test_a_strangers_line_is_refused_like_an_unknown_one(shop: Shop, bob: Visitor) -> None:
    bobs = (await line_of(bob, "P0010"))["id"]
    heidi, guest = await shop.shopper("heidi@example.com"), shop.visitor()
    elsewhere = await shop.shopper("bob@example.com", "Outlet")
    await add(guest, shop.product(1))

    async with nothing_written(shop):
        for stranger in (heidi, guest, elsewhere, shop.visitor()):
            for refused in (
                await set_quantity(stranger, bobs, 5),
                await set_quantity(stranger, bobs, 0),
                await remove(stranger, bobs),
            ):
                assert refused.error == {
                    "code": "VIOLATION::ENTITY_DOES_NOT_EXISTS",
                    "field": "id",
                }

    assert await bob.cart() == {"P0010": 1, "P0016": 2}


async def test_prices_are_those_of_the_moment_of_reading(shop: Shop, bob: Visitor) -> None:
    before = (await line_of(bob, "P0016"))["total"]["amount"]
    await shop.change("UPDATE products SET price = 1000 WHERE product_number = 'P0016'")

    line = await line_of(bob, "P0016")

    assert before == 2580
    assert (line["unitPrice"]["amount"], line["total"]["amount"]) == (1000, 2000)
    assert (await bob.context())["cart"]["total"] == {"amount": 7990, "currency": "EUR"}


async def test_the_oldest_line_comes_first(shop: Shop) -> None:
    guest = shop.visitor()
    for number in (30, 3, 20, 2):
        await add(guest, shop.product(number))
        shop.clock.advance(seconds=1)
    await add(guest, shop.product(30))

    numbers = [line["product"]["productNumber"] for line in await lines(guest)]

    assert numbers == ["P0030", "P0003", "P0020", "P0002"]


async def test_the_name_of_a_lines_product_may_hold_any_sign(shop: Shop, bob: Visitor) -> None:
    """SQLite answers the lines as JSON."""
    name = """5" 'TV' \\ [] {}, \n\t€ 🛒 \u2028"""
    renamed = "UPDATE products SET name = :name WHERE product_number = 'P0016'"
    await shop.change(renamed, name=name)

    assert (await line_of(bob, "P0016"))["label"] == name


async def test_a_cart_belongs_to_customer_and_channel(shop: Shop, bob: Visitor) -> None:
    elsewhere = await shop.shopper("bob@example.com", "Outlet")
    await add(elsewhere, shop.product(1))
    again = await shop.shopper("bob@example.com")

    assert await elsewhere.cart() == {"P0001": 1}
    assert await again.cart() == await bob.cart() == {"P0010": 1, "P0016": 2}


async def test_a_deleted_product_leaves_the_cart(shop: Shop, bob: Visitor) -> None:
    await shop.change("DELETE FROM products WHERE product_number = 'P0010'")

    assert await bob.cart() == {"P0016": 2}


async def test_a_change_lets_the_session_live_on_and_a_look_does_not(shop: Shop) -> None:
    guest = shop.visitor()
    await add(guest, shop.product(1))
    shop.clock.advance(hours=20)
    await guest.context()
    (looked,) = await shop.rows("contexts")
    await add(guest, shop.product(1))
    shop.clock.advance(hours=23)

    assert str(looked["expires_at"]).startswith(f"{NOON:%Y-%m}-02 12:00:00")
    assert await guest.cart() == {"P0001": 2}
