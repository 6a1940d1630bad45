"""The context of a storefront's request: the customer, and the user who imitates them."""

from datetime import datetime, timedelta

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, Shop

CONTEXT = "{ context { token } }"
ODD_TOKENS = ["", "x", "imc_", "x" * 5000, "imc_" + "a" * 43, "imc_" + "\u00e4" * 43, "\x01\x7f"]


async def test_anonymous_is_new_each_time_and_costs_no_row(shop: Shop) -> None:
    before = await shop.everything()
    visitor = shop.visitor()
    tokens = [(await visitor.context())["token"] for _ in range(3)]

    assert len(set(tokens)) == 3
    assert await shop.everything() == before


async def test_anonymous_has_the_channels_defaults(shop: Shop) -> None:
    context = await shop.visitor("Outlet").context()

    assert context["salesChannel"] == {"id": shop.channel("Outlet"), "name": "Outlet"}
    assert (context["language"], context["currency"]) == ("en-GB", "EUR")
    assert [context[key] for key in ("customer", "imitatingUser", "imitatingUserId")] == [None] * 3
    assert context["imitated"] is False
    assert context["imitation"] is None
    assert context["cart"]["lineItems"] == []


async def test_a_customers_own_session_is_not_imitated(shop: Shop, bob: Visitor) -> None:
    context = await bob.context()

    assert context["customer"]["id"] == shop.customer("bob")
    assert context["customer"]["customerNumber"] == "10001"
    assert (context["imitated"], context["imitatingUser"]) == (False, None)
    assert (context["imitatingUserId"], context["imitation"]) == (None, None)


async def test_imitation_says_who_stands_behind_it(shop: Shop, alice: Agent) -> None:
    visitor = await shop.imitator(alice, access="READ_ONLY")

    context = await visitor.context()

    (row,) = await shop.rows("imitations")
    assert context["customer"]["email"] == "bob@example.com"
    assert context["imitated"] is True
    assert context["imitatingUserId"] == shop.user("alice")
    assert context["imitatingUser"] == {
        "id": shop.user("alice"),
        "username": "alice",
        "firstName": "Alice",
        "lastName": "Agent",
    }
    imitation = context["imitation"]
    assert imitation["id"] == str(row["id"]).replace("-", "")
    assert imitation["access"] == "READ_ONLY"
    assert datetime.fromisoformat(imitation["startedAt"]) == NOON
    assert datetime.fromisoformat(imitation["expiresAt"]) == NOON + timedelta(hours=1)
    assert datetime.fromisoformat(imitation["idleExpiresAt"]) == NOON + timedelta(minutes=15)
    assert await visitor.cart() == {"P0010": 1, "P0016": 2}


async def test_token_is_in_the_header_of_every_store_answer(shop: Shop, alice: Agent) -> None:
    visitor = await shop.imitator(alice)
    token = visitor.token

    for operation in ("storefront/context", "storefront/products", "storefront/orders"):
        assert (await visitor.run(operation)).token == token
    refused = await visitor.redeem("imi_" + "a" * 43)
    assert (refused.token, refused.code) == (token, "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN")


async def test_client_cannot_set_or_hide_who_imitates(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    imitator = await shop.imitator(alice)
    forged = {
        "sw-imitating-user-id": shop.user("eve"),
        "imitating-user-id": shop.user("eve"),
        "cookie": f"imitatingUserId={shop.user('eve')}; sw-imitating-user-id={shop.user('eve')}",
    }
    bob.headers.update(forged)
    imitator.headers.update(forged)

    assert (await bob.context())["imitatingUserId"] is None
    assert (await imitator.context())["imitatingUserId"] == shop.user("alice")
    refused = await bob.send('{ context(imitatingUserId: "x") { imitated } }')
    assert refused.code == "GRAPHQL__VALIDATION_FAILED"


async def test_token_is_nobodys_under_another_channels_key(shop: Shop, bob: Visitor) -> None:
    token = bob.token
    before = await shop.everything()
    outlet = shop.visitor("Outlet")
    outlet.headers["sw-context-token"] = token

    context = await outlet.context()

    assert context["customer"] is None
    assert context["token"] != token
    assert await shop.everything() == before
    assert (await bob.context())["customer"]["id"] == shop.customer("bob")


@pytest.mark.parametrize("sent", ODD_TOKENS, ids=range(len(ODD_TOKENS)))
async def test_token_we_never_made_is_never_adopted(shop: Shop, sent: str) -> None:
    before = await shop.everything()
    visitor = shop.visitor()
    body = {"query": CONTEXT}
    headers = {**visitor.headers, "sw-context-token": sent}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    response = await shop.http.post("/graphql", json=body, headers=raw)

    assert response.status_code == 200
    assert response.headers["sw-context-token"] == response.json()["data"]["context"]["token"]
    assert response.headers["sw-context-token"] != sent
    assert await shop.everything() == before


async def test_unknown_token_is_not_adopted_by_a_guests_first_line(shop: Shop) -> None:
    visitor = shop.visitor()
    sent = "imc_" + "a" * 43
    visitor.headers["sw-context-token"] = sent

    await visitor.run("storefront/add-cart-item", productId=shop.product(1))

    assert visitor.token != sent
    assert await visitor.cart() == {"P0001": 1}
    stranger = shop.visitor()
    stranger.headers["sw-context-token"] = sent
    assert await stranger.cart() == {}


async def test_users_token_is_no_context_token(shop: Shop, alice: Agent) -> None:
    visitor = shop.visitor()
    visitor.headers["sw-context-token"] = alice.headers["authorization"].removeprefix("Bearer ")

    assert (await visitor.context())["customer"] is None


async def test_context_token_is_no_users_token(shop: Shop, alice: Agent) -> None:
    visitor = await shop.imitator(alice)
    visitor.headers["authorization"] = f"Bearer {visitor.token}"

    assert (await visitor.run("admin/current-user")).code == "UNAUTHENTICATED"
    for name in ("customer", "sales-channels", "imitations"):
        variables = {"id": shop.customer("bob")} if name == "customer" else {}
        assert (await visitor.run(f"admin/{name}", **variables)).code == "UNAUTHENTICATED"
