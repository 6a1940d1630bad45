"""Shopware's clients go the whole way: generate, log in, context, cart, log out."""

from typing import Any

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.machines import machine_with
from tests.support.seed.routes import (
    CART,
    CONTEXT,
    GENERATE,
    IMITATE,
    LINES,
    LOGIN,
    LOGOUT,
    TOKEN,
    ShopwareClient,
    signed_in,
)
from tests.support.shop import PASSWORD, OpenShop, Shop

DONE = {"redirectUrl": None, "apiAlias": "array_struct"}


@pytest.fixture
def client(shop: Shop) -> ShopwareClient:
    return ShopwareClient.of_channel(shop)


def wanted(shop: Shop, name: str = "bob") -> dict[str, str]:
    return {"customerId": shop.customer(name), "salesChannelId": shop.channel("Storefront")}


async def imitate(shop: Shop, client: ShopwareClient) -> None:
    alice = await signed_in(shop, "alice")
    token = (await alice.post(GENERATE, wanted(shop)))["token"]
    ids = {"customerId": shop.customer("bob"), "userId": shop.user("alice")}
    assert await client.post(IMITATE, {"token": token, **ids}) == DONE


def quantities(cart: dict[str, Any]) -> dict[str, int]:
    return {line["payload"]["productNumber"]: line["quantity"] for line in cart["lineItems"]}


def line_of(cart: dict[str, Any], product_id: str) -> dict[str, Any]:
    (line,) = [each for each in cart["lineItems"] if each["referencedId"] == product_id]
    return line


async def test_user_imitates_a_customer_and_logs_out(shop: Shop, client: ShopwareClient) -> None:
    await imitate(shop, client)

    found = await client.get(CONTEXT)
    assert found["token"] == client.token
    assert found["customer"]["email"] == "bob@example.com"
    assert (found["imitated"], found["imitatingUserId"]) == (True, shop.user("alice"))
    assert found["apiAlias"] == "sales_channel_context"
    assert found["currency"]["isoCode"] == "EUR"
    assert found["languageInfo"]["localeCode"] == "en-GB"

    before = client.token
    assert await client.post(LOGOUT) == DONE
    assert client.token != before
    assert (await client.get(CONTEXT))["customer"] is None
    assert [event["detail"]["cause"] for event in await events(shop, "imitation.ended")] == [
        "LOGOUT"
    ]


async def test_support_code_is_sent_with_the_wish_for_a_token(open_shop: OpenShop) -> None:
    shop = await open_shop(consent_required="call")
    bob, alice = await shop.shopper("bob@example.com"), await signed_in(shop, "alice")
    code = (await bob.run("storefront/create-support-code")).data["code"]

    refused = await alice.send("POST", GENERATE, {**wanted(shop), "supportCode": "12345"})
    made = await alice.post(GENERATE, {**wanted(shop), "supportCode": code})

    (error,) = refused.json()["errors"]
    assert (error["code"], error["source"]) == ("VIOLATION::INVALID", {"pointer": "/supportCode"})
    assert made["token"]


async def test_newer_clients_send_the_token_alone(shop: Shop, client: ShopwareClient) -> None:
    alice = await signed_in(shop, "alice")
    token = (await alice.post(GENERATE, wanted(shop)))["token"]

    await client.post(IMITATE, {"token": token})

    assert (await client.get(CONTEXT))["imitated"]


async def test_customer_logs_in_and_fills_their_cart(open_shop: OpenShop) -> None:
    shop = await open_shop(limit_mutation_fields=20)
    client = ShopwareClient.of_channel(shop)
    one, two = shop.product(1), shop.product(2)
    added = {"items": [{"id": one, "referencedId": one, "quantity": 2, "type": "product"}]}
    assert sum(quantities(await client.post(LINES, added)).values()) == 2  # a guest's
    login = {"username": "bob@example.com", "password": PASSWORD}
    assert await client.post(LOGIN, login) == DONE
    context = await client.get(CONTEXT)
    assert (context["customer"]["firstName"], context["imitated"]) == ("Bob", False)

    cart = await client.post(LINES, {"items": [{"id": two}]})

    line = line_of(cart, two)
    price = line["price"]["unitPrice"]
    assert (line["quantity"], line["price"]["totalPrice"]) == (1, price)
    totals = [each["price"]["totalPrice"] for each in cart["lineItems"]]
    assert round(sum(totals), 2) == cart["price"]["totalPrice"]
    assert await client.get(CART) == cart

    changed = {"items": [{"id": line["id"], "quantity": 5}]}
    answer = await client.send("PATCH", LINES, changed)
    now = line_of(answer.json(), two)
    assert (now["quantity"], now["price"]["totalPrice"]) == (5, round(price * 5, 2))

    ids = [each["id"] for each in cart["lineItems"]]
    left = await client.post(f"{LINES}/delete", {"ids": ids[:1]})
    assert [each["id"] for each in left["lineItems"]] == ids[1:]
    last = await client.send("DELETE", LINES, params={"ids": ids[1:]})
    assert last.json()["lineItems"] == []


async def test_graphql_and_the_routes_are_one(shop: Shop, client: ShopwareClient) -> None:
    await imitate(shop, client)

    visitor = shop.visitor()
    visitor.headers["sw-context-token"] = client.token

    assert (await visitor.context())["imitated"]


async def test_integration_gets_a_bearer_but_no_token(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin, "customer:read")
    grant = {"grant_type": "client_credentials", **machine.credentials}
    given = await ShopwareClient(shop.http).post(TOKEN, grant)
    assert given == {
        "token_type": "Bearer",
        "expires_in": 600,
        "access_token": given["access_token"],
    }
    caller = ShopwareClient(shop.http, {"authorization": f"Bearer {given['access_token']}"})

    answer = await caller.send("POST", GENERATE, wanted(shop))

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "FRAMEWORK__EXPECTED_USER"
    assert await shop.rows("imitations") == []


async def test_reading_starts_no_session(shop: Shop, client: ShopwareClient) -> None:
    before = await shop.everything()

    for path in (CONTEXT, CART):
        await client.get(path)

    assert await shop.everything() == before
