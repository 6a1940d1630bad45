"""Requests of the OAuth endpoints with a secret in every place, and those of an integration."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from tests.support.machines import ACCESS_TOKEN, AUDIENCE, EXCHANGE, INTROSPECT, TOKEN
from tests.telemetry.canaries import Canaries

FORM = {"content-type": "application/x-www-form-urlencoded"}
Request = dict[str, Any]
Send = Callable[[Request], httpx.Response]


def form(path: str, *headers: dict[str, str], **data: str) -> Request:
    sent = {name: value for each in headers for name, value in each.items()}
    return {"method": "POST", "url": path, "headers": sent, "data": data}


def of_integration(send: Send, client_id: str, secret: str, session: str) -> str:
    """All that an integration asks for, with right credentials; its bearer token."""
    credentials = {"client_id": client_id, "client_secret": secret}
    given = send(form(TOKEN, **credentials, grant_type="client_credentials"))
    assert given.status_code == 200, given.text
    assert send(form(INTROSPECT, **credentials, token=session)).json()["active"] is True
    exchange = {"grant_type": EXCHANGE, "subject_token_type": ACCESS_TOKEN, "audience": AUDIENCE}
    made = send(form(TOKEN, **credentials, **exchange, subject_token=session))
    assert made.status_code == 200, made.text
    jwt = made.json()["access_token"]
    assert send(form(INTROSPECT, **credentials, token=jwt)).json()["active"] is True
    assert send(form(TOKEN, **credentials, **exchange, subject_token=jwt)).status_code == 400
    return str(given.json()["access_token"])


def oauth(canaries: Canaries) -> Iterator[Request]:
    """Requests that are refused."""
    names = ("grant_type", "client_id", "client_secret", "scope", "token", "subject_token")
    for path in (TOKEN, INTROSPECT):
        for name in names:
            fitting = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
            yield form(path, **{**fitting, name: canaries.new(f"{path}, {name}")})
        pair = f"{canaries.new(f'{path}, basic id')}:{canaries.new(f'{path}, basic secret')}"
        basic = {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        yield form(path, basic, grant_type="client_credentials", token="x")
        for scheme in ("Basic", "Bearer", "Digest"):
            header = {"authorization": f"{scheme} {canaries.new(f'{path}, {scheme}')}"}
            yield form(path, header, grant_type="client_credentials", token="x")
        yield form(f"{path}?client_secret={canaries.new(f'{path}, query string')}")
        yield form(f"{path}/{canaries.new(f'{path}, path')}")
        for place, body in {
            "twice": "token=%s&token=%s",
            "bad UTF-8": "token=%%ff%s",
            "its name": "%s=1",
            "no form": '{"token": "%s"}',
        }.items():
            sent = body.replace("%s", canaries.new(f"{path}, {place}"))
            yield {"method": "POST", "url": path, "headers": FORM, "content": sent}
        yield {"method": "GET", "url": f"{path}?token={canaries.new(f'{path}, by GET')}"}
    yield {"method": "GET", "url": f"/.well-known/{canaries.new('well-known path')}"}
