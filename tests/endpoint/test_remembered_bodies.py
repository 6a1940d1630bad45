"""Short bodies without variables are remembered as a whole, and the oldest of them gives way.

What is prepared anew for each request is another object each time; what is remembered is the same.
"""

import json
from typing import Any

import httpx
import pytest

from schema.documents.kept import ALL, LONGEST, MOST
from server.application import wire
from server.endpoint.view import GraphQLView
from server.prepared import Prepared
from server.settings.settings import Settings

QUERY = "query Remembered { __typename }"
WITH_VARIABLES = "query Remembered($yes: Boolean!) { __typename @include(if: $yes) }"


@pytest.fixture
async def view(http: httpx.AsyncClient) -> GraphQLView:
    """An endpoint of a process that has answered both documents before."""
    for query in (QUERY, WITH_VARIABLES):
        sent = {"query": query, "variables": {"yes": True}}
        answer = await http.post("/graphql", json=sent)
        assert answer.json() == {"data": {"__typename": "Query"}}
    settings = Settings(database_url="sqlite:///:memory:")
    return GraphQLView(settings, wire(settings))


def body(query: str = QUERY, **others: Any) -> bytes:
    return json.dumps({"query": query, **others}).encode()


def numbered(number: int) -> bytes:
    """A body unlike all others, of the same document."""
    return body(extensions={"number": number})


def prepared(view: GraphQLView, sent: bytes) -> Prepared:
    found = view.prepare_plainly(sent)
    assert found is not None
    return found


async def test_the_same_body_is_prepared_once(view: GraphQLView) -> None:
    first = prepared(view, numbered(1))

    assert prepared(view, numbered(1)) is first
    assert prepared(view, numbered(2)) is not first
    assert (first.name, first.params.query, first.params.variables) == ("Remembered", QUERY, None)


async def test_variables_are_read_each_time(view: GraphQLView) -> None:
    sent = body(WITH_VARIABLES, variables={"yes": True})

    first, second = prepared(view, sent), prepared(view, sent)

    assert second is not first
    assert first.params.variables == second.params.variables == {"yes": True}


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
async def test_long_bodies_are_not_remembered(view: GraphQLView, length: int) -> None:
    sent = body().ljust(length)

    first = prepared(view, sent)

    assert len(sent) == length
    assert (prepared(view, sent) is first) == (length == 4096)


async def test_the_oldest_gives_way(view: GraphQLView) -> None:
    remembered = [prepared(view, numbered(number)) for number in range(MOST)]
    again = [prepared(view, numbered(number)) for number in range(MOST)]

    newest = prepared(view, numbered(MOST))

    assert all(one is other for one, other in zip(again, remembered, strict=True))
    assert prepared(view, numbered(MOST)) is newest
    assert prepared(view, numbered(1)) is remembered[1]
    assert prepared(view, numbered(0)) is not remembered[0]
    assert prepared(view, numbered(1)) is not remembered[1]  # it gave way to the one before


async def test_long_bodies_push_out_more(view: GraphQLView) -> None:
    """Each holds its document, which takes many times as much memory as its text."""
    fitting = ALL // LONGEST
    remembered = [prepared(view, numbered(n).ljust(LONGEST)) for n in range(fitting + 1)]

    assert prepared(view, numbered(1).ljust(LONGEST)) is remembered[1]
    assert prepared(view, numbered(0).ljust(LONGEST)) is not remembered[0]


async def test_strangers_cannot_fill_it_for_good(view: GraphQLView) -> None:
    for number in range(10 * MOST):
        prepared(view, numbered(number))

    mine = prepared(view, body())

    assert prepared(view, body()) is mine


async def test_only_valid_documents_are_answered_plainly(
    view: GraphQLView, http: httpx.AsyncClient
) -> None:
    unknown, invalid = "query Unknown { __typename }", "query Invalid { nothing }"
    answer = await http.post("/graphql", json={"query": invalid})
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL__VALIDATION_FAILED"

    for query in (unknown, invalid):
        for _ in range(2):
            assert view.prepare_plainly(body(query)) is None
