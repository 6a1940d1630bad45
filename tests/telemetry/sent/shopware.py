"""Requests of Shopware's routes with a secret in every place, and sign-ins with refresh tokens."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx

from db.demo import shop
from tests.support.seed.routes import (
    CONTEXT,
    GENERATE,
    IMITATE,
    LINES,
    LOGIN,
    TOKEN,
    password_grant,
    refresh_grant,
)
from tests.telemetry.canaries import Canaries

Request = dict[str, Any]
Send = Callable[[Request], httpx.Response]
MEMBERS = {
    TOKEN: ("grant_type", "client_id", "client_secret", "username", "password", "refresh_token"),
    GENERATE: ("customerId", "salesChannelId", "reason"),
    IMITATE: ("token", "customerId", "userId"),
    LOGIN: ("username", "password"),
    LINES: ("items",),
}


def post(path: str, body: object, **headers: str) -> Request:
    return {"method": "POST", "url": path, "json": body, "headers": headers}


def of_user(send: Send) -> None:
    """A sign-in, its refresh and the reuse of an old refresh token."""
    first = send(post(TOKEN, password_grant("admin"))).json()
    second = send(post(TOKEN, refresh_grant(first["refresh_token"])))
    assert second.status_code == 200, second.text
    assert send(post(TOKEN, refresh_grant(first["refresh_token"]))).status_code == 401


def shopware(canaries: Canaries) -> Iterator[Request]:
    """Requests that are refused."""
    key = {"sw-access-key": shop.access_key("Storefront")}
    for path, members in MEMBERS.items():
        for member in members:
            for grant in ("password", "refresh_token", "client_credentials"):
                body = {"grant_type": grant, "client_id": "administration"}
                secret = canaries.new(f"{path}, {grant}, {member}")
                yield post(path, {**body, member: secret}, **key)
        yield post(path, {canaries.new(f"{path}, a name"): 1}, **key)
        yield post(path, [canaries.new(f"{path}, a list")], **key)
        bearer = {"authorization": f"Bearer {canaries.new(f'{path}, bearer')}"}
        yield post(path, {}, **bearer)
        yield post(f"{path}?a={canaries.new(f'{path}, query string')}", {}, **key)
        yield post(f"{path}/{canaries.new(f'{path}, path')}", {}, **key)
    yield {"method": "GET", "url": CONTEXT, "headers": {"sw-access-key": canaries.new("a key")}}
    sent = {**key, "sw-context-token": canaries.new("a context token")}
    yield {"method": "GET", "url": CONTEXT, "headers": sent}
    yield {"method": "DELETE", "url": f"{LINES}?ids={canaries.new('an id')}", "headers": key}
