"""Searching, filling a cart, signing in and ordering, without an imitation."""

import pytest

from tests.storefront.conftest import Imitate
from tests.support.shop import PASSWORD, Shop
from tests.support.window import Window


async def test_products_are_shown_page_by_page(window: Window) -> None:
    text = await window.visit("/")
    assert text.count('class="card product"') == 24
    assert "50 products" in text

    for size in (24, 2):
        link = window.text.partition('rel="next" href="')[2].partition('"')[0]
        text = await window.visit(link.replace("&amp;", "&"))
        assert text.count('class="card product"') == size

    assert "Next page" not in text


async def test_products_are_searched(window: Window) -> None:
    text = await window.visit("/?q=CAFE+%3Cbr%3E")
    assert "0 products" in text
    assert 'value="CAFE &lt;br&gt;"' in text

    assert "<span>1 product</span>" in await window.visit("/?q=cafe+bowl")
    assert "Café au lait bowl" in window.text


@pytest.mark.parametrize("query", ["?after=x", "?q=%00", "?after=W10%3D"])
async def test_a_query_that_makes_no_sense_is_a_page_too(window: Window, query: str) -> None:
    assert "That could not be read" in await window.visit(f"/{query}")
    assert window.status == 400


async def test_a_guests_first_product_creates_a_session(shop: Shop, window: Window) -> None:
    await window.visit("/?q=enamel")

    added = await window.submit("/cart/add")

    assert added.headers["location"] == "/cart?notice=added"
    assert window.cookies.keys() == {"context"}
    assert len(await shop.rows("contexts")) == 1
    assert "The product is in your cart." in await window.visit(added.headers["location"])
    assert "Sign in to order" in window.text


async def test_quantities_change_and_lines_go(window: Window) -> None:
    await window.visit("/?q=enamel")
    await window.submit("/cart/add")
    await window.visit("/cart")

    await window.submit("/cart/change", quantity="3")
    assert "€38.70" in await window.visit("/cart")

    await window.submit("/cart/remove")
    assert "Your cart is empty." in await window.visit("/cart")


@pytest.mark.parametrize("quantity", ["101", "-1", "", "1.5", "x", "²", "9" * 50])
async def test_an_impossible_quantity_is_refused(window: Window, quantity: str) -> None:
    await window.visit("/?q=enamel")
    await window.submit("/cart/add")
    await window.visit("/cart")

    refused = await window.submit("/cart/change", quantity=quantity)

    assert refused.status_code == 422
    assert "This quantity is not possible" in refused.text


async def test_a_line_that_is_gone_says_so(window: Window) -> None:
    await window.visit("/?q=enamel")
    await window.submit("/cart/add")
    await window.visit("/cart")
    fields = window.fields("/cart/remove")
    await window.post("/cart/remove", fields)

    gone = await window.post("/cart/remove", fields)

    assert gone.status_code == 404
    assert "This product is no longer there." in gone.text


async def test_signing_in_brings_both_carts_together(window: Window) -> None:
    await window.visit("/?q=enamel")
    await window.submit("/cart/add")
    await window.visit("/account/login?then=cart")

    signed_in = await window.submit("/account/login", email="bob@example.com", password=PASSWORD)

    assert signed_in.headers["location"] == "/cart"
    text = await window.visit("/cart")
    assert "4 items" in text
    assert "Enamel mug" in text


@pytest.mark.parametrize("then", ["", "x", "//evil.example", "https://evil.example"])
async def test_signing_in_leads_nowhere_else(window: Window, then: str) -> None:
    await window.visit("/account/login")

    signed_in = await window.submit(
        "/account/login", email="bob@example.com", password=PASSWORD, then=then
    )

    assert signed_in.headers["location"] == "/account"


@pytest.mark.parametrize(
    ("email", "password"),
    [("bob@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("\x00", "12345678"),
     ("dave@example.com", PASSWORD), ("carol@example.com", PASSWORD)],
)  # fmt: skip
async def test_strangers_get_one_answer(window: Window, email: str, password: str) -> None:
    await window.visit("/account/login")

    refused = await window.submit("/account/login", email=email, password=password)

    assert refused.status_code == 422
    assert "No account matches this e-mail address and password." in refused.text
    assert password not in refused.text or not password
    assert window.cookies == {}


async def test_signing_out_ends_this_session(shop: Shop, window: Window) -> None:
    await window.sign_in()
    await window.visit("/")

    out = await window.submit("/account/logout")

    assert out.headers["location"] == "/?notice=signed-out"
    assert window.cookies == {}
    assert await shop.rows("contexts") == []


async def test_no_more_is_ordered_than_the_page_has_shown(shop: Shop, window: Window) -> None:
    await window.sign_in()
    await window.visit("/cart")
    shown = window.fields("/cart/order")
    await window.visit("/")
    await window.submit("/cart/add")

    refused = await window.post("/cart/order", shown)

    assert refused.status_code == 409
    assert "Nothing was ordered, because the cart has changed" in refused.text
    assert "4 items" in refused.text
    assert await shop.rows("orders") == []
    ordered = await window.submit("/cart/order")
    assert ordered.headers["location"] == "/account?notice=ordered"


async def test_an_order_empties_the_cart(window: Window) -> None:
    await window.sign_in()
    await window.visit("/cart")

    ordered = await window.submit("/cart/order")

    text = await window.visit(ordered.headers["location"])
    assert "Thank you, the order has been placed." in text
    assert "Enamel mug</span>" in text
    assert "Placed by" not in text
    assert "Your cart is empty." in await window.visit("/cart")


async def test_a_second_click_orders_nothing_more(shop: Shop, window: Window) -> None:
    await window.sign_in()
    await window.visit("/cart")
    fields = window.fields("/cart/order")
    await window.post("/cart/order", fields)

    again = await window.post("/cart/order", fields)

    assert again.headers["location"] == "/cart"
    assert len(await shop.rows("orders")) == 1


async def test_the_customer_sees_what_was_done_for_him(window: Window, imitate: Imitate) -> None:
    theirs = await imitate()
    await theirs.visit("/?q=lamp")
    await theirs.submit("/cart/add")
    await window.sign_in()
    assert "Added by <bdi>Alice Agent</bdi></p>" in await window.visit("/cart")
    await theirs.visit("/cart")
    await theirs.submit("/cart/order")

    text = await window.visit("/account")

    assert "Placed by <bdi>Alice Agent</bdi></p>" in text
    assert "Nobody but you." not in text
    assert "added to the cart, placed an order" in text


async def test_every_host_has_an_icon(shop: Shop) -> None:
    found = await shop.http.get("/favicon.ico")

    assert (found.status_code, found.headers["content-type"]) == (200, "image/x-icon")
    assert found.content.startswith(b"\x00\x00\x01\x00")
