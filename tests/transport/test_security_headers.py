"""F5: the security headers of every answer."""

import httpx
import pytest

from server.transport.security_headers import ALWAYS
from tests.support.bare_application import Open


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
