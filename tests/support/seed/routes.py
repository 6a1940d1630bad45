"""A client of Shopware's routes, which keeps tokens as Shopware's own client does."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.shop import PASSWORD, Shop

TOKEN = "/api/oauth/token"
GENERATE = "/api/_proxy/generate-imitate-customer-token"
IMITATE = "/store-api/account/login/imitate-customer"
LOGIN = "/store-api/account/login"
LOGOUT = "/store-api/account/logout"
CONTEXT = "/store-api/context"
CART = "/store-api/checkout/cart"
LINES = f"{CART}/line-item"


@dataclass
class ShopwareClient:
    """Sends JSON with its headers; takes the context token of each answer."""

    http: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_channel(cls, shop: Shop, channel: str = "Storefront") -> "ShopwareClient":
        return cls(shop.http, dict(shop.visitor(channel).headers))

    @property
    def token(self) -> str:
        return self.headers["sw-context-token"]

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        sent = {} if body is None else {"json": body}
        answer = await self.http.request(method, path, headers=self.headers, **sent, **options)
        if "sw-context-token" in answer.headers:
            self.headers["sw-context-token"] = answer.headers["sw-context-token"]
        return answer

    async def get(self, path: str) -> Any:
        answer = await self.send("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None) -> Any:
        answer = await self.send("POST", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()


def password_grant(username: str) -> dict[str, str]:
    """What Shopware's admin client sends to sign a user in."""
    return {
        "grant_type": "password",
        "client_id": "administration",
        "scopes": "write",
        "username": username,
        "password": PASSWORD,
    }


def refresh_grant(token: str) -> dict[str, str]:
    """What Shopware's admin client sends once its access token is over."""
    return {"grant_type": "refresh_token", "client_id": "administration", "refresh_token": token}


async def signed_in(shop: Shop, username: str) -> ShopwareClient:
    """An admin client with the bearer of a user."""
    given = await ShopwareClient(shop.http).post(TOKEN, password_grant(username))
    return ShopwareClient(shop.http, {"authorization": f"Bearer {given['access_token']}"})


def error(answer: httpx.Response) -> dict[str, Any]:
    """The one error of an answer that holds nothing else."""
    body = answer.json()
    assert set(body) == {"errors"}
    (only,) = body["errors"]
    assert only["status"] == str(answer.status_code)
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = only
    return found
