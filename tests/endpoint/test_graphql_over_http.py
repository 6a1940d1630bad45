"""A1 to A9: the requests that /graphql accepts; every answer is JSON with a code."""

import json
from typing import Any

import httpx
import pytest

from server.prepared import Prepared
from tests.support.bare_application import Open
from tests.support.engines.kept import SECRET

JSON = {"content-type": "application/json"}
NEW = {"accept": "application/graphql-response+json"}
TWO = "query A { __typename } query B { __typename }"


def code(answer: httpx.Response) -> str:
    """The code of the one error of an answer in JSON."""
    assert answer.headers["content-type"].endswith("json; charset=utf-8")
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    return str(error["extensions"]["code"])


async def test_a2_whatever_is_below_is_json(http: httpx.AsyncClient) -> None:
    for path in ("/graphql/", "/graphql/schema.json", "/graphql/%00"):
        answer = await http.post(path, json={"query": "{ __typename }"})

        assert (answer.status_code, code(answer)) == (404, "GRAPHQL__BAD_REQUEST")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_a2_other_methods_are_told_which_are_served(
    http: httpx.AsyncClient, method: str
) -> None:
    answer = await http.request(method, "/graphql")

    assert (answer.status_code, code(answer)) == (405, "GRAPHQL__BAD_REQUEST")
    assert answer.headers["allow"] == "GET, POST"


async def test_a2_a_fault_of_the_view_is_masked(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_prepared: Prepared, _ctx: object) -> None:
        raise RuntimeError("hunter2")

    monkeypatch.setattr("server.endpoint.view.run", fail)

    answer = await http.post("/graphql", json={"query": "{ __typename }"})

    (error,) = answer.json()["errors"]
    written = capsys.readouterr().out
    assert answer.status_code == 500
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["requestId"] in written
    assert "hunter2" not in answer.text + written


async def test_a3_get_is_a_setting(http: httpx.AsyncClient, production: httpx.AsyncClient) -> None:
    served = await http.get("/graphql", params={"query": "{ __typename }"})
    refused = await production.get("/graphql", params={"query": "{ __typename }"})

    assert served.json() == {"data": {"__typename": "Query"}}
    assert (refused.status_code, code(refused)) == (405, "GRAPHQL__BAD_REQUEST")
    assert refused.headers["allow"] == "POST"


async def test_a3_mutations_never_run_by_get(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", params={"query": "mutation { userLogout }"})

    assert (answer.status_code, code(answer)) == (405, "GRAPHQL__BAD_REQUEST")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("APPLICATION/JSON; Charset=UTF-8", 200),
        ("application/json;charset=latin-1", 415),
        ("application/jsonx", 415),
        ("application/graphql", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
    ],
)
async def test_a3_a4_only_json_is_read(
    http: httpx.AsyncClient, content_type: str, status: int
) -> None:
    body = b'{"query": "{ __typename }"}'
    answer = await http.post("/graphql", content=body, headers={"content-type": content_type})

    assert answer.status_code == status
    if status == 415:
        assert code(answer) == "GRAPHQL__BAD_REQUEST"


async def test_a3_packed_bodies_are_not_read(http: httpx.AsyncClient) -> None:
    headers = {**JSON, "content-encoding": "gzip"}

    answer = await http.post("/graphql", content=b"\x1f\x8b", headers=headers)

    assert (answer.status_code, code(answer)) == (415, "GRAPHQL__BAD_REQUEST")


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/json;q=0.9, application/graphql-response+json", "application/graphql-resp"),
        ("application/graphql-response+json;q=0, */*", "application/json"),
        ("application/graphql-response+json, application/json", "application/graphql-response"),
        ("application/json, application/graphql-response+json", "application/json"),
        ("text/html, application/*;q=0.1", "application/json"),
    ],
)
async def test_a3_the_client_chooses_the_type(
    http: httpx.AsyncClient, accept: str | None, answered: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    http.headers.pop("accept")

    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(answered)


async def test_a3_accept_may_come_in_several_lines(http: httpx.AsyncClient) -> None:
    http.headers.pop("accept")
    lines = [("accept", kind) for kind in ("text/html", "application/graphql-response+json")]

    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers=lines)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/graphql-response+json")


@pytest.mark.parametrize(
    "accept", ["text/html", "application/json;q=0", "image/*", "application/json;q=nan"]
)
async def test_a3_who_takes_no_json_gets_406(http: httpx.AsyncClient, accept: str) -> None:
    answer = await http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"accept": accept}
    )

    assert (answer.status_code, code(answer)) == (406, "GRAPHQL__BAD_REQUEST")


