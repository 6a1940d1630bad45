"""The account page of a shop that asks for support codes."""

import re

import pytest

from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop
from tests.support.window import Window

FORM = "/account/support-code#support-code"
DIGITS = re.compile(r'<p class="support-code">([0-9]{3}) ([0-9]{3})</p>')


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    return await open_shop(consent_required="call")


@pytest.fixture
async def window(shop: Shop) -> Window:
    """Bob's account."""
    window = Window.open(shop)
    await window.sign_in()
    await window.visit("/account")
    return window


async def ask(shop: Shop, alice: Agent, code: str | None) -> str | None:
    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    operation = "admin/generate-imitate-customer-token"
    answer = await alice.run(operation, **ids, supportCode=code)
    return answer.code if answer.errors else None


async def test_page_says_what_a_code_is_for_and_who_asked(
    shop: Shop, alice: Agent, window: Window
) -> None:
    assert "they need a code from you to log in to your account" in window.text
    assert "Nobody of our support has asked for a code in the last 24 hours." in window.text

    await ask(shop, alice, None)

    asked = "<bdi>Alice Agent</bdi> of our support asked for a code at <time"
    assert asked in await window.visit("/account")
    german = await window.visit("/de/account")
    assert "<bdi>Alice Agent</bdi> von unserem Support hat nach einem Code gefragt: <time" in german


async def test_code_is_shown_once_and_opens_the_account(
    shop: Shop, alice: Agent, window: Window
) -> None:
    made = await window.submit(FORM)

    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    found = DIGITS.search(made.text)
    assert found
    again = await window.visit("/account")
    assert DIGITS.search(again) is None
    assert "A code that you made is valid until <time" in again
    assert await ask(shop, alice, f"{found[1]} {found[2]}") is None
    assert "A code that you made" not in await window.visit("/account")


async def test_too_many_codes_are_refused_beside_the_form(window: Window) -> None:
    for _ in range(8):
        await window.submit(FORM)

    refused = await window.submit(FORM)

    assert refused.status_code == 429
    assert "You have made too many codes." in refused.text
    assert DIGITS.search(refused.text) is None


async def test_who_withdrew_makes_none(shop: Shop, window: Window) -> None:
    fields = window.fields(FORM)
    await window.submit("/account/consent")
    assert FORM not in await window.visit("/account")

    sent = await window.post("/account/support-code", fields)

    assert (sent.status_code, sent.headers["location"]) == (303, "/account")
    assert await shop.rows("support_codes") == []


async def test_other_shops_have_no_such_form(open_shop: OpenShop) -> None:
    shop = await open_shop()
    window = Window.open(shop)
    await window.sign_in()
    text = await window.visit("/account")

    sent = await window.post("/account/support-code", window.fields("/account/profile"))

    assert "support-code" not in text
    assert (sent.status_code, sent.headers["location"]) == (303, "/account")
    assert await shop.rows("support_codes") == []


async def test_imitator_sees_none_and_makes_none(shop: Shop, window: Window, alice: Agent) -> None:
    found = DIGITS.search((await window.submit(FORM)).text)
    assert found
    made = await alice.token_for(
        shop.customer("bob"), shop.channel("Storefront"), supportCode="".join(found.groups())
    )
    imitator = Window.open(shop)
    await imitator.land(made)
    text = await imitator.visit("/account")
    before = await shop.rows("support_codes")

    sent = await imitator.post("/account/support-code", imitator.fields("/account/profile"))

    assert "support-code" not in text
    assert (sent.status_code, sent.headers["location"]) == (303, "/account")
    assert await shop.rows("support_codes") == before
