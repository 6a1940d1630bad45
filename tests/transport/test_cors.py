"""F3: answers may be read by the origins of the sales channel's domains and by configured ones."""

from typing import Any

import httpx
import pytest

from server.settings.settings import Settings
from tests.support.seed.routes import password_grant
from tests.support.shop import OpenShop, Shop

QUERY = {"query": "{ context { token } }"}
ASKS = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
SHOP, OUTLET = "http://127.0.0.1:8000", "http://localhost:8000"  # of the demo's channels
EVIL = ("http://evil.example", "null", "http://127.0.0.1:8000.evil.example", "http://127.0.0.1")


async def ask(shop: Shop, origin: str, channel: str, method: str = "POST") -> httpx.Response:
    headers = {**shop.visitor(channel).headers, "origin": origin}
    return await shop.http.request(method, "/graphql", json=QUERY, headers=headers)


async def test_f3_a_channels_domains_may_read_its_answers(open_shop: OpenShop) -> None:
    shop = await open_shop(public_url="http://imitate.example:8000", cors_origins=("http://a.b",))

    for origin, channel in ((SHOP, "Storefront"), (OUTLET, "Outlet"), ("http://a.b", "Outlet")):
        answer = await ask(shop, origin, channel)

        assert answer.json()["data"]["context"]["token"]
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-expose-headers"] == "sw-context-token, retry-after"
        assert answer.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in answer.headers


async def test_f3_nobody_else_may(open_shop: OpenShop) -> None:
    shop = await open_shop(public_url="http://imitate.example:8000")

    for origin, channel in (
        (SHOP, "Outlet"),
        (OUTLET, "Storefront"),
        *((o, "Outlet") for o in EVIL),
    ):
        answer = await ask(shop, origin, channel)

        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"


async def test_f3_a_preflight_knows_every_active_channel(open_shop: OpenShop) -> None:
    shop = await open_shop(public_url="http://imitate.example:8000")
    for origin in (SHOP, OUTLET):
        answer = await shop.http.options("/graphql", headers={"origin": origin, **ASKS})

        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-max-age"] == "600"
        assert "sw-context-token" in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers
    for origin in EVIL:
        answer = await shop.http.options("/graphql", headers={"origin": origin, **ASKS})

        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"


async def test_f3_a_closed_channel_has_no_origins(open_shop: OpenShop) -> None:
    shop = await open_shop(public_url="http://imitate.example:8000")
    await shop.change("UPDATE sales_channels SET active = false WHERE name = 'Outlet'")

    answer = await shop.http.options("/graphql", headers={"origin": OUTLET, **ASKS})

    assert answer.status_code == 403


@pytest.mark.parametrize("wrong", ["*", "https://*.example", "example", "ftp://a.b"])
def test_f3_no_origin_is_a_pattern(wrong: str) -> None:
    as_in_the_environment: dict[str, Any] = {"cors_origins": wrong}
    with pytest.raises(ValueError, match="cors_origins"):
        Settings(**as_in_the_environment)


async def test_f3_shopware_s_routes_are_read_by_the_same_origins(open_shop: OpenShop) -> None:
    shop = await open_shop(public_url="http://imitate.example:8000")
    key = shop.visitor("Storefront").headers
    for path in ("/store-api/context", "/api/oauth/token"):
        for origin, may in ((SHOP, True), *((evil, False) for evil in EVIL)):
            asked = await shop.http.options(path, headers={"origin": origin, **ASKS})
            read = await shop.http.get(path, headers={"origin": origin, **key})

            assert asked.status_code == (204 if may else 403)
            assert ("access-control-allow-origin" in read.headers) is may
            if may:
                methods = asked.headers["access-control-allow-methods"]
                assert methods == "GET, POST, PATCH, DELETE"


async def test_f3_forms_need_no_preflight_and_are_refused_to_others(open_shop: OpenShop) -> None:
    """A foreign page would lock out the network of its visitors by wrong passwords."""
    shop = await open_shop(public_url="http://imitate.example:8000")
    form, before = password_grant("alice") | {"password": "wrong"}, await shop.everything()

    for origin in EVIL:
        answer = await shop.http.post("/api/oauth/token", data=form, headers={"origin": origin})

        assert answer.status_code == 403
        assert answer.headers["vary"] == "Origin"
    assert await shop.everything() == before

    own = await shop.http.post("/api/oauth/token", data=form, headers={"origin": SHOP})
    assert own.status_code == 401
