"""The forms that are accepted, and the values that they may hold."""

import pytest

from storefront.form_check import FIELD, is_genuine, token_for
from tests.support.shop import Shop
from tests.support.window import Window

OWN = "http://127.0.0.1:8000"
FORMS = [
    "/cart/add",
    "/cart/order",
    "/account/login",
    "/account/logout",
    "/account/profile",
    "/account/email",
    "/account/password",
    "/account/consent",
    "/account/imitation/end",
]


OTHER_SITES = [
    {"origin": "http://evil.example"},
    {"origin": "http://127.0.0.1:8001"},
    {"origin": "null"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"origin": OWN, "sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("path", FORMS)
async def test_no_other_site_sends_them(window: Window, path: str) -> None:
    await window.sign_in()
    await window.visit("/account")
    fields = window.fields("/account/profile")

    for headers in OTHER_SITES:
        refused = await window.post(path, fields, **headers)

        assert (headers, refused.status_code) == (headers, 403)
        assert "did not come from a page of this shop" in refused.text
        assert window.cookies.keys() == {"context"}


@pytest.mark.parametrize("path", FORMS)
async def test_each_holds_a_token(window: Window, path: str) -> None:
    await window.sign_in()

    for token in (None, "", "0" * 64, "ü"):
        refused = await window.post(path, {"id": "x"} if token is None else {FIELD: token})

        assert (token, refused.status_code) == (token, 403)
        assert "The form is out of date" in refused.text


async def test_the_token_changes_with_every_login(shop: Shop) -> None:
    first, second = Window.open(shop), Window.open(shop)
    for window in (first, second):
        await window.sign_in()
        await window.visit("/account")
    fields = [window.fields("/account/profile") for window in (first, second)]
    assert fields[0][FIELD] != fields[1][FIELD]

    refused = await first.post("/account/profile", fields[1] | {"firstName": "Robert"})

    assert refused.status_code == 403
    assert "Hello <bdi>Bob</bdi>" in await first.visit("/account")


async def test_a_guests_other_tab_stays_in_date_with_their_first_product(window: Window) -> None:
    await window.visit("/")
    other_tab = window.fields("/cart/add")
    await window.submit("/cart/add")

    added = await window.post("/cart/add", other_tab)

    assert added.headers["location"] == "/cart?notice=added"
    assert "2 items" in await window.visit("/cart")


async def test_a_guests_form_is_out_of_date_after_the_login(window: Window) -> None:
    await window.visit("/?q=enamel")
    await window.submit("/cart/add")
    await window.visit("/cart")
    fields = window.fields("/cart/remove")
    await window.sign_in()

    refused = await window.post("/cart/remove", fields)

    assert refused.status_code == 403
    assert "The form is out of date" in refused.text
    assert "4 items" in await window.visit("/cart")


async def test_older_secrets_still_verify() -> None:
    token = token_for("imc_x", secret=b"old")

    assert is_genuine(token, "imc_x", secrets=[b"new", b"old"])
    assert not is_genuine(token, "imc_x", secrets=[b"new"])
    assert not is_genuine(token, "imc_y", secrets=[b"old"])
    assert not is_genuine(token, None, secrets=[b"old"])


async def test_a_browser_that_hides_the_origin_may_vouch_itself(window: Window) -> None:
    await window.visit("/account/login")
    fields = window.fields("/account/login")

    answered = await window.post(
        "/account/login", fields, origin="null", **{"sec-fetch-site": "same-origin"}
    )

    assert answered.status_code == 422  # the form is accepted; there is no account


@pytest.mark.parametrize("path", FORMS)
async def test_only_post_changes_anything(window: Window, path: str) -> None:
    if path == "/account/login":
        return

    await window.visit(path)

    assert window.status == 405


async def test_large_bodies_are_not_read(window: Window) -> None:
    refused = await window.post("/account/login", {"email": "x" * 20_000})

    assert refused.status_code == 413
