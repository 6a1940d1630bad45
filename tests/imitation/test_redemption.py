"""imitateCustomerLogin: the session that it answers, and the sessions that it leaves alone."""

from typing import Any

import pytest

from tests.support.audit_log import causes, endings, events
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop, Shop


async def test_answers_a_new_context_token_in_body_and_header(shop: Shop, alice: Agent) -> None:
    visitor = shop.visitor()
    sent = (await visitor.context())["token"]

    answer = await visitor.redeem(await shop.token(alice))

    token = answer.data["token"]
    assert token.startswith("imc_")
    assert token not in {sent, None}
    assert answer.token == answer.data["context"]["token"] == token
    assert answer.data["context"]["customer"]["customerNumber"] == "10001"
    assert answer.data["context"]["imitated"] is True
    assert answer.response.headers["cache-control"] == "no-store"


async def test_takes_ids_that_fit(shop: Shop, alice: Agent) -> None:
    ids = {"customerId": shop.customer("bob"), "userId": shop.user("alice")}

    answer = await shop.visitor().redeem(await shop.token(alice), **ids)

    assert answer.data["context"]["imitatingUserId"] == shop.user("alice")


async def test_session_of_the_user_may_have_run_out(open_shop: OpenShop) -> None:
    shop = await open_shop(token_lifetime=3600, user_session_idle_timeout=60)
    token = await shop.token(await shop.agent("alice"))
    shop.clock.advance(minutes=30)

    assert (await shop.visitor().redeem(token)).data["context"]["imitated"] is True


async def test_visitors_own_session_lives_on(shop: Shop, alice: Agent, bob: Visitor) -> None:
    own = bob.copy()
    before = await _own_sessions(shop)

    await bob.redeem(await shop.token(alice, "heidi"))

    assert (await bob.context())["customer"]["email"] == "heidi@example.com"
    context = await own.context()
    assert (context["customer"]["email"], context["imitated"]) == ("bob@example.com", False)
    assert await _own_sessions(shop) == before


async def test_guest_session_and_its_cart_live_on(shop: Shop, alice: Agent) -> None:
    guest = shop.visitor()
    await guest.run("storefront/add-cart-item", productId=shop.product(3), quantity=2)
    own = guest.copy()

    await guest.redeem(await shop.token(alice))

    assert await guest.cart() == {"P0010": 1, "P0016": 2}
    assert await own.cart() == {"P0003": 2}


async def test_earlier_imitation_is_superseded(shop: Shop, alice: Agent) -> None:
    visitor = await shop.imitator(alice)
    earlier = visitor.copy()
    beside = await shop.imitator(alice)
    shop.clock.advance(seconds=1)

    answer = await visitor.redeem(await shop.token(alice, "heidi"))

    assert answer.data["context"]["customer"]["email"] == "heidi@example.com"
    assert (await earlier.context())["customer"] is None
    assert (await beside.context())["imitated"] is True
    assert sorted(await endings(shop), key=str) == [None, None, "SUPERSEDED"]
    assert await causes(shop) == ["SUPERSEDED"]


async def test_another_users_token_ends_the_imitation_and_belongs_to_that_user(
    shop: Shop, alice: Agent, admin: Agent
) -> None:
    visitor = await shop.imitator(alice)
    earlier = visitor.copy()

    answer = await visitor.redeem(await shop.token(admin))

    assert answer.data["context"]["imitatingUserId"] == shop.user("admin")
    context = await visitor.context()
    assert (context["customer"]["email"], context["imitatingUserId"]) == (
        "bob@example.com",
        shop.user("admin"),
    )
    assert (await earlier.context())["customer"] is None
    assert await causes(shop) == ["SUPERSEDED"]


async def test_refused_redemption_supersedes_nothing(shop: Shop, alice: Agent) -> None:
    visitor = await shop.imitator(alice)
    token = await shop.token(alice)
    shop.clock.advance(seconds=60)

    assert (await visitor.redeem(token)).code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"

    assert (await visitor.context())["imitated"] is True


@pytest.mark.parametrize("who", ["guest", "customer", "imitator"])
async def test_language_and_currency_carry_over(shop: Shop, alice: Agent, who: str) -> None:
    await shop.change("UPDATE sales_channel_domains SET currency = 'GBP' WHERE language = 'de-DE'")
    visitor = shop.visitor()
    if who == "customer":
        visitor = await shop.shopper("heidi@example.com")
    elif who == "imitator":
        visitor = await shop.imitator(alice, "heidi")
    await visitor.run("storefront/update-context", language="de-DE", currency="GBP")

    await visitor.redeem(await shop.token(alice))

    context = await visitor.context()
    assert context["customer"]["email"] == "bob@example.com"
    assert (context["language"], context["currency"]) == ("de-DE", "GBP")


async def test_customers_row_and_sessions_stay_byte_identical(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    tables = ("customers", "carts", "cart_lines")
    before = {table: await shop.rows(table) for table in tables}
    sessions = await _own_sessions(shop)
    shop.clock.advance(minutes=1)

    imitator = await shop.imitator(alice)
    await imitator.context()
    await imitator.run("storefront/products")
    await imitator.run("storefront/orders")
    await imitator.run("storefront/customer-logout")

    assert {table: await shop.rows(table) for table in tables} == before
    assert await _own_sessions(shop) == sessions
    assert (await bob.context())["customer"]["id"] == shop.customer("bob")


async def test_last_login_is_the_customers_own(shop: Shop, alice: Agent) -> None:
    await shop.shopper("bob@example.com")
    card = (await alice.run("admin/customer", id=shop.customer("bob"))).data
    shop.clock.advance(minutes=1)

    await shop.imitator(alice)

    assert card["lastLoginAt"] == "2026-06-01T12:00:00+00:00"
    assert (await alice.run("admin/customer", id=shop.customer("bob"))).data == card


async def test_audit_event_names_who_entered_whom_and_from_where(shop: Shop, alice: Agent) -> None:
    visitor = shop.visitor()
    visitor.headers["user-agent"] = "test browser"
    await visitor.redeem(await shop.token(alice))

    (event,) = await events(shop, "imitation.redeemed")
    (imitation,) = await shop.rows("imitations")
    assert event["imitation_id"] == imitation["id"]
    assert (event["username"], event["customer_number"]) == ("alice", "10001")
    assert event["sales_channel_id"] == imitation["sales_channel_id"]
    assert (event["remote_address"], event["user_agent"]) == ("127.0.0.1", "test browser")
    assert len(event["request_id"]) == 32


async def test_refusal_of_a_known_token_is_recorded(shop: Shop, alice: Agent) -> None:
    token = await shop.token(alice)
    await shop.visitor().redeem(token)

    await shop.visitor().redeem(token)

    (event,) = await events(shop, "imitation.redemption_refused")
    assert (event["username"], event["customer_number"]) == ("alice", "10001")
    assert token not in str(await shop.everything())


async def _own_sessions(shop: Shop) -> list[dict[str, Any]]:
    """The sessions of guests and customers, without imitations."""
    return [row for row in await shop.rows("contexts") if row["imitation_id"] is None]
