"""Refresh tokens count once; an old one ends its sign-in, which none of them prolongs."""

import asyncio
from typing import Any

import pytest

from tests.support.audit_log import events
from tests.support.clients import Client
from tests.support.machines import machine_with
from tests.support.seed.routes import (
    GENERATE,
    TOKEN,
    ShopwareClient,
    error,
    password_grant,
    refresh_grant,
)
from tests.support.shop import OpenShop, Shop

Tokens = dict[str, Any]


async def ask(shop: Shop, token: str, **headers: str) -> Any:
    return await shop.http.post(TOKEN, json=refresh_grant(token), headers=headers)


async def refreshed(shop: Shop, tokens: Tokens) -> Tokens:
    answer = await ask(shop, tokens["refresh_token"])
    assert answer.status_code == 200, answer.text
    found: Tokens = answer.json()
    return found


def client(shop: Shop, tokens: Tokens) -> Client:
    return Client(shop.http, {"authorization": f"Bearer {tokens['access_token']}"})


async def works(shop: Shop, tokens: Tokens) -> bool:
    answer = await client(shop, tokens).run("admin/current-user")
    assert not answer.errors or answer.code == "UNAUTHENTICATED"
    return not answer.errors


@pytest.fixture
async def tokens(shop: Shop) -> Tokens:
    given: Tokens = await ShopwareClient(shop.http).post(TOKEN, password_grant("alice"))
    return given


async def test_tokens_are_exchanged_and_the_old_access_token_ends(
    shop: Shop, tokens: Tokens
) -> None:
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)

    second = await refreshed(shop, tokens)

    assert second["expires_in"] == 600
    assert not {*tokens.values()} & {second["access_token"], second["refresh_token"]}
    assert await works(shop, second)
    assert not await works(shop, tokens)
    assert len(await shop.rows("user_sessions")) == 1


async def test_tokens_are_stored_hashed(shop: Shop, tokens: Tokens) -> None:
    second = await refreshed(shop, tokens)

    stored = str(await shop.everything())

    for token in (tokens, second):
        for half in (token["access_token"], *token["refresh_token"].split(".")):
            assert half not in stored


async def test_access_token_lives_for_ten_minutes(shop: Shop, tokens: Tokens) -> None:
    shop.clock.advance(seconds=599)
    assert await works(shop, tokens)
    shop.clock.advance(seconds=1)

    assert not await works(shop, tokens)
    assert await works(shop, await refreshed(shop, tokens))


async def test_no_token_prolongs_the_sign_in(open_shop: OpenShop) -> None:
    shop = await open_shop(user_session_lifetime=1500)
    tokens = await ShopwareClient(shop.http).post(TOKEN, password_grant("alice"))
    for expected in (600, 600, 300):
        assert tokens["expires_in"] == expected
        shop.clock.advance(seconds=min(expected, 600))
        if expected == 600:
            tokens = await refreshed(shop, tokens)

    assert (await ask(shop, tokens["refresh_token"])).status_code == 401


async def test_idle_sign_in_is_not_refreshed(open_shop: OpenShop) -> None:
    shop = await open_shop(user_session_idle_timeout=900)
    tokens = await ShopwareClient(shop.http).post(TOKEN, password_grant("alice"))
    shop.clock.advance(seconds=900)

    assert (await ask(shop, tokens["refresh_token"])).status_code == 401


async def test_an_old_token_ends_the_sign_in_and_the_imitations(shop: Shop, tokens: Tokens) -> None:
    second = await refreshed(shop, tokens)
    shop.clock.advance(seconds=6)
    wanted = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    bearer = {"authorization": f"Bearer {second['access_token']}"}
    made = await ShopwareClient(shop.http, bearer).post(GENERATE, wanted)
    imitator = shop.visitor()
    await imitator.redeem(made["token"])

    again = await ask(shop, tokens["refresh_token"])

    assert (again.status_code, error(again)["code"]) == (401, "8")
    assert not await works(shop, second)
    assert (await ask(shop, second["refresh_token"])).status_code == 401
    assert not (await imitator.context())["imitated"]
    (event,) = await events(shop, "user.refresh_token_reused")
    assert event["username"] == "alice"


