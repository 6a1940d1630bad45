"""B1 to B4: the limits of a document, and the cost of measuring it."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from graphql import (
    IntrospectionQuery,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)

from auth.unserved import LimitExceeded
from schema.documents.cache import documents
from schema.documents.limits import Limits, check
from schema.documents.weight import USUAL_PAGE, Scale, Weight
from server.application import limits
from server.settings.settings import Settings
from tests.endpoint.bombs import BOMBS, doubling
from tests.support.clients import DOCUMENTS, GRAPHQL, document

DEFAULT = limits(Settings())
JOB = 'imitateCustomerLogin(token: "a") { token }'


def refused(text: str, variables: dict[str, Any] | None = None, at: Limits = DEFAULT) -> str | None:
    """The limit that a document exceeds."""
    parsed = parse(text)
    operation = next(
        node for node in parsed.definitions if isinstance(node, OperationDefinitionNode)
    )
    try:
        check(parsed, operation, variables or {}, at)
    except LimitExceeded as refusal:
        return str(refusal.extensions["limit"])
    return None


def nested(levels: int) -> str:
    return "{ a " * levels + "}" * levels


F = "fragment F on Query"
FULL: list[tuple[str, int, Callable[[int], str]]] = [
    ("depth", 10, nested),
    ("depth", 9, lambda n: "{ a { ...F } } fragment F on A " + nested(n)),
    ("depth", 9, lambda n: "{ a { ... on A { ... " + nested(n) + " } } }"),
    ("fields", 399, lambda n: "{ a { " + "b " * n + "} }"),
    ("fields", 38, lambda n: "{ a { " + "...F " * 10 + "} } fragment F on A { " + "b " * n + "}"),
    ("aliases", 30, lambda n: "{ a { " + "b: c " * n + "} }"),
    ("aliases", 10, lambda n: "{ a { ...F ...F ...F } } fragment F on A { " + "b: c " * n + "}"),
    ("directives", 5, lambda n: "{ a " + "@b " * n + "}"),
    ("directives", 5, lambda n: "{ a { ... " + "@b " * n + "{ c } } }"),
    ("directives", 5, lambda n: "{ ...F " + "@b " * n + "} " + F + " { a }"),
    ("directives", 5, lambda n: "{ ...F } " + F + " " + "@b " * n + "{ a }"),
    ("directives", 5, lambda n: "query " + "@b " * n + "{ a }"),
    ("directives", 5, lambda n: "query($v: A " + "@b " * n + ") { a }"),
    ("rootFields", 20, lambda n: "{ " + "a " * n + "}"),
    ("rootFields", 4, lambda n: "{ " + "...F " * n + "} " + F + " { a b c d e }"),
    ("operations", 10, lambda n: "query A { a } " * n),
    ("cost", 38, lambda n: "{ a(first: 100) { nodes { " + "b " * n + "} } }"),
    ("cost", 78, lambda n: "{ a { edges { node { b(first: " + str(n) + ") { nodes { c } } } } } }"),
]


@pytest.mark.parametrize(("limit", "most", "document"), FULL)
def test_b2_each_limit_lets_through_what_it_says(
    limit: str, most: int, document: Callable[[int], str]
) -> None:
    assert refused(document(most)) is None
    assert refused(document(most + 1)) == limit


@pytest.mark.parametrize(
    "mutation",
    [
        f"mutation {{ a: {JOB} b: {JOB} }}",
        f"mutation {{ {JOB} ... {{ b: {JOB} }} }}",
        f"mutation {{ ...F ...F }} fragment F on Mutation {{ {JOB} }}",
        f"mutation {{ ...F }} fragment F on Mutation {{ a: {JOB} b: {JOB} }}",
        f"query A {{ __typename }} mutation B {{ a: {JOB} b: {JOB} }}",
    ],
)
def test_b4_a_mutation_does_one_thing(mutation: str) -> None:
    assert refused(mutation) == "mutationFields"
    assert refused(f"mutation {{ __typename {JOB} }}") is None


def test_b2_a_variable_counts_what_it_holds() -> None:
    query = "query($n: Int! = 10) { a(first: $n) { nodes { " + "b " * 50 + "} } }"

    assert refused(query) is None
    assert refused(query, {"n": 78}) is None
    assert refused(query, {"n": 79}) == "cost"
    assert refused(query.replace(" = 10", "")) == "cost"
    for odd in (None, "1", 1.5, [1], 10**30, -1):
        assert refused(query, {"n": odd}) in {"cost", None}


def test_b2_each_row_that_is_answered_counts() -> None:
    query = "mutation($rows: [R!]!) { upsertCustomers(rows: $rows) { " + "b " * 8 + "} }"

    assert refused(query, {"rows": [{}] * 499}) is None
    assert refused(query, {"rows": [{}] * 500}) == "cost"
    assert refused(query.replace("rows: $rows", "rows: [{}, {}]")) is None
    for unknown in ({}, {"rows": None}, {"rows": "x"}):
        assert refused(query, unknown) == "cost"


def test_b2_what_is_no_page_is_not_refused_for_its_size() -> None:
    """The resolver refuses `first: 101`, with the name of the argument."""
    for first in ("101", "-1", "0", "9" * 5000, "$a", '"x"', "[1, 2]"):
        assert refused("{ a(first: " + first + ") { nodes { b } } }") is None


@pytest.mark.parametrize(
    "query",
    [
        lambda n: "query " + "A" * n + " { a }",
        lambda n: "query($" + "a" * n + ": Int) { a }",
        lambda n: "{ a(b: " + "1" * n + ") }",
        lambda n: "{ a(b: -1." + "1" * (n - 3) + ") }",
    ],
)
def test_b2_a_name_or_a_number_has_an_end(query: Callable[[int], str]) -> None:
    """Else each error repeats the name, and Python reads no number of thousands of digits."""
    found = documents(DEFAULT)

    found.read(query(256))
    with pytest.raises(LimitExceeded, match=r"wordLength 256\."):
        found.read(query(257))


@pytest.mark.parametrize("last", ["__typename", "a", "a: b", "", "...f0"])
def test_b3_doubling_fragments_are_weighed_once_each(
    last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2^60 fields: every selection set of the document is weighed once."""
    weighed: list[object] = []
    weigh = Scale.weigh

    def counted(self: Scale, selections: SelectionSetNode | None) -> Weight:
        weighed.append(selections)
        return weigh(self, selections)

    monkeypatch.setattr(Scale, "weigh", counted)

    assert refused(doubling(60, last)) is not None

    selection_sets = [node for node in weighed if node is not None]
    assert len(selection_sets) <= 2 * 62


