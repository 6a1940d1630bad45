"""The page where an imitating user who may only look asks for full access."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from auth.vocabulary import ImitationRefusal
from storefront.texts import texts_in
from tests.storefront.conftest import Imitate
from tests.support.audit_log import events
from tests.support.hiring import let_support_upgrade
from tests.support.shop import OpenShop, Shop
from tests.support.window import Window

PAGE = "/account/imitation/full-access"
REASON = "The voucher is not taken off"


async def looking(shop: Shop, **others: str) -> Window:
    """Alice as Bob; may only look, and ask for more."""
    await let_support_upgrade(shop)
    alice, window = await shop.agent("alice"), Window.open(shop)
    ids = shop.customer("bob"), shop.channel("Storefront")
    await window.land(await alice.token_for(*ids, access="READ_ONLY", **others))
    return window


@pytest.mark.parametrize(
    ("path", "then"), [("/", "/"), ("/?q=x", "/"), ("/cart", "/cart"), ("/de/nowhere", "/account")]
)
async def test_banner_leads_there_and_back(shop: Shop, path: str, then: str) -> None:
    window = await looking(shop)
    root = path[:3] if path.startswith("/de") else ""
    text = await window.visit(path)
    (link,) = [part for part in text.split('href="') if part.startswith(f"{root}{PAGE}?then=")]

    await window.visit(link.partition('"')[0])
    sent = await window.submit(f"{root}{PAGE}", reason=REASON)

    assert sent.headers["location"] == f"{root}{then}?notice=full-access"
    after = await window.visit(sent.headers["location"])
    assert PAGE not in after
    since = '<time datetime="2026-06-01T12:00:00+00:00">12:00'
    assert since in after.partition("</section>")[0]
    ((upgraded,), (row,)) = await events(shop, "imitation.upgraded"), await shop.rows("imitations")
    assert (upgraded["detail"]["reason"], row["access"]) == (REASON, "FULL")


async def test_categories_and_form_of_the_reason(open_shop: OpenShop) -> None:
    shop = await open_shop(
        reason_required=True, reason_categories="Orders,A & B", reason_pattern="^T-[0-9]+"
    )
    window = await looking(shop, reason="T-47110815", reasonCategory="Orders")
    text = await window.visit(PAGE)
    assert '<select name="reasonCategory" required>' in text
    assert "It must match the pattern ^T-[0-9]+." in text

    unfit = await window.submit(PAGE, reason="No ticket here", reasonCategory="A & B")

    assert unfit.status_code == 422
    assert 'value="No ticket here"' in unfit.text
    assert "<option selected>A &amp; B</option>" in unfit.text
    assert 'required aria-invalid="true" autofocus>' in unfit.text
    none = await window.submit(PAGE, reason="T-47110815", reasonCategory="")
    assert none.status_code == 422
    assert '<select name="reasonCategory" required aria-invalid="true" autofocus>' in none.text
    await window.submit(PAGE, reason="T-47110815", reasonCategory="A & B")
    (row,) = await shop.rows("imitations")
    assert (row["full_reason"], row["full_reason_category"]) == ("T-47110815", "A & B")


@dataclass(frozen=True)
class Case:
    """What is true, the status of the answer, and what it says."""

    status: int
    told: str
    statement: str = "UPDATE users SET active = active"
    settings: dict[str, Any] = field(default_factory=dict)
    asks: int = 2  # forms on the page: to ask again, and to end


APPROVAL = "Another user must approve it first. Request the approval in the administration"
NO_PRIVILEGE = "DELETE FROM role_privileges WHERE privilege = 'imitation:upgrade'"
GUEST = "UPDATE customers SET guest = true WHERE customer_number = '10001'"
CASES = {
    "approval": Case(403, APPROVAL, settings={"approval_required": True}),
    "guest": Case(403, "The customer is a guest and has no account.", GUEST),
    "privilege": Case(403, "You lack the privilege to ask for full access.", NO_PRIVILEGE, asks=1),
    "no factor": Case(
        403,
        "You need a second factor for this and have none.",
        settings={"full_needs_factor": True},
    ),
    "step up": Case(403, "/admin/sign-in", settings={"step_up_max_age": 58}),
    "too often": Case(
        429, "You have asked for access too often.", settings={"rate_user_tokens": 1}
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_refusal_is_told_beside_the_form(open_shop: OpenShop, name: str) -> None:
    case = CASES[name]
    shop = await open_shop(**case.settings)
    window = await looking(shop)
    await window.visit(PAGE)
    await shop.change(case.statement)
    shop.clock.advance(seconds=59)
    before = await shop.rows("imitations")

    refused = await window.submit(PAGE, reason=REASON)

    assert refused.status_code == case.status
    assert case.told in refused.text
    assert ('role="alert"' in refused.text, "Look only" in refused.text) == (True, True)
    assert refused.text.count("<form") == case.asks
    assert ("retry-after" in refused.headers) == (case.status == 429)
    assert await shop.rows("imitations") == before


def test_every_reason_has_words_in_both_languages() -> None:
    for language in ("en-GB", "de-DE"):
        told = {each: texts_in(language).name_of("refusal", each) for each in ImitationRefusal}
        assert [each for each, words in told.items() if words == each] == [ImitationRefusal.VETOED]


async def test_only_where_the_user_may_ask(shop: Shop, imitate: Imitate) -> None:
    window = await looking(shop)
    await shop.change(NO_PRIVILEGE)
    assert PAGE not in await window.visit("/cart")
    assert "You lack the privilege" in await window.visit(PAGE)
    assert (window.status, PAGE in window.text) == (403, False)

    full = await imitate()
    text = await full.visit(f"{PAGE}?then=/cart")
    assert (full.page and full.page.url.path, PAGE in text) == ("/cart", False)


async def test_visitors_are_led_to_the_account(shop: Shop, window: Window) -> None:
    await window.sign_in()
    await window.visit("/account")

    sent = await window.post(PAGE, window.fields("/account/profile") | {"reason": REASON})

    assert (sent.status_code, sent.headers["location"]) == (303, "/account")
    assert await events(shop, "imitation.upgraded") == []


@pytest.mark.parametrize("then", ["//evil.test", "https://evil.test/cart", "/cart/../..//evil", ""])
async def test_leads_only_to_pages_of_the_shop(shop: Shop, then: str) -> None:
    window = await looking(shop)
    await window.visit(PAGE)

    sent = await window.submit(PAGE, reason=REASON, then=then)

    path, _, query = sent.headers["location"].partition("?")
    assert (path in {"/", "/cart", "/account"}, query) == (True, "notice=full-access")


async def test_customer_reads_since_when_and_why(shop: Shop, window: Window) -> None:
    imitator = await looking(shop, reason="The cart looks empty")
    await imitator.visit(PAGE)
    shop.clock.advance(minutes=1)
    await imitator.submit(PAGE, reason="<b>Voucher</b> is not taken off")
    await window.sign_in()

    text = await window.visit("/account")

    at = '<time datetime="2026-06-01T12:01:00+00:00">01/06/2026, 12:01 UTC</time>'
    assert f"Look only at first, full access from {at} on." in text
    assert "Reason: <bdi>&lt;b&gt;Voucher&lt;/b&gt; is not taken off</bdi>" in text
    assert "Reason: <bdi>The cart looks empty</bdi>" in text
    assert "Zuerst nur ansehen, ab <time" in await window.visit("/de/account")
