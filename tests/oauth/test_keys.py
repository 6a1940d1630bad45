"""Keys for JWTs are made at first need, published before they sign, and sealed under SECRET."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from resolvers.oauth import keys
from server.commands.oauth.keys import line
from server.examination.states.jwt_keys import examine_jwt_keys
from tests.support.audit_log import events
from tests.support.clients import Agent, Visitor
from tests.support.machines import AUDIENCE, Machine, machine_with
from tests.support.shop import NOON, OpenShop, Shop

INACTIVE = {"active": False}


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    return await open_shop(jwt_audiences=AUDIENCE, secret="one-key-of-32-characters-or-more")


@pytest.fixture
async def machine(shop: Shop, admin: Agent) -> Machine:
    return await machine_with(shop, admin, "context:introspect")


async def published(shop: Shop) -> list[str]:
    answer = await shop.http.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=60"
    for key in answer.json()["keys"]:
        assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    return [key["kid"] for key in answer.json()["keys"]]


def kid(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def test_reading_makes_no_key(shop: Shop) -> None:
    before = await shop.everything()

    assert await published(shop) == []
    assert await shop.everything() == before


async def test_first_key_is_made_once(shop: Shop, machine: Machine, bob: Visitor) -> None:
    tokens = await asyncio.gather(*(machine.jwt(bob.token) for _ in range(5)))

    assert await published(shop) == [kid(tokens[0])]
    assert {kid(token) for token in tokens} == {kid(tokens[0])}
    (made,) = await events(shop, "jwt_key.made")
    assert made["detail"]["key"] == kid(tokens[0])


async def test_private_key_is_stored_sealed(shop: Shop, machine: Machine, bob: Visitor) -> None:
    await machine.jwt(bob.token)

    (row,) = await shop.rows("jwt_keys")
    assert b"PRIVATE" not in bytes(row["sealed"])
    (known,) = await keys.find(shop.application)
    assert known.key is not None
    assert known.key.as_bytes(encoding="DER", private=True) not in bytes(row["sealed"])


async def test_next_key_is_published_before_it_signs(
    shop: Shop, machine: Machine, bob: Visitor
) -> None:
    old = kid(await machine.jwt(bob.token))

    new = (await keys.rotate(shop.application, at_once=False)).id

    assert await published(shop) == [new, old]
    shop.clock.advance(seconds=119)
    last = await machine.jwt(bob.token)
    shop.clock.advance(seconds=1)
    assert (kid(last), kid(await machine.jwt(bob.token))) == (old, new)
    shop.clock.advance(seconds=118)
    assert (await machine.introspect(last))["active"] is True
    shop.clock.advance(seconds=62)
    assert await published(shop) == [new]


async def test_at_once_ends_what_earlier_keys_signed(
    shop: Shop, machine: Machine, bob: Visitor
) -> None:
    token = await machine.jwt(bob.token)
    await keys.rotate(shop.application, at_once=False)

    new = (await keys.rotate(shop.application, at_once=True)).id

    assert await published(shop) == [new]
    assert await machine.introspect(token) == INACTIVE
    assert kid(await machine.jwt(bob.token)) == new


async def test_keys_that_are_over_are_removed(shop: Shop, machine: Machine, bob: Visitor) -> None:
    await machine.jwt(bob.token)
    for _ in range(3):
        await keys.rotate(shop.application, at_once=False)
        shop.clock.advance(minutes=10)

    await keys.rotate(shop.application, at_once=False)

    assert len(await shop.rows("jwt_keys")) == 2


async def test_secret_is_rotated_with_the_keys(
    open_shop: OpenShop, shop: Shop, machine: Machine, bob: Visitor
) -> None:
    old = kid(await machine.jwt(bob.token))
    one, two = "one-key-of-32-characters-or-more", "two-key-of-32-characters-or-more"

    async def process(secret: str) -> tuple[Shop, Machine]:
        opened = await open_shop(jwt_audiences=AUDIENCE, secret=secret)
        return opened, Machine(opened.http, machine.id, machine.client_id, machine.secret)

    both, _ = await process(f"{two},{one}")
    assert await published(both) == [old]
    new = (await keys.rotate(both.application, at_once=False)).id
    shop.clock.advance(minutes=5)
    alone, there = await process(two)

    assert await published(alone) == [new]
    assert kid(await there.jwt(bob.token)) == new
    stranger, elsewhere = await process("other-key-of-32-characters-or-more")
    assert await published(stranger) == []
    made = kid(await elsewhere.jwt(bob.token))
    assert made not in {old, new}


async def test_keys_are_listed(shop: Shop, machine: Machine, bob: Visitor) -> None:
    old = kid(await machine.jwt(bob.token))
    new = (await keys.rotate(shop.application, at_once=False)).id

    def told(now: datetime, known: Any) -> list[str]:
        return [line(one, now) for one in known]

    made = "made 2026-06-01 12:00:00"
    begins, ends = "signs from 2026-06-01 12:0", "verifies until 2026-06-01 12:05:00"
    assert told(NOON, await keys.find(shop.application)) == [
        f"{new}, {made}, {begins}2:00",
        f"{old}, {made}, {begins}0:00, {ends}",
    ]
    late = told(NOON + timedelta(minutes=5), await keys.find(shop.application))
    assert late[1] == f"{old}, {made}, {begins}0:00, is over"


async def test_addresses_are_published(shop: Shop) -> None:
    answer = await shop.http.get("/.well-known/oauth-authorization-server")

    issuer = "http://127.0.0.1:8000"
    assert answer.json() == {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "grant_types_supported": [
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
        ],
    }


async def test_doctor_names_keys_that_secret_does_not_open(
    open_shop: OpenShop, shop: Shop, machine: Machine, bob: Visitor
) -> None:
    assert (await examine_jwt_keys(shop.application)).verdict == "ok"
    made = kid(await machine.jwt(bob.token))
    other = await open_shop(secret="other-key-of-32-characters-or-more")

    known = await examine_jwt_keys(shop.application)
    sealed = await examine_jwt_keys(other.application)
    await keys.rotate(other.application, at_once=True)

    assert (known.verdict, known.text) == ("ok", "1 can be opened")
    assert sealed.verdict == "failed"
    assert sealed.text.startswith(f"{made}: what sealed them is not in SECRET")
    assert (await examine_jwt_keys(other.application)).verdict == "ok"
