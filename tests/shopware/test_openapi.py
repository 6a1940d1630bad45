"""The OpenAPI document is valid, complete, and true of every answer that schemathesis gets."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.routing import Route

from db.demo import shop as demo
from server.oauth.routes import oauth_routes
from server.openapi.route import document
from server.shopware.routes import HANDLERS
from tests.contract.giveaways import GIVEAWAYS
from tests.support.seed.routes import LOGIN, LOGOUT, TOKEN, password_grant
from tests.support.servers import Server, served
from tests.support.shop import PASSWORD, Shop

EXAMPLES = 4  # requests for each operation
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
ALWAYS_SERVED = {
    "GET /store-api/context",
    "GET /store-api/checkout/cart",
    "GET /.well-known/jwks.json",
    "GET /.well-known/oauth-authorization-server",
}
NO_LIMITS: dict[str, Any] = dict.fromkeys(
    (
        "rate_account_logins",
        "rate_address_logins",
        "rate_user_tokens",
        "rate_address_tokens",
        "rate_address_redemptions",
        "rate_user_refusals",
        "rate_address_refusals",
    ),
    0,
)


async def test_the_document_has_every_route(shop: Shop) -> None:
    told = (await shop.http.get("/openapi.json")).json()

    routes = {path: {method.lower() for method in methods} for path, methods in HANDLERS.items()}
    served = oauth_routes(shop.settings, shop.application)
    oauth = {route.path for route in served if isinstance(route, Route)}
    assert told == document(shop.settings.public_url)
    assert told["openapi"] == "3.1.0"
    assert told["paths"].keys() == routes.keys() | oauth
    assert {path: set(told["paths"][path]) for path in routes} == routes


def test_the_document_is_valid() -> None:
    made = dict(document("http://127.0.0.1:8000"))

    schemathesis.openapi.from_dict(made).validate()
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(made)))
    assert names == made["components"]["schemas"].keys()


@pytest.mark.long
async def test_answers_are_as_the_document_says(sqlite_url: str, tmp_path: Path) -> None:
    with served(
        tmp_path, database_url=sqlite_url, argon2_memory=8, argon2_time=1, **NO_LIMITS
    ) as server:
        headers = signed_in(server)
        schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
        found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
        statuses = {operation.label: probe(operation, headers) for operation in found}

    assert len(statuses) == 15
    assert {label for label, seen in statuses.items() if 200 in seen} >= ALWAYS_SERVED
    assert not [label for label, seen in statuses.items() if any(one >= 500 for one in seen)]


def signed_in(server: Server) -> dict[str, str]:
    """The headers of alice, and of bob in the shop."""
    key = {"sw-access-key": demo.access_key("Storefront")}
    with server.client() as http:
        bearer = http.post(TOKEN, json=password_grant("alice")).json()["access_token"]
        login = {"username": "bob@example.com", "password": PASSWORD}
        token = http.post(LOGIN, json=login, headers=key).headers["sw-context-token"]
    return {**key, "sw-context-token": token, "authorization": f"Bearer {bearer}"}


def probe(operation: Any, headers: dict[str, str]) -> set[int]:
    """The statuses of the answers, each of which is as the document says."""
    statuses: set[int] = set()

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask_it(case: schemathesis.Case[Any]) -> None:
        own = {} if operation.path == LOGOUT else headers  # bob stays logged in
        answer = case.call(headers=own)
        case.validate_response(answer, checks=CHECKS)
        assert not [giveaway for giveaway in GIVEAWAYS if giveaway in answer.text], answer.text
        statuses.add(answer.status_code)

    ask_it()
    return statuses
