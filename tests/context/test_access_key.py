"""The sales channel of a request, and the pages whose cookie is accepted."""

import hashlib

import pytest

from tests.support.clients import Visitor
from tests.support.shop import Shop

CONTEXT = "{ context { token } }"


async def test_access_key_is_required(shop: Shop) -> None:
    refused = await shop.stranger().run("storefront/context")

    assert refused.code == "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED"
    assert refused.token is None


@pytest.mark.parametrize(
    "key", ["", "SWSC", "x" * 5000, "\u00e4", "a\x01b", "SWSC'; DROP TABLE users; --"]
)
async def test_unknown_access_key_is_refused(shop: Shop, key: str) -> None:
    raw = [(b"sw-access-key", key.encode("latin-1"))]

    response = await shop.http.post("/graphql", json={"query": CONTEXT}, headers=raw)

    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"}
    assert "sw-context-token" not in response.headers


async def test_inactive_channels_key_is_refused_like_an_unknown_one(shop: Shop) -> None:
    closed = await shop.visitor("Closed").run("storefront/context")
    unknown = shop.visitor()
    unknown.headers["sw-access-key"] = "SWSCUNKNOWN"

    assert closed.body == (await unknown.run("storefront/context")).body
    assert closed.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"


@pytest.mark.parametrize("cookie", ["imitate-context", "imitate-imitation"])
@pytest.mark.parametrize(
    ("origin", "fetch_site", "taken"),
    [
        ("http://127.0.0.1:8000", None, True),
        ("http://127.0.0.1:8000", "same-origin", True),
        (None, "same-origin", True),
        (None, None, False),
        (None, "same-site", False),
        (None, "cross-site", False),
        ("http://127.0.0.1:8000", "cross-site", False),
        ("http://evil.example", None, False),
        ("http://localhost:8000", None, False),
        ("null", None, False),
    ],
)
async def test_cookie_counts_only_from_the_same_origin(
    shop: Shop,
    bob: Visitor,
    cookie: str,
    origin: str | None,
    fetch_site: str | None,
    *,
    taken: bool,
) -> None:
    visitor = shop.visitor()
    channel = hashlib.sha256(visitor.headers["sw-access-key"].encode()).hexdigest()[:8]
    sent = {
        "cookie": f"{cookie}-{channel}={bob.token}",
        "origin": origin,
        "sec-fetch-site": fetch_site,
    }
    visitor.headers.update({name: value for name, value in sent.items() if value is not None})

    context = await visitor.context()

    assert (context["customer"] is not None) is taken
