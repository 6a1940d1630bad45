"""The admin's form at the shop: which forms are accepted, and the cookies they set."""

import pytest

from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop
from tests.support.window import ADMIN, LANDING, Window

OUTLET = "http://localhost:8000"


async def test_goes_on_to_the_account_with_the_imitations_own_cookie(
    shop: Shop, alice: Agent
) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Outlet"))
    window = Window.open(shop, OUTLET)

    landed = await window.land(made)

    assert (landed.status_code, landed.headers["location"]) == (303, "/account")
    assert landed.headers["cache-control"] == "no-store"
    assert landed.headers["referrer-policy"] == "no-referrer"
    assert window.cookies.keys() == {"imitation", "way-back"}
    for cookie in landed.headers.get_list("set-cookie"):
        assert "; HttpOnly" in cookie
        assert "; Path=/; SameSite=lax" in cookie
        assert "Secure" not in cookie
        assert made["token"] not in cookie
    assert "You are acting as" in await window.visit("/account")


async def test_cookies_are_host_cookies_under_https(open_shop: OpenShop) -> None:
    url = "https://shop.example"
    shop = await open_shop(public_url=url)
    await shop.change(
        "UPDATE sales_channel_domains SET url = 'https://shop.example' "
        "WHERE url = 'http://127.0.0.1:8000'"
    )
    alice = await shop.agent("alice")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    window = Window.open(shop, url)

    landed = await window.land(made, origin=url)

    for cookie in landed.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-imitate-")
        assert cookie.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")
    assert "You are acting as" in await window.visit("/account")


async def test_the_visitors_own_session_lives_on_beside_it(shop: Shop, alice: Agent) -> None:
    window = Window.open(shop, OUTLET)
    await window.sign_in("customer1@example.com")
    own = window.cookies["context"]
    made = await alice.token_for(shop.customer("bob"), shop.channel("Outlet"))

    await window.land(made)

    assert window.cookies["context"] == own
    assert "Hello <bdi>Bob</bdi>" in await window.visit("/account")
    await window.submit("/account/imitation/end")
    assert "Hello <bdi>Ada</bdi>" in await window.visit("/account")


async def test_an_earlier_imitation_of_the_browser_is_superseded(shop: Shop, alice: Agent) -> None:
    window = Window.open(shop)
    for name in ("bob", "heidi"):
        made = await alice.token_for(shop.customer(name), shop.channel("Storefront"))
        await window.land(made)

    ended = {row["customer_first_name"]: row["end_reason"] for row in await shop.rows("imitations")}

    assert ended == {"Bob": "SUPERSEDED", "Heidi": None}
    assert "Hello <bdi>Heidi</bdi>" in await window.visit("/account")


async def test_language_and_currency_of_the_visitor_carry_over(shop: Shop, alice: Agent) -> None:
    await shop.change("UPDATE sales_channel_domains SET currency = 'GBP' WHERE url LIKE '%/de'")
    window = Window.open(shop)
    await window.sign_in("customer1@example.com")
    await window.visit("/de")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    await window.land(made, path=f"/de{LANDING}")

    chosen = [(row["language"], row["currency"]) for row in await shop.rows("contexts")]
    assert chosen == [("de-DE", "GBP")] * 2


async def test_a_token_enters_once(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    await Window.open(shop).land(made)
    window = Window.open(shop)

    refused = await window.land(made)

    assert refused.status_code == 400
    assert "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN" in refused.text
    assert "<h1>Sign in</h1>" in refused.text
    assert made["token"] not in refused.text
    assert refused.headers["referrer-policy"] == "no-referrer"
    assert refused.headers["cache-control"] == "no-store"
    assert "set-cookie" not in refused.headers


async def test_a_token_runs_out(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    shop.clock.advance(seconds=61)

    refused = await Window.open(shop).land(made, path=f"/de{LANDING}")

    assert refused.status_code == 400
    assert "<h1>Anmelden</h1>" in refused.text
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("field", ["token", "customerId", "userId"])
@pytest.mark.parametrize("value", ["", "0" * 32, "a\x00b", "<script>"])
async def test_every_field_must_be_the_tokens_own(
    shop: Shop, alice: Agent, field: str, value: str
) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    refused = await Window.open(shop).land(made, **{field: value})

    assert refused.status_code == 400
    assert "set-cookie" not in refused.headers
    assert [row["started_at"] for row in await shop.rows("imitations")] == [None]


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://localhost:8001",
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "http://evil.example",
    ],
)
async def test_only_the_admin_may_send_it(shop: Shop, alice: Agent, origin: str | None) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    window = Window.open(shop)

    refused = await window.land(made, origin=origin)

    assert refused.status_code == 403
    assert "did not come from the administration" in refused.text
    assert "set-cookie" not in refused.headers
    assert (await window.land(made)).status_code == 303  # the token is still unused


async def test_both_names_of_this_machine_are_the_admins_in_development_alone(
    open_shop: OpenShop,
) -> None:
    for public_url, answered in (("http://127.0.0.1:8000", 303), ("https://admin.example", 403)):
        shop = await open_shop(public_url=public_url)
        alice = await shop.agent("alice")
        made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

        landed = await Window.open(shop).land(made, origin=OUTLET)

        assert landed.status_code == answered


async def test_further_origins_of_the_admin_are_a_setting(open_shop: OpenShop) -> None:
    shop = await open_shop(admin_origins="https://admin.example")
    alice = await shop.agent("alice")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    landed = await Window.open(shop).land(made, origin="https://admin.example")

    assert landed.status_code == 303


async def test_get_is_refused_and_consumes_nothing(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    window = Window.open(shop)

    for method in ("GET", "HEAD", "PUT", "OPTIONS"):
        refused = await window.http.request(
            method, LANDING, params=made["token"], headers={"origin": ADMIN}
        )
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")

    assert (await window.land(made)).status_code == 303


async def test_a_used_token_takes_nothing_away(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    window = Window.open(shop)
    await window.land(made)
    before = window.cookies

    refused = await window.land(made)

    assert "You are acting as" in refused.text
    assert window.cookies == before
    assert "Hello <bdi>Bob</bdi>" in await window.visit("/account")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data; boundary=x", 415),
        (b"token=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"token=a&token=b", "application/x-www-form-urlencoded", 400),
        (b"token=%ff", "application/x-www-form-urlencoded", 400),
        ("token=ü".encode(), "application/x-www-form-urlencoded", 400),
        (b"&".join(b"%d=1" % n for n in range(30)), "application/x-www-form-urlencoded", 400),
    ],
)
async def test_nothing_but_a_small_form_is_read(
    shop: Shop, body: bytes, content_type: str, status: int
) -> None:
    refused = await Window.open(shop).http.post(
        LANDING, content=body, headers={"origin": ADMIN, "content-type": content_type}
    )

    assert refused.status_code == status
