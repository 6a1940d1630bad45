"""Whatever is sent, each route answers or refuses in Shopware's form; nothing fails."""

import json
import random
from typing import Any

import httpx
import pytest

from server.shopware.routes import HANDLERS
from tests.support.seed.routes import ShopwareClient, error, signed_in
from tests.support.shop import OpenShop

NAMES = (
    *("grant_type", "client_id", "client_secret", "username", "password", "refresh_token"),
    *("customerId", "salesChannelId", "reason", "token", "userId", "items", "ids"),
)
WORDS = ("password", "refresh_token", "client_credentials", "administration", "alice", "0" * 32)
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    2**63,
    10**30,
    "",
    " ",
    "\0",
    "\ud800",
)
RAW = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b'{"token": 1, "token": 2}',
    b'{"token": NaN}',
    b'{"a": ' + b"[" * 5000,
    b"\xff",
    b'{"username": "\\ud800", "password": "\\ud800"}',
    b"1" * 5000,
)
OFF = ("account_logins", "address_logins", "address_redemptions", "address_refusals")


def value(chance: random.Random, depth: int = 2) -> Any:
    kind = chance.randrange(6)
    if kind == 0 and depth:
        return [value(chance, depth - 1) for _ in range(chance.randrange(3))]
    if kind == 1 and depth:
        names = ("id", "referencedId", "quantity")
        return {name: value(chance, depth - 1) for name in names if chance.random() < 0.7}
    return chance.choice(WORDS if kind < 4 else ODD)


def bodies(chance: random.Random, count: int) -> list[bytes]:
    made = [{name: value(chance) for name in NAMES if chance.random() < 0.6} for _ in range(count)]
    return [*RAW, *(json.dumps(body).encode() for body in made)]


def check(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    if answer.status_code != 200:
        assert 400 <= answer.status_code < 500, answer.text
        assert error(answer)["code"]


@pytest.mark.parametrize("who", ["stranger", "alice", "machine's bearer"])
async def test_every_body_is_answered(open_shop: OpenShop, who: str) -> None:
    shop = await open_shop(limit_mutation_fields=20, **{f"rate_{name}": 0 for name in OFF})
    chance = random.Random(who)
    client = ShopwareClient.of_channel(shop)
    if who == "alice":
        client.headers |= (await signed_in(shop, "alice")).headers
    elif who != "stranger":
        client.headers["authorization"] = f"Bearer imm_{'A' * 43}"
    json_ = {"content-type": "application/json"}

    for path, methods in HANDLERS.items():
        for method in (*methods, "PUT"):
            for body in bodies(chance, 12):
                headers = {**client.headers, **json_}
                check(await shop.http.request(method, path, content=body, headers=headers))


async def test_other_kinds_of_bodies_are_refused(open_shop: OpenShop) -> None:
    shop = await open_shop()
    kinds = [{"content-type": kind} for kind in ("text/plain", "multipart/form-data", "*/*", "")]
    kinds.append({"content-type": "application/json", "content-encoding": "gzip"})
    kinds.append({"content-type": "application/json; charset=utf-16"})

    for headers in kinds:
        for path, methods in HANDLERS.items():
            if "POST" in methods:
                answer = await shop.http.post(path, content=b"{}", headers=headers)
                assert answer.status_code == 415
                assert error(answer)["code"] == "FRAMEWORK__BAD_REQUEST"
