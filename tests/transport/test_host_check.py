"""F7: requests whose Host is not served here are refused with 421."""

import httpx
import pytest

from tests.support.bare_application import Open
from tests.support.engines.kept import SECRET
from tests.support.shop import OpenShop


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("shop.example", 200),
        ("shop.example:443", 200),
        ("SHOP.EXAMPLE", 200),
        ("shop.example.", 200),
        ("shop.example.:443", 200),
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


@pytest.mark.parametrize("path", ["/%67raphql", "/graph%71%6C", "/graph%71%6c", "/%61dmin/x"])
async def test_f7_an_encoded_path_hides_no_host(serving: Open, path: str) -> None:
    client = serving(environment="production", secret=SECRET, public_url="https://shop.example")
    query = {"query": "{ __typename }"}

    answer = await client.post(path, json=query, headers={"host": "evil.example"})

    assert answer.status_code == 421


async def test_f7_domains_of_shops_are_hosts(open_shop: OpenShop) -> None:
    shop = await open_shop(
        environment="production",
        secret=SECRET,
        public_url="https://imitate.example",
        waive="demo-accounts",
    )
    query = {"query": "{ __typename }"}

    for host, status in (("localhost:8000", 200), ("127.0.0.1:8000", 200), ("localhost", 421)):
        answer = await shop.http.post("/graphql", json=query, headers={"host": host})
        assert answer.status_code == status


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost:65535", "[::1]:8000", "[::1]"])
async def test_f7_development_is_served_at_any_port(http: httpx.AsyncClient, host: str) -> None:
    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers={"host": host})

    assert answer.status_code == 200