async def test_of_two_at_once_one_is_answered_and_the_sign_in_goes_on(
    shop: Shop, tokens: Tokens
) -> None:
    answers = await asyncio.gather(*(ask(shop, tokens["refresh_token"]) for _ in range(2)))
    shop.clock.advance(seconds=5)
    late = await ask(shop, tokens["refresh_token"])

    assert sorted(answer.status_code for answer in answers) == [200, 401]
    (given,) = [answer.json() for answer in answers if answer.status_code == 200]
    (refused,) = [answer for answer in answers if answer.status_code == 401]
    assert error(refused) == error(late)
    assert await works(shop, given)
    assert await works(shop, await refreshed(shop, given))
    assert await events(shop, "user.refresh_token_reused") == []


@pytest.mark.parametrize("what", ["later", "another browser", "the token before"])
async def test_what_another_client_repeats_ends_the_sign_in(
    shop: Shop, tokens: Tokens, what: str
) -> None:
    """A client follows at once, so a thief who was first would else go unnoticed."""
    latest = await refreshed(shop, tokens)
    if what == "the token before":
        latest = await refreshed(shop, latest)
    shop.clock.advance(seconds=6 if what == "later" else 1)
    other = {"user-agent": "another"} if what == "another browser" else {}

    again = await ask(shop, tokens["refresh_token"], **other)

    assert (again.status_code, error(again)["code"]) == (401, "8")
    assert not await works(shop, latest)
    (event,) = await events(shop, "user.refresh_token_reused")
    assert event["username"] == "alice"


@pytest.mark.parametrize("way", ["logout", "deactivated", "deleted"])
async def test_what_ends_the_sign_in_ends_its_refreshing(
    open_shop: OpenShop, shop: Shop, tokens: Tokens, way: str
) -> None:
    other = await open_shop()
    admin = await other.agent("admin")
    if way == "logout":
        await client(other, tokens).run("admin/user-logout")
    elif way == "deactivated":
        answer = await admin.run(
            "admin/update-user", id=shop.user("alice"), input={"active": False}
        )
        assert not answer.errors
        back = await admin.run("admin/update-user", id=shop.user("alice"), input={"active": True})
        assert not back.errors
    else:
        assert not (await admin.run("admin/delete-user", id=shop.user("alice"))).errors

    assert (await ask(shop, tokens["refresh_token"])).status_code == 401


async def test_what_is_no_refresh_token_is_refused(shop: Shop, tokens: Tokens) -> None:
    family, turn = tokens["refresh_token"].split(".")
    machine = await machine_with(shop, await shop.agent("admin"), "customer:read")
    bearer = (await machine.ask_for_token()).json()["access_token"]
    odd: list[Any] = [
        None,
        "",
        "x",
        1,
        [],
        family,
        f".{turn}",
        f"{family}.",
        tokens["access_token"],
    ]
    odd += [bearer, f"{family}.{turn}é", f"imr_{'A' * 43}.{turn}", "\0"]

    for token in odd:
        answer = await shop.http.post(TOKEN, json=refresh_grant(token))
        assert (answer.status_code, error(answer)["code"]) == (401, "8"), token
        assert family not in answer.text
        assert turn[1:] not in answer.text

    assert await works(shop, tokens)


async def test_half_a_token_with_a_made_up_turn_ends_the_sign_in(
    shop: Shop, tokens: Tokens
) -> None:
    """Only a holder of one of its tokens knows the first half."""
    family = tokens["refresh_token"].split(".")[0]

    assert (await ask(shop, f"{family}.{'A' * 43}")).status_code == 401

    assert not await works(shop, tokens)
