"""The admin's cookie: set for the admin's own pages, and accepted from them alone."""

import pytest

from tests.support.clients import Agent, Answer, Client
from tests.support.engines.kept import SECRET
from tests.support.shop import PASSWORD, OpenShop, Shop

OWN = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
STRANGE = [
    {},
    {"origin": "http://evil.example"},
    {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-site"},
    {"origin": "null"},
    {"sec-fetch-site": "none"},
]


async def log_in(shop: Shop, headers: dict[str, str]) -> Answer:
    return await Client(shop.http, headers).run(
        "admin/user-login", username="alice", password=PASSWORD
    )


def cookie_of(answer: Answer) -> tuple[str, list[str]]:
    """The pair `name=value` and the attributes, sorted."""
    pair, *attributes = answer.response.headers["set-cookie"].split("; ")
    return pair, sorted(attribute.lower() for attribute in attributes)


async def test_is_set_for_own_pages(shop: Shop) -> None:
    answer = await log_in(shop, OWN)

    pair, attributes = cookie_of(answer)
    assert pair == f"imitate-admin={answer.data['accessToken']}"
    assert attributes == ["httponly", "path=/", "samesite=strict"]


async def test_is_a_host_cookie_under_https(open_shop: OpenShop) -> None:
    shop = await open_shop(public_url="https://admin.example")

    pair, attributes = cookie_of(await log_in(shop, {"origin": "https://admin.example"}))

    assert pair.startswith("__Host-imitate-admin=imu_")
    assert attributes == ["httponly", "path=/", "samesite=strict", "secure"]


async def test_is_set_for_other_origins_of_the_admin_by_setting(open_shop: OpenShop) -> None:
    shop = await open_shop(admin_origins="https://a.example, https://b.example")

    assert "set-cookie" in (await log_in(shop, {"origin": "https://b.example"})).response.headers


@pytest.mark.parametrize("port", [80, 8000, 8010, 65535])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("set_to", ["127.0.0.1", "localhost"])
async def test_both_names_of_this_machine_are_own_in_development(
    open_shop: OpenShop, set_to: str, name: str, port: int
) -> None:
    shop = await open_shop(public_url=f"http://{set_to}:{port}")
    page = {"origin": f"http://{name}" + (f":{port}" if port != 80 else "")}

    pair, _ = cookie_of(await log_in(shop, dict(page)))
    user = await Client(shop.http, {**page, "cookie": pair}).run("admin/current-user")
    elsewhere = await log_in(shop, {"origin": f"http://{name}:1"})

    assert user.data["username"] == "alice"
    assert "set-cookie" not in elsewhere.response.headers


async def test_other_name_is_a_stranger_in_production(open_shop: OpenShop) -> None:
    shop = await open_shop(
        environment="production", secret=SECRET, waive="public-url,demo-accounts"
    )

    assert "set-cookie" in (await log_in(shop, dict(OWN))).response.headers
    answer = await log_in(shop, {"origin": "http://localhost:8000"})
    assert "set-cookie" not in answer.response.headers


@pytest.mark.parametrize("headers", STRANGE, ids=range(len(STRANGE)))
async def test_is_not_set_for_strangers(shop: Shop, headers: dict[str, str]) -> None:
    answer = await log_in(shop, headers)

    assert answer.data["accessToken"]
    assert "set-cookie" not in answer.response.headers


async def test_is_not_set_after_a_refusal(shop: Shop) -> None:
    answer = await Client(shop.http, dict(OWN)).run(
        "admin/user-login", username="alice", password="wrong"
    )

    assert "set-cookie" not in answer.response.headers


async def test_counts_from_own_pages(shop: Shop) -> None:
    pair, _ = cookie_of(await log_in(shop, OWN))

    for headers in (OWN, {"sec-fetch-site": "same-origin"}, {"origin": OWN["origin"]}):
        user = await Client(shop.http, {**headers, "cookie": pair}).run("admin/current-user")
        assert user.data["username"] == "alice"


@pytest.mark.parametrize("headers", STRANGE, ids=range(len(STRANGE)))
async def test_counts_for_nothing_from_strangers(shop: Shop, headers: dict[str, str]) -> None:
    pair, _ = cookie_of(await log_in(shop, OWN))

    refused = await Client(shop.http, {**headers, "cookie": pair}).run("admin/current-user")

    assert refused.code == "UNAUTHENTICATED"


async def test_is_forgotten_at_logout(shop: Shop) -> None:
    pair, _ = cookie_of(await log_in(shop, OWN))
    client = Client(shop.http, {**OWN, "cookie": pair})

    answer = await client.run("admin/user-logout")

    forgotten, attributes = cookie_of(answer)
    assert forgotten == 'imitate-admin=""'
    assert "max-age=0" in attributes
    assert (await client.run("admin/current-user")).code == "UNAUTHENTICATED"


async def test_bearer_counts_before_the_cookie(shop: Shop, alice: Agent) -> None:
    pair, _ = cookie_of(await log_in(shop, OWN))
    eve = await shop.agent("eve")
    headers = {**OWN, "cookie": pair, **eve.headers}

    user = await Client(shop.http, headers).run("admin/current-user")

    assert user.data["username"] == "eve"
    assert alice.id != user.data["id"]