def test_b3_circles_of_fragments_end() -> None:
    assert refused("{ ...A } fragment A on Query { a ...B } fragment B on Query { b ...A }") is None
    assert refused("{ ...A } fragment A on Query { a { ...A } }") is None


def test_b3_fragments_nested_beyond_the_stack() -> None:
    chain = " ".join(
        f"fragment f{n} on Query {{ {'a { ' * 60} ...f{n + 1} {'}' * 60} }}" for n in range(20)
    )

    assert refused("{ ...f0 } " + chain) == "depth"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_b2_our_own_operations_fit_with_pages_of_100(name: str) -> None:
    text = document(name)

    assert len(text.split()) < DEFAULT.tokens
    assert refused(text, {"first": 100}) is None
    parse(text, max_lexical_tokens=DEFAULT.tokens)


async def test_b2_the_standard_introspection_fits(http: httpx.AsyncClient) -> None:
    for query in (
        get_introspection_query(),
        get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        ),
    ):
        answer = await http.post("/graphql", json={"query": query})

        described: IntrospectionQuery = answer.json()["data"]
        assert described["__schema"]["queryType"]["name"] == "Query"


def test_b2_introspection_is_no_way_around() -> None:
    look = "__schema { queryType { name } }"

    assert refused("{ " + "".join(f"a{n}: {look}" for n in range(9)) + "}") == "cost"
    assert refused(doubling(60, look)) is not None
    assert refused("{ a " * 10 + "{ __typename" + "}" * 11) == "depth"


def test_the_usual_page_is_the_schemas() -> None:
    """A page without `first` counts as at least the schema's default.

    Lists that are no connections are not weighed: they are completed in pieces.
    """
    schema = (GRAPHQL / "schema.graphql").read_text()
    fields = re.findall(r"first: Int! = (\d+)[^)]*\): (\w+)", schema)
    defaults = [int(default) for default, type_ in fields if type_.endswith("Connection")]

    assert defaults
    assert max(defaults) <= USUAL_PAGE


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
async def test_b1_b2_a_bomb_gets_one_error(production: httpx.AsyncClient, bomb: str) -> None:
    for accept, status in (("application/json", 200), ("application/graphql-response+json", 400)):
        body = {"query": bomb[:120_000]}
        answer = await production.post("/graphql", json=body, headers={"accept": accept})

        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "GRAPHQL__LIMIT_EXCEEDED"
        assert error["extensions"]["maximum"] > 0
        assert answer.status_code == status
        assert len(answer.content) < 1000


async def test_b1_errors_do_not_repeat_a_long_value(production: httpx.AsyncClient) -> None:
    """Each of them is about the whole object, and has its place in a long text."""
    unknown = " ".join(f"a{number}: 1" for number in range(110))
    value = f'{{email: "{"e" * 100_000}" {unknown}}}'
    query = f"mutation {{ createCustomer(input: {value}) {{ id }} }}"

    answer = await production.post("/graphql", json={"query": query})

    messages = [error["message"] for error in answer.json()["errors"]]
    assert len(messages) == 21
    assert messages[20].startswith("Too many validation errors")
    assert messages[0].startswith("Expected value of type 'CustomerInput' not to include")
    assert max(map(len, messages)) == 1001
