"""Refusals have Shopware's form and codes; nothing of what was sent is in them or is written."""

from typing import Any

import pytest

from tests.contract.giveaways import GIVEAWAYS
from tests.support.seed.routes import (
    CONTEXT,
    GENERATE,
    IMITATE,
    LINES,
    LOGIN,
    LOGOUT,
    TOKEN,
    ShopwareClient,
    error,
    password_grant,
    signed_in,
)
from tests.support.shop import PASSWORD, OpenShop, Shop

SECRET = "canary-73d1"
NOBODY = "0" * 32
KEY = "Storefront"
ODD: tuple[Any, ...] = (None, "", SECRET, 1, [SECRET], {"a": SECRET}, "\0", "x" * 5000)

# Who asks (a channel, a user or nobody), for what, and the status and the code of the answer.
CASES: dict[str, tuple[str | None, str, str, Any, int, str]] = {
    "no bearer": (None, "POST", GENERATE, {}, 401, "9"),
    "no key": (
        None,
        "GET",
        CONTEXT,
        None,
        401,
        "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED",
    ),
    "closed channel": (
        "Closed",
        "GET",
        CONTEXT,
        None,
        412,
        "FRAMEWORK__ROUTING_SALES_CHANNEL_NOT_FOUND",
    ),
    "not logged in": (KEY, "POST", LOGOUT, None, 403, "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"),
    "wrong password": (
        KEY,
        "POST",
        LOGIN,
        {"username": "bob@example.com", "password": SECRET},
        401,
        "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS",
    ),
    "no list": (KEY, "POST", LINES, {"items": SECRET}, 400, "VIOLATION::INVALID"),
    "no object": (KEY, "POST", LINES, {"items": [SECRET]}, 400, "VIOLATION::INVALID"),
    "too many": (KEY, "POST", LINES, {"items": [{}] * 2}, 400, "VIOLATION::INVALID"),
    "no number": (
        KEY,
        "PATCH",
        LINES,
        {"items": [{"id": NOBODY, "quantity": SECRET}]},
        400,
        "VIOLATION::INVALID",
    ),
    "no bool": (
        KEY,
        "PATCH",
        LINES,
        {"items": [{"id": NOBODY, "quantity": True}]},
        400,
        "VIOLATION::INVALID",
    ),
    "huge number": (
        KEY,
        "POST",
        LINES,
        {"items": [{"id": NOBODY, "quantity": 2**40}]},
        400,
        "VIOLATION::INVALID",
    ),
    "unknown product": (
        KEY,
        "POST",
        LINES,
        {"items": [{"id": NOBODY}]},
        400,
        "VIOLATION::ENTITY_DOES_NOT_EXISTS",
    ),
    "no ids": (KEY, "DELETE", LINES, None, 400, "VIOLATION::INVALID"),
    "no JSON object": (KEY, "POST", LOGIN, [SECRET], 400, "FRAMEWORK__BAD_REQUEST"),
    "other method": (KEY, "GET", LOGIN, None, 405, "FRAMEWORK__METHOD_NOT_ALLOWED"),
    "other path": (KEY, "GET", "/store-api/navigation", None, 404, "FRAMEWORK__ROUTE_NOT_FOUND"),
    "other admin path": (None, "GET", "/api/_info", None, 404, "FRAMEWORK__ROUTE_NOT_FOUND"),
    "no grant": (None, "POST", TOKEN, {}, 400, "2"),
    "unknown grant": (None, "POST", TOKEN, {"grant_type": SECRET}, 400, "2"),
    "foreign client": (
        None,
        "POST",
        TOKEN,
        {**password_grant("alice"), "client_id": SECRET},
        401,
        "4",
    ),
    "unknown machine": (
        None,
        "POST",
        TOKEN,
        {"grant_type": "client_credentials", "client_id": SECRET, "client_secret": SECRET},
        401,
        "4",
    ),
    "wrong password of a user": (
        None,
        "POST",
        TOKEN,
        {**password_grant("alice"), "password": SECRET},
        401,
        "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS",
    ),
}


def caller(shop: Shop, channel: str | None) -> ShopwareClient:
    return (
        ShopwareClient(shop.http) if channel is None else ShopwareClient.of_channel(shop, channel)
    )


def check(answer: Any) -> dict[str, Any]:
    found = error(answer)
    assert set(found) <= {"status", "code", "title", "detail", "meta", "source"}
    assert SECRET not in answer.text
    assert [one for one in GIVEAWAYS if one.lower() in answer.text.lower()] == []
    return found


