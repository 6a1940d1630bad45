"""Every argument with odd values: a listed code, no internal text, and nothing is written."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    OperationDefinitionNode,
    get_named_type,
    is_input_type,
    type_from_ast,
)

from auth.vocabulary import ErrorCode
from server.settings.limits import LimitSettings
from tests.contract.giveaways import GIVEAWAYS
from tests.contract.matrix import MATRIX, PASSKEY, SIGN_IN
from tests.contract.odd_values import odd
from tests.contract.walk import SCHEMA, listed_codes, operations
from tests.support.clients import document
from tests.support.engines.tables import counting
from tests.support.shop import OpenShop, Shop

OURS = {"INTERNAL_SERVER_ERROR", "UNAVAILABLE", "FRAMEWORK__RATE_LIMIT_EXCEEDED"}
CODES = {code.value for code in ErrorCode} - OURS
OF_EVERY_FIELD = {"GRAPHQL__BAD_REQUEST", "GRAPHQL__VALIDATION_FAILED", "VIOLATION::INVALID"}
ROWS = {**MATRIX, "userLogin": SIGN_IN, "finishPasskeyLogin": PASSKEY}
RATED = ("_logins", "_tokens", "_redemptions", "_refusals")
UNLIMITED = {
    name: 0
    for name in LimitSettings.model_fields
    if name.startswith("rate_") and name.endswith(RATED)
}
TRIES_ARE_KEPT = {
    "userLogin",
    "finishPasskeyLogin",
    "changeOwnPassword",
    "imitateCustomerLogin",
}  # in the audit log, and nowhere else
Place = tuple[str, ...]


def places(operation: str) -> Iterator[tuple[Place, GraphQLInputType]]:
    """Every variable of an operation, and every field of its inputs."""
    (definition,) = operations()[operation].definitions
    assert isinstance(definition, OperationDefinitionNode)
    for variable in definition.variable_definitions or ():
        kind = type_from_ast(SCHEMA, variable.type)
        assert is_input_type(kind)
        yield from _within((variable.variable.name.value,), kind)


def _within(place: Place, kind: GraphQLInputType) -> Iterator[tuple[Place, GraphQLInputType]]:
    yield place, kind
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items():
            yield from _within((*place, name), field.type)


def put(variables: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    """The variables with this value at this place."""
    changed = deepcopy(variables)
    inside: dict[str, Any] = changed
    for name in place[:-1]:
        if name == "domains":
            fitting = {"url": "https://a.example", "language": "en-GB", "currency": "EUR"}
            inside[name] = [fitting]
            inside = inside[name][0]
        elif name == "rows":
            inside = inside[name][0]
        else:
            inside = inside.setdefault(name, {})
    inside[place[-1]] = value
    return changed


async def post(shop: Shop, body: object, headers: dict[Any, Any]) -> httpx.Response:
    """Send JSON in which lone surrogates are escaped."""
    json_ = {"content-type": "application/json", **headers}
    return await shop.http.post("/graphql", content=json.dumps(body), headers=json_)


def check(response: httpx.Response, sent: object) -> list[str]:
    """The codes of an answer, which must not show anything internal."""
    assert response.status_code in {200, 400}, (sent, response.text)
    errors = response.json().get("errors", [])
    codes = [error["extensions"]["code"] for error in errors]
    assert CODES.issuperset(codes), (sent, response.text)
    for error in errors:
        told = [one for one in GIVEAWAYS if one.lower() in error["message"].lower()]
        assert not told, (sent, error["message"])
    return codes


@pytest.mark.parametrize("field", ROWS)
async def test_is_answered_with_a_code_and_writes_nothing(open_shop: OpenShop, field: str) -> None:
    shop = await open_shop(**UNLIMITED)
    admin, bob = await shop.agent("admin"), await shop.shopper("bob@example.com")
    row = ROWS[field]
    headers = {**bob.headers, **admin.headers}
    variables = await row.variables(shop, admin)
    listed = listed_codes(field) | OF_EVERY_FIELD
    async with counting(shop.application.database) as count:
        before = await count()

        for place, kind in places(row.operation):
            for value in odd(place[-1], kind):
                sent = put(variables, place, value)
                body = {"query": document(row.operation), "variables": sent}
                response = await post(shop, body, headers)

                if codes := check(response, (place, value)):
                    assert listed.issuperset(codes), (place, value)
                    after = await count()
                    if field in TRIES_ARE_KEPT:
                        written = {"audit_events", "audit_waiting"}
                        after |= {table: before[table] for table in written}
                    assert after == before, (place, value)
                else:  # it fits after all; go on from here
                    headers["sw-context-token"] = response.headers.get(
                        "sw-context-token", headers["sw-context-token"]
                    )
                    variables = await row.variables(shop, admin)
                    before = await count()


@pytest.mark.parametrize("header", ["sw-access-key", "sw-context-token", "authorization"])
async def test_odd_headers_are_answered_with_a_code(shop: Shop, header: str) -> None:
    before = await shop.everything()
    values = [
        b"", b" ", b"x" * 5000, b"\xff\xfe", "ü".encode(), b"a\tb", b"Bearer ", b"Bearer \xff",
        b"Basic eDp5", b"imc_" + b"a" * 43, b"Bearer imu_" + b"\xe9" * 43,
    ]  # fmt: skip

    for value in values:
        given = {"sw-access-key": shop.visitor().headers["sw-access-key"].encode(), header: value}
        for operation in ("storefront/context", "admin/current-user"):
            body = {"query": document(operation)}
            response = await post(shop, body, given)
            check(response, value)

    assert await shop.everything() == before
