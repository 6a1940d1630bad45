"""Schemathesis generates documents for every root field: no server error, no internal text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from auth.vocabulary import ErrorCode
from db.demo import shop
from tests.contract.giveaways import GIVEAWAYS
from tests.contract.walk import SCHEMA
from tests.support.clients import document
from tests.support.servers import Server, served
from tests.support.shop import PASSWORD

EXAMPLES = 8  # documents for each root field
OURS = {"INTERNAL_SERVER_ERROR", "UNAVAILABLE"}
CODES = {code.value for code in ErrorCode} - OURS
ENDS_THE_SESSION = {"Mutation.userLogout", "Mutation.customerLogout"}
ROOT_FIELDS = sum(
    len(root.fields) for root in (SCHEMA.query_type, SCHEMA.mutation_type) if root is not None
)
UNLIMITED: dict[str, Any] = dict.fromkeys(
    (
        "account_logins",
        "address_logins",
        "user_tokens",
        "address_tokens",
        "address_redemptions",
        "user_refusals",
        "address_refusals",
    ),
    0,
)
Headers = dict[str, str]


def admin(server: Server) -> Headers:
    variables = {"username": "admin", "password": PASSWORD}
    login = ask(server, "admin/user-login", variables, {})["userLogin"]
    return {"authorization": f"Bearer {login['accessToken']}"}


def customer(server: Server) -> Headers:
    key = {"sw-access-key": shop.access_key("Storefront")}
    variables = {"email": "bob@example.com", "password": PASSWORD}
    login = ask(server, "storefront/customer-login", variables, key)["customerLogin"]
    return {**key, "sw-context-token": login["token"]}


@pytest.mark.long
@pytest.mark.parametrize("person", [admin, customer])
async def test_no_document_ends_in_a_server_error(
    person: Callable[[Server], Headers], database_url: str, tmp_path: Path
) -> None:
    rates = {f"rate_{name}": most for name, most in UNLIMITED.items()}
    with served(
        tmp_path, database_url=database_url, argon2_memory=8, argon2_time=1, **rates
    ) as server:
        headers = person(server)
        schema = schemathesis.graphql.from_url(f"{server.url}/graphql")
        found = [result for result in schema.get_all_operations() if isinstance(result, Ok)]
        codes = [probe(result.ok(), headers) for result in found]

    assert len(codes) == ROOT_FIELDS
    assert None in set.union(*codes), "not one document was answered without an error"


def probe(
    operation: schemathesis.APIOperation[Any, Any, Any, Any], headers: Headers
) -> set[str | None]:
    """The codes of the answers to its documents; None is an answer without an error."""
    codes: set[str | None] = set()

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask_it(case: schemathesis.Case[Any]) -> None:
        if operation.label in ENDS_THE_SESSION:
            return
        answer = case.call(headers=headers)
        text = answer.text
        body = answer.json()
        assert answer.status_code in {200, 400}, text
        assert not [giveaway for giveaway in GIVEAWAYS if giveaway in text], text
        found = {error["extensions"]["code"] for error in body.get("errors", ())} or {None}
        assert found <= CODES | {None}, text
        codes.update(found)

    ask_it()
    return codes


def ask(server: Server, operation: str, variables: dict[str, str], headers: Headers) -> Any:
    """The data of an operation."""
    body = {"query": document(operation), "variables": variables}
    with server.client() as http:
        return http.post("/graphql", json=body, headers=headers).json()["data"]