async def test_each_refusal_has_its_status_and_code(shop: Shop) -> None:
    names = ("imitations", "user_sessions", "integration_sessions", "contexts", "carts")
    before = {name: await shop.rows(name) for name in names}

    for name, (channel, method, path, body, status, code) in CASES.items():
        answer = await caller(shop, channel).send(method, path, body)
        assert (answer.status_code, check(answer)["code"]) == (status, code), name

    assert {name: await shop.rows(name) for name in names} == before


async def test_missing_privilege_is_told_before_the_body_is_looked_at(shop: Shop) -> None:
    eve = await signed_in(shop, "eve")

    for body in ({}, {"customerId": NOBODY, "salesChannelId": SECRET}):
        found = check(await eve.send("POST", GENERATE, body))
        assert (found["status"], found["code"]) == ("403", "FRAMEWORK__MISSING_PRIVILEGE_ERROR")
        assert found["detail"] == (
            '{"message": "Missing privilege", "missingPrivileges": ["api_proxy_imitate-customer"]}'
        )
    assert await shop.rows("imitations") == []


@pytest.mark.parametrize("field", ["customerId", "salesChannelId"])
async def test_what_is_no_id_or_nobody_s_is_a_violation_of_its_field(
    shop: Shop, field: str
) -> None:
    alice = await signed_in(shop, "alice")
    right = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}

    for value in (*ODD, NOBODY):
        found = check(await alice.send("POST", GENERATE, {**right, field: value}))
        unknown = value == NOBODY
        code = "VIOLATION::ENTITY_DOES_NOT_EXISTS" if unknown else "VIOLATION::INVALID"
        assert (found["status"], found["code"]) == ("400", code)
        assert found["source"] == {"pointer": f"/{field}"}
    assert await shop.rows("imitations") == []


async def test_refused_imitation_tells_its_reasons(shop: Shop) -> None:
    alice = await signed_in(shop, "alice")
    wanted = {"customerId": shop.customer("gina"), "salesChannelId": shop.channel("Storefront")}

    found = check(await alice.send("POST", GENERATE, wanted))

    assert found["code"] == "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
    assert "GUEST" in found["meta"]["parameters"]["reasons"]


async def test_tokens_that_do_not_count_have_one_answer(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_address_redemptions=0)
    token = await shop.token(await shop.agent("alice"))
    client = ShopwareClient.of_channel(shop)
    sent: list[dict[str, Any]] = [{}, *({"token": value} for value in ODD)]
    sent += [{"token": token, "customerId": value} for value in (NOBODY, SECRET, "", 1)]
    sent += [{"token": token, "userId": NOBODY}]

    answers = [await client.send("POST", IMITATE, body) for body in sent]

    texts = {answer.text for answer in answers}
    assert len(texts) == 1
    assert check(answers[0])["code"] == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    assert answers[0].status_code == 400
    assert token not in answers[0].text
    assert [row["started_at"] for row in await shop.rows("imitations")] == [None]


async def test_read_only_imitation_only_looks(shop: Shop) -> None:
    imitator = await shop.imitator(await shop.agent("alice"), access="READ_ONLY")
    client = ShopwareClient(shop.http, dict(imitator.headers))
    before = await shop.rows("cart_lines")

    answer = await client.send("POST", LINES, {"items": [{"id": shop.product(1)}]})

    assert (answer.status_code, check(answer)["code"]) == (403, "CHECKOUT__IMITATION_READ_ONLY")
    assert client.token == imitator.token
    assert await shop.rows("cart_lines") == before


async def test_logins_are_limited_as_in_graphql(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=2)
    for number in range(2):
        wrong = {**password_grant("alice"), "password": f"{SECRET}{number}"}
        assert (await ShopwareClient(shop.http).send("POST", TOKEN, wrong)).status_code == 401

    answer = await ShopwareClient(shop.http).send("POST", TOKEN, password_grant("alice"))

    assert (answer.status_code, check(answer)["code"]) == (429, "FRAMEWORK__RATE_LIMIT_EXCEEDED")
    assert int(answer.headers["retry-after"]) > 0
    over_there = await shop.agent("admin")
    assert over_there.id


async def test_cookies_and_forms_are_not_read(shop: Shop) -> None:
    key = dict(shop.visitor().headers)
    form = {"username": "bob@example.com", "password": PASSWORD}
    answer = await shop.http.post(LOGIN, data=form, headers=key)
    assert (answer.status_code, check(answer)["code"]) == (415, "FRAMEWORK__BAD_REQUEST")

    own = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    token = (await shop.agent("alice")).headers["authorization"].removeprefix("Bearer ")
    answer = await shop.http.post(
        GENERATE, json={}, headers={**own, "cookie": f"imitate-admin={token}"}
    )
    assert (answer.status_code, check(answer)["code"]) == (401, "9")
