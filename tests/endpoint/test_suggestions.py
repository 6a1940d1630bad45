"""No error suggests a name of the schema: production serves no introspection, either."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    build_schema,
    graphql_sync,
    is_required_argument,
)

SDL = Path(__file__).parents[2] / "graphql" / "schema.graphql"
SENT_TWICE = 5  # documents of a kind; the second time they are known
Typo = tuple[str, str]  # the name that could be suggested, and a document that nearly has it


def wrong(name: str) -> str:
    return f"{name}x"


def typos(schema: GraphQLSchema) -> dict[str, list[Typo]]:
    """A document for every name of the schema, by the kind of name."""
    types = [each for name, each in schema.type_map.items() if not name.startswith("__")]
    return {
        "type": [(each.name, f"query($a: {wrong(each.name)}) {{ __typename }}") for each in types],
        "fragment": [
            (each.name, f"{{ ...F }} fragment F on {wrong(each.name)} {{ __typename }}")
            for each in types
        ],
        "field": list(_root_fields(schema)),
        "argument": list(_arguments(schema)),
        "value": [pair for each in types for pair in _values(each)],
        "directive's argument": [("if", "{ __typename @include(iff: true, if: true) }")],
    }


def _root_fields(schema: GraphQLSchema) -> Iterator[Typo]:
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        for name in root.fields if root else ():
            yield name, f"{kind} {{ {wrong(name)} }}"


def _arguments(schema: GraphQLSchema) -> Iterator[Typo]:
    """Required ones are left out: an error names those that are missing."""
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        for field, found in (root.fields if root else {}).items():
            for name, argument in found.args.items():
                if not is_required_argument(argument):
                    yield name, f"{kind} {{ {field}({wrong(name)}: 1) {{ __typename }} }}"


def _values(each: GraphQLNamedType) -> Iterator[Typo]:
    """Values of enums and fields of inputs, as defaults of a variable."""
    if isinstance(each, GraphQLEnumType):
        for name in each.values:
            yield name, f"query($a: {each.name} = {wrong(name)}) {{ __typename }}"
    if isinstance(each, GraphQLInputObjectType):
        for name in each.fields:
            yield name, f"query($a: {each.name} = {{{wrong(name)}: 1}}) {{ __typename }}"


SCHEMA = build_schema(SDL.read_text(encoding="utf-8"))
TYPOS = typos(SCHEMA)


@pytest.mark.parametrize("kind", TYPOS)
async def test_b1_no_name_of_the_schema_is_suggested(
    production: httpx.AsyncClient, kind: str
) -> None:
    for number, (name, document) in enumerate(TYPOS[kind]):
        for _again in range(2 if number < SENT_TWICE else 1):
            answer = await production.post("/graphql", json={"query": document})
            messages = [error["message"] for error in answer.json()["errors"]]
            assert "Did you mean" not in answer.text
            without = [message for message in messages if "required" not in message]
            assert not re.search(rf"['\" ]{name}['\".,?]", " ".join(without)), document


@pytest.mark.parametrize("kind", TYPOS)
def test_the_library_alone_would_suggest_names(kind: str) -> None:
    """Or the typos are none. Each tenth of them is enough: the library takes its time."""
    some = TYPOS[kind][::10]

    told = [str(graphql_sync(SCHEMA, document).errors) for _, document in some]

    assert sum("Did you mean" in errors for errors in told) > len(some) // 2
