"""Schemathesis generates documents for every root field: no server error, no internal text."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from auth.vocabulary import ErrorCode
from db.demo import shop
from server.commands.schema import FILE
from tests.contract.giveaways import GIVEAWAYS
from tests.contract.walk import SCHEMA
from tests.support.clients import document
from tests.support.servers import served
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


def customer(http: httpx.Client) -> Headers:
    key = {"sw-access-key": shop.access_key("Storefront")}
    variables = {"email": "bob@example.com", "password": PASSWORD}
    login = log_in(http, "storefront/customer-login", variables, key)["customerLogin"]
    return {**key, "sw-context-token": login["token"]}


def admin(http: httpx.Client) -> Headers:
    variables = {"username": "admin", "password": PASSWORD}
    login = log_in(http, "admin/user-login", variables, {})["userLogin"]
    return {"authorization": f"Bearer {login['accessToken']}"}


@pytest.mark.long
async def test_no_document_ends_in_a_server_error(database_url: str, tmp_path: Path) -> None:
    """The customer comes first, as the admin's documents may end what others do."""
    rates = {f"rate_{name}": most for name, most in UNLIMITED.items()}
    with (
        served(
            tmp_path, database_url=database_url, argon2_memory=8, argon2_time=1, **rates
        ) as server,
        server.client() as http,
    ):
        assert len(documents()) == ROOT_FIELDS
        for person in (customer, admin):
            headers = person(http)
            codes = {
                code
                for field, texts in documents().items()
                if field not in ENDS_THE_SESSION
                for text in texts
                for code in codes_of(http, text, headers)
            }
            assert None in codes, "not one document was answered without an error"


@cache
def documents() -> Mapping[str, Sequence[str]]:
    """Those of each root field; to make them takes longer than to answer them."""
    schema = schemathesis.graphql.from_path(FILE)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {operation.label: generated(operation) for operation in found}


def generated(operation: schemathesis.APIOperation[Any, Any, Any, Any]) -> list[str]:
    texts: list[str] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keep(case: schemathesis.Case[Any]) -> None:
        assert isinstance(case.body, str)
        texts.append(case.body)

    keep()
    return texts


def codes_of(http: httpx.Client, text: str, headers: Headers) -> set[str | None]:
    """The codes of the answer to a document; None is an answer without an error."""
    answer = http.post("/graphql", json={"query": text}, headers=headers)
    assert answer.status_code in {200, 400}, (text, answer.text)
    assert not [giveaway for giveaway in GIVEAWAYS if giveaway in answer.text], (text, answer.text)
    errors = answer.json().get("errors", ())
    found = {error["extensions"]["code"] for error in errors} or {None}
    assert found <= CODES | {None}, (text, answer.text)
    return found


def log_in(http: httpx.Client, operation: str, variables: dict[str, str], headers: Headers) -> Any:
    """The data of an operation that logs a person in."""
    body = {"query": document(operation), "variables": variables}
    return http.post("/graphql", json=body, headers=headers).json()["data"]
