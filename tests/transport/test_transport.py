"""C6, F3, F5, F7: headers of every answer, other origins, other hosts, and proxies."""

from typing import Any

import httpx
import pytest

from server.settings.settings import Settings
from server.transport.security_headers import ALWAYS
from tests.support.bare_application import Open
from tests.support.shop import OpenShop, Shop

QUERY = {"query": "{ context { token } }"}
SECRET = "s" * 32
ASKS = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
SHOP, OUTLET = "http://127.0.0.1:8000", "http://localhost:8000"  # of the demo's channels
EVIL = ("http://evil.example", "null", "http://127.0.0.1:8000.evil.example", "http://127.0.0.1")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/graphql"),
        ("PUT", "/graphql"),
        ("OPTIONS", "/graphql"),
        ("GET", f"/graphql?{'a' * 9000}"),
        ("GET", "/graphql/nowhere"),
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
        ("GET", "/nowhere"),
        ("GET", "/admin/favicon.svg"),
    ],
)
async def test_f5_every_answer_has_the_headers(
    http: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await http.request(method, path)

    assert set(ALWAYS) <= set(answer.headers)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {"server", "strict-transport-security"} & set(answer.headers)
    assert all(len(answer.headers.get_list(name)) == 1 for name in ALWAYS)


async def test_f5_https_stays_https(serving: Open) -> None:
    https = serving(public_url="https://imitate.example")

    answer = await https.get("/health/live")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_f5_a_page_keeps_its_own_policy(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", headers={"accept": "text/html"})

    assert "script-src 'self'" in answer.headers["content-security-policy"]


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
    with pytest.raises(ValueError, match="cors_origins"):
        Settings(cors_origins=wrong)  # type: ignore[arg-type]  # as in the environment


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("shop.example", 200),
        ("shop.example:443", 200),
        ("SHOP.EXAMPLE", 200),
        ("10.0.0.1:8080", 200),
        ("evil.example", 421),
        ("shop.example.evil.example", 421),
        ("shop.example:8443", 421),
        ("127.0.0.1", 421),
        ("", 421),
    ],
)
async def test_f7_other_hosts_are_not_served(serving: Open, host: str, status: int) -> None:
    client = serving(
        environment="production",
        secret=SECRET,
        public_url="https://shop.example",
        allowed_hosts=("10.0.0.1:8080",),
    )
    body = {"query": "{ __typename }"}

    for path in ("/graphql", "/admin/favicon.svg"):
        answer = await client.request(
            "POST" if path == "/graphql" else "GET", path, json=body, headers={"host": host}
        )

        assert (answer.status_code == 421) == (status == 421)
        if status == 421:
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"] == "GRAPHQL__BAD_REQUEST"
    assert (await client.get("/health/live", headers={"host": host})).status_code == 200


async def test_f7_domains_of_shops_are_hosts(open_shop: OpenShop) -> None:
    shop = await open_shop(
        environment="production", secret=SECRET, public_url="https://imitate.example"
    )
    query = {"query": "{ __typename }"}

    for host, status in (("localhost:8000", 200), ("127.0.0.1:8000", 200), ("localhost", 421)):
        answer = await shop.http.post("/graphql", json=query, headers={"host": host})
        assert answer.status_code == status


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost:65535", "[::1]:8000", "[::1]"])
async def test_f7_development_is_served_at_any_port(http: httpx.AsyncClient, host: str) -> None:
    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers={"host": host})

    assert answer.status_code == 200


async def addresses(shop: Shop, forwarded: str) -> Any:
    """Where the journal says that a refused sign-in came from."""
    shop.http.headers["x-forwarded-for"] = forwarded
    await shop.stranger().run("admin/user-login", username="nobody", password="wrong one")
    return (await shop.rows("audit_events"))[-1]["remote_address"]


async def test_c6_nobody_is_believed_by_default(shop: Shop) -> None:
    assert await addresses(shop, "192.0.2.1") == "127.0.0.1"


async def test_c6_trusted_proxies_are_believed(open_shop: OpenShop) -> None:
    """What the client wrote in front of the proxy's own entry is not."""
    shop = await open_shop(trusted_proxies=("127.0.0.0/8", "10.0.0.0/8"))

    assert await addresses(shop, "203.0.113.9, 192.0.2.1, 10.1.2.3") == "192.0.2.1"


def test_settings_read_lists_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMITATE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("IMITATE_ALLOWED_HOSTS", "Shop.example,a:1")
    monkeypatch.setenv("IMITATE_CORS_ORIGINS", "https://App.example/")

    settings = Settings()

    assert settings.trusted_proxies == ("10.0.0.0/8", "::1/128")
    assert settings.allowed_hosts == ("shop.example", "a:1")
    assert settings.cors_origins == ("https://app.example",)