ODD = {
    "empty": b"",
    "list": b'[{"query": "{ __typename }"}]',
    "text": b'"{ __typename }"',
    "number": b"1",
    "null": b"null",
    "true": b"true",
    "no query": b'{"variables": {}}',
    "query of numbers": b'{"query": 1}',
    "operationName of numbers": b'{"query": "{ __typename }", "operationName": 1}',
    "variables as a list": b'{"query": "{ __typename }", "variables": []}',
    "variables as a text": b'{"query": "{ __typename }", "variables": "{}"}',
    "extensions as a text": b'{"query": "{ __typename }", "extensions": "{}"}',
    "half": b'{"query": "{ __typename }"',
    "bad UTF-8": b'{"query": "{ __typename } # \xff"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"query": "{ __typename }"}',
    "NaN": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "Infinity": b'{"query": "{ __typename }", "variables": {"a": -Infinity}}',
    "too large": b'{"query": "{ __typename }", "variables": {"a": 1e999}}',
    "a key twice": b'{"query": "{ __typename }", "query": "{ context { token } }"}',
    "a key twice below": b'{"query": "{ __typename }", "variables": {"a": {"b": 1, "b": 2}}}',
    "lone surrogate": b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    "lone surrogate as a key": b'{"query": "{ __typename }", "variables": {"\\udfff": 1}}',
    "deep lists": b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 60_000 + b"}",
    "deep objects": b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 20_000 + b"}",
    "deep and whole": b"%s%s" % (b"[" * 50_000, b"]" * 50_000),
    "long integer": b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5000 + b"}}",
    "long fraction": b'{"query": "{ __typename }", "variables": {"a": 0.' + b"9" * 5000 + b"}}",
}  # fmt: skip


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_a4_a5_odd_bodies_are_refused(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post("/graphql", content=body, headers=JSON)

    assert (answer.status_code, code(answer)) == (400, "GRAPHQL__BAD_REQUEST")


@pytest.mark.parametrize(
    "query",
    [
        "query={__typename}&query={a}",
        "query={__typename}&variables={",
        'query={__typename}&variables={"a":1,"a":2}',
        'query={__typename}&variables={"a":"\\ud800"}',
        "query={__typename}&variables=[]",
        "variables={}",
    ],
)
async def test_a5_odd_query_strings_are_refused(http: httpx.AsyncClient, query: str) -> None:
    answer = await http.get(f"/graphql?{query}")

    assert (answer.status_code, code(answer)) == (400, "GRAPHQL__BAD_REQUEST")


@pytest.mark.parametrize("name", [None, "", "C"])
async def test_a6_one_operation_must_be_meant(http: httpx.AsyncClient, name: str | None) -> None:
    body = {"query": TWO, "operationName": name}

    answer = await http.post("/graphql", json=body, headers=NEW)

    assert (answer.status_code, code(answer)) == (400, "GRAPHQL__VALIDATION_FAILED")


async def test_a6_the_one_meant_is_run(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json={"query": TWO, "operationName": "B"})

    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_a7_a_hash_without_the_document(http: httpx.AsyncClient) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}

    alone = await http.post("/graphql", json={"extensions": extensions})
    by_get = await http.get("/graphql", params={"extensions": json.dumps(extensions)})
    both = await http.post("/graphql", json={"query": "{ __typename }", "extensions": extensions})

    for answer in (alone, by_get):
        assert (answer.status_code, code(answer)) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
        assert answer.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    assert both.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"query": "{"}, "GRAPHQL__PARSE_FAILED"),
        ({"query": ""}, "GRAPHQL__PARSE_FAILED"),
        ({"query": "{ nope }"}, "GRAPHQL__VALIDATION_FAILED"),
        ({"query": "{ customer(id: 1.5) { id } }"}, "GRAPHQL__VALIDATION_FAILED"),
        ({"query": "subscription { a }"}, "GRAPHQL__VALIDATION_FAILED"),
        ({"query": "fragment F on Query { __typename }"}, "GRAPHQL__VALIDATION_FAILED"),
        ({"query": "type Query { a: Int }"}, "GRAPHQL__VALIDATION_FAILED"),
        ({"query": "query($a: Int!) { __typename }"}, "GRAPHQL__VALIDATION_FAILED"),
        (
            {
                "query": "query($a: Int) { customers(first: $a) { totalCount } }",
                "variables": {"a": "x"},
            },
            "GRAPHQL__VALIDATION_FAILED",
        ),
    ],
)
async def test_a1_a8_what_never_ran_has_no_data(
    http: httpx.AsyncClient, body: dict[str, Any], expected: str
) -> None:
    old = await http.post("/graphql", json=body)
    new = await http.post("/graphql", json=body, headers=NEW)

    assert (old.status_code, new.status_code) == (200, 400)
    for answer in (old, new):
        codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
        assert codes == {expected}
        assert "data" not in answer.json()


async def test_a8_an_argument_that_only_execution_finds_unfit(http: httpx.AsyncClient) -> None:
    query = "query($first: Int) { customers(first: $first) { totalCount } }"

    answer = await http.post("/graphql", json={"query": query, "variables": {"first": None}})

    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "VIOLATION::INVALID", "field": "first"}


async def test_introspection_is_a_setting(
    http: httpx.AsyncClient, production: httpx.AsyncClient, serving: Open
) -> None:
    told = serving(environment="production", secret=SECRET, waive="public-url", introspection=True)
    for query in (
        "{ __schema { queryType { name } } }",
        '{ a: __type(name: "Query") { name } }',
        "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    ):
        refused = await production.post("/graphql", json={"query": query})

        assert code(refused) == "GRAPHQL__VALIDATION_FAILED"
        for client in (http, told):
            assert "data" in (await client.post("/graphql", json={"query": query})).json()


async def test_nothing_is_suggested(production: httpx.AsyncClient) -> None:
    answer = await production.post("/graphql", json={"query": "{ contex { token } }"})

    assert "Did you mean" not in answer.text
