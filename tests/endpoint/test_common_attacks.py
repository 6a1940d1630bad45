"""B1: what scanners of GraphQL endpoints try, against a served process.

In production all of it is refused. In development introspection, queries by GET and GraphiQL are
open: a test that finds them there would also find them in production.
"""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from graphql import build_schema, graphql_sync

from tests.support.clients import GRAPHQL
from tests.support.servers import production, served

TYPE_NAME = {"data": {"__typename": "Query"}}
SHALLOW = "{ __schema { types { fields { type { name } } } } }"
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LEAKS = ("traceback", 'file "', ".py", "exception", "site-packages", "graphql-core", "strawberry")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server in production."""
    folder = tmp_path_factory.mktemp("production")
    with served(folder, **production()) as server, server.client() as client:
        client.headers["host"] = "imitate.example"
        yield client


@pytest.fixture(scope="module")
def open_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server in development."""
    with served(tmp_path_factory.mktemp("development")) as server, server.client() as client:
        yield client


@pytest.fixture(params=["closed", "open_"], ids=["production", "development"])
def either(request: pytest.FixtureRequest) -> httpx.Client:
    """A client of each of the two in turn."""
    return request.getfixturevalue(request.param)


def ask(client: httpx.Client, query: str, **members: Any) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **members})


def refusal(answer: httpx.Response) -> dict[str, Any]:
    """The extensions of the one error of an answer without data."""
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    return error["extensions"]


def repeated(text: str) -> Callable[[int], str]:
    """A query that holds the text so many times; `{n}` in it is the number of each."""
    return lambda times: "{ " + " ".join(text.format(n=n) for n in range(times)) + " }"


OVERLOADED: dict[str, tuple[Callable[[int], str], int, int, dict[str, Any]]] = {
    # a document, how much of it is answered, how much is not, and what is said then
    "aliases": (repeated("a{n}: __typename"), 20, 100, {"limit": "aliases", "maximum": 30}),
    "fields": (repeated("__typename"), 20, 500, {"limit": "fields", "maximum": 400}),
    "directives": (
        lambda times: "{ __typename " + "@include(if: true) " * times + "}",
        1,
        10,
        {"limit": "directives", "maximum": 5},
    ),
}


@pytest.mark.parametrize("kind", OVERLOADED)
def test_b1_overloaded_documents_are_refused(either: httpx.Client, kind: str) -> None:
    document, few, many, expected = OVERLOADED[kind]

    answered = ask(either, document(few)).json()
    refused = ask(either, document(many))

    assert set(answered["data"].values()) == {"Query"}
    assert refusal(refused) == {"code": "GRAPHQL__LIMIT_EXCEEDED", **expected}


def test_b1_circular_introspection_is_refused(closed: httpx.Client, open_: httpx.Client) -> None:
    circle = "fields { type { " * 10 + "name" + " } }" * 10
    query = "{ __schema { types { " + circle + " } } }"

    for client, message in (
        (closed, "Introspection is switched off."),
        (open_, "Maximum introspection depth exceeded"),
    ):
        refused = ask(client, query)

        assert refusal(refused) == {"code": "GRAPHQL__VALIDATION_FAILED"}
        assert refused.json()["errors"][0]["message"] == message


@pytest.mark.parametrize("size", [1, 10])
def test_b1_batches_are_refused(either: httpx.Client, size: int) -> None:
    refused = either.post("/graphql", json=[{"query": "{ __typename }"}] * size)

    assert refused.status_code == 400
    assert refusal(refused) == {"code": "GRAPHQL__BAD_REQUEST"}


def test_b1_introspection_is_for_development(closed: httpx.Client, open_: httpx.Client) -> None:
    for query in (SHALLOW, '{ __type(name: "Query") { name } }'):
        assert refusal(ask(closed, query)) == {"code": "GRAPHQL__VALIDATION_FAILED"}
        assert set(ask(open_, query).json()) == {"data"}


