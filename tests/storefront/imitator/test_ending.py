"""The end of an imitation in the shop: by the button, or from outside."""

from collections.abc import Awaitable, Callable

import pytest

from tests.storefront.conftest import Imitate
from tests.support.shop import OpenShop, Shop
from tests.support.window import Window

END = "/account/imitation/end"


async def test_leads_back_to_the_customers_card(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()
    await window.visit("/account")

    ended = await window.submit(END)

    card = f"http://127.0.0.1:8000/admin/customers/{shop.customer('bob')}"
    assert (ended.status_code, ended.headers["location"]) == (303, card)
    assert window.cookies == {}
    assert [row["end_reason"] for row in await shop.rows("imitations")] == ["LOGOUT"]
    assert "<h1>Sign in</h1>" in await window.visit("/account")
    assert "The imitation has ended" not in window.text


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://admin.example"])
async def test_leads_to_the_origin_that_it_came_from(open_shop: OpenShop, origin: str) -> None:
    shop = await open_shop(admin_origins="https://admin.example")
    alice = await shop.agent("alice")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    window = Window.open(shop)
    await window.land(made, origin=origin)
    await window.visit("/account")

    policy = window.page.headers["content-security-policy"] if window.page else ""
    ended = await window.submit(END)

    assert ended.headers["location"] == f"{origin}/admin/customers/{shop.customer('bob')}"
    assert origin in policy


@pytest.mark.parametrize("kept", [None, "", "0", "//evil.example", "a" * 33])
async def test_leads_to_the_shop_where_it_did_not_come_from_a_card(
    imitate: Imitate, kept: str | None
) -> None:
    window = await imitate()
    (name,) = [name for name in window.http.cookies if name.endswith("way-back")]
    window.http.cookies.delete(name)
    if kept is not None:
        window.http.cookies.set(name, kept, domain="127.0.0.1", path="/")
    await window.visit("/account")

    ended = await window.submit(END)

    assert ended.headers["location"] == "/?notice=imitation-ended"
    assert "You have ended the imitation." in await window.visit(ended.headers["location"])


async def test_signing_out_ends_the_imitation_alone(window: Window, imitate: Imitate) -> None:
    await window.sign_in("customer1@example.com")
    await imitate(window=window)
    await window.visit("/account")
    csrf = window.fields(END)

    await window.post("/account/logout", csrf)

    assert "Hello <bdi>Ada</bdi>" in await window.visit("/account")
    assert window.cookies.keys() == {"context"}


async def end_by_time(shop: Shop) -> None:
    shop.clock.advance(minutes=16)


async def end_by_a_user(shop: Shop) -> None:
    (imitation,) = await shop.rows("imitations")
    victor = await shop.agent("victor")
    await victor.run("admin/end-imitation", id=imitation["id"])


async def end_by_deactivation(shop: Shop) -> None:
    await shop.change("UPDATE users SET active = FALSE WHERE username = 'alice'")


End = Callable[[Shop], Awaitable[None]]
ENDINGS = pytest.mark.parametrize("end", [end_by_time, end_by_a_user, end_by_deactivation])


@ENDINGS
async def test_an_end_elsewhere_is_told_once(shop: Shop, imitate: Imitate, end: End) -> None:
    window = await imitate()
    await end(shop)

    text = await window.visit("/")

    assert "The imitation has ended." in text
    assert "are not signed in" in text
    assert f'/admin/customers/{shop.customer("bob")}">Back to the customer' in text
    assert 'class="banner"' not in text
    assert window.cookies == {}
    assert "The imitation has ended." not in await window.visit("/")


@ENDINGS
async def test_the_visitors_own_session_goes_on(
    shop: Shop, window: Window, imitate: Imitate, end: End
) -> None:
    await window.sign_in("customer1@example.com")
    await imitate(window=window)
    await end(shop)

    text = await window.visit("/account")

    assert "You are back in your own account." in text
    assert "Hello <bdi>Ada</bdi>" in text


async def test_is_told_after_a_redirect_too(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()
    await end_by_time(shop)

    text = await window.visit("/account")

    assert "<h1>Sign in</h1>" in text
    assert "The imitation has ended." in text


async def test_a_picture_does_not_swallow_the_message(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()
    await end_by_time(shop)

    await window.visit("/favicon.ico", **{"sec-fetch-dest": "image"})

    assert "The imitation has ended." in await window.visit("/")


async def test_nothing_meant_for_the_customer_happens_to_the_visitor(
    shop: Shop, window: Window, imitate: Imitate
) -> None:
    await window.sign_in("customer1@example.com")
    await imitate(window=window)
    await window.visit("/account")
    await end_by_time(shop)
    before = await shop.rows("customers")

    refused = await window.submit("/account/profile", firstName="Robert")

    assert refused.status_code == 409
    assert "The imitation has ended." in refused.text
    assert "Nothing was changed" in refused.text
    assert await shop.rows("customers") == before


async def test_the_button_leads_back_after_the_end_too(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()
    await window.visit("/account")
    await end_by_time(shop)

    ended = await window.submit(END)

    assert ended.headers["location"].endswith(f"/admin/customers/{shop.customer('bob')}")
    assert window.cookies == {}


async def test_another_channel_on_the_host_ends_nothing(shop: Shop, imitate: Imitate) -> None:
    await shop.change(
        "UPDATE sales_channel_domains SET url = 'http://127.0.0.1:8000/outlet' "
        "WHERE url LIKE '%localhost%'"
    )
    window = await imitate()

    assert "ended" not in await window.visit("/outlet")
    assert 'class="banner"' not in window.text
    assert "Hello <bdi>Bob</bdi>" in await window.visit("/account")


async def test_get_ends_nothing(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()

    await window.visit(END)

    assert window.status == 405
    assert [row["ended_at"] for row in await shop.rows("imitations")] == [None]