GENERATE = "generateImitateCustomerToken({}) {{ token }}"
UPDATE = 'updateSalesChannel(id: "a", input: $input) { id }'
TYPOS: dict[str, tuple[str, dict[str, Any]]] = {
    "root field": ("{ contex { token } }", {}),
    "field": ("{ context { tokn } }", {}),
    "argument": ("{ customers(frst: 1) { totalCount } }", {}),
    "type": ("query($id: IDD!) { __typename }", {}),
    "directive argument": ("{ __typename @include(iff: true) }", {}),
    "enum value": ("mutation { " + GENERATE.format("access: READ_ONL") + " }", {}),
    "enum value of a variable": (
        "mutation($access: ImitationAccess!) { "
        + GENERATE.format('customerId: "a", salesChannelId: "b", access: $access')
        + " }",
        {"access": "READ_ONL"},
    ),
    "input field": (
        "mutation($input: SalesChannelInput!) { " + UPDATE + " }",
        {"input": {"naem": "x"}},
    ),
}


@pytest.mark.parametrize("kind", TYPOS)
def test_b1_no_name_is_suggested(either: httpx.Client, kind: str) -> None:
    typo, variables = TYPOS[kind]
    schema = build_schema((GRAPHQL / "schema.graphql").read_text())
    by_the_library = graphql_sync(schema, typo, variable_values=variables)

    refused = ask(either, typo, variables=variables)

    assert "Did you mean" in str(by_the_library.errors)
    assert {error["extensions"]["code"] for error in refused.json()["errors"]} == {
        "GRAPHQL__VALIDATION_FAILED"
    }
    assert "Did you mean" not in refused.text


def test_b1_queries_by_get_are_for_development(closed: httpx.Client, open_: httpx.Client) -> None:
    refused, answered = [
        client.get("/graphql", params={"query": "{ __typename }"}) for client in (closed, open_)
    ]

    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refusal(refused) == {"code": "GRAPHQL__BAD_REQUEST"}
    assert answered.json() == TYPE_NAME


@pytest.mark.parametrize("mutation", ["mutation { __typename }", "mutation { userLogout }"])
def test_b1_mutations_never_run_by_get(either: httpx.Client, mutation: str) -> None:
    refused = either.get("/graphql", params={"query": mutation})

    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refusal(refused) == {"code": "GRAPHQL__BAD_REQUEST"}


def test_b1_forms_are_not_read(either: httpx.Client) -> None:
    """Another site may send a form without asking first (CSRF)."""
    form = {"query": "{ __typename }"}
    for refused in (
        either.post("/graphql", data=form),
        either.post("/graphql", files={"query": "{ __typename }"}),
        either.post("/graphql", params=form),
    ):
        assert refused.status_code == 415
        assert refusal(refused) == {"code": "GRAPHQL__BAD_REQUEST"}


def test_b1_no_trace_is_answered(either: httpx.Client) -> None:
    headers = {"apollo-federation-include-trace": "ftv1", "x-apollo-tracing": "1"}
    body = {"query": "{ __typename }", "extensions": {"tracing": True}}

    answer = either.post("/graphql", json=body, headers=headers)

    assert answer.json() == TYPE_NAME
    assert "server-timing" not in answer.headers


@pytest.mark.parametrize(
    "query", ["{", "queryy { __typename }", "{ a(b: $c) }", "\0", "{ abc }", "{ context }"]
)
def test_b1_errors_say_nothing_of_the_program(either: httpx.Client, query: str) -> None:
    answer = ask(either, query)

    errors = answer.json()["errors"]
    codes = {error["extensions"]["code"] for error in errors}
    assert codes <= {"GRAPHQL__PARSE_FAILED", "GRAPHQL__VALIDATION_FAILED"}
    assert {member for error in errors for member in error} == {
        "message",
        "locations",
        "extensions",
    }
    assert [leak for leak in LEAKS if leak in answer.text.lower()] == []


def test_b1_graphiql_is_for_development(closed: httpx.Client, open_: httpx.Client) -> None:
    refused, page = [client.get("/graphql", headers=PAGE) for client in (closed, open_)]

    assert refused.status_code == 405
    assert refusal(refused) == {"code": "GRAPHQL__BAD_REQUEST"}
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/graphiql", "/playground", "/console", "/altair", "/voyager"])
def test_b1_no_other_path_has_a_console(either: httpx.Client, path: str) -> None:
    assert either.get(path, headers=PAGE).status_code == 404
