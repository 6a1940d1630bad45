"""Variables and arguments are coerced as graphql-core does it."""

from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    OperationDefinitionNode,
    get_argument_values,
    get_variable_values,
    parse,
    validate,
)
from graphql.execution.values import VariableValues

from schema.plan.plans import Plans
from schema.plan.sent.arguments import Arguments


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.input
class Size:
    width: int
    height: int = 2


@strawberry.type
class Query:
    @strawberry.field
    def paint(
        self,
        name: str,
        colour: Colour | None = None,
        first: int = 25,
        words: list[str] | None = None,
        size: Size | None = None,
    ) -> str:
        return f"{name} {colour} {first} {words} {size}"


CORE = strawberry.Schema(Query)._schema  # noqa: SLF001 - shown nowhere else
VARIABLES = "$name: String!, $colour: Colour, $first: Int! = 7, $words: [String!], $size: Size"
ALL = "name: $name, colour: $colour, first: $first, words: $words, size: $size"


def _operation(text: str) -> tuple[Plans, OperationDefinitionNode, FieldNode]:
    document = parse(text)
    assert validate(CORE, document) == []
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    (field,) = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    return Plans(document), operation, field


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "a"},
        {"name": "a", "colour": "RED", "first": 1, "words": ["b"], "size": {"width": 1}},
        {"name": "a", "colour": None, "words": None, "size": None},
        {"name": "a", "words": "b", "unknown": 1},
        {},
        {"name": None},
        {"name": 1},
        {"name": "a", "colour": "BLUE"},
        {"name": "a", "first": None},
        {"name": "a", "first": 2**31},
        {"name": "a", "words": ["b", None]},
        {"name": "a", "size": {}},
    ],
)
def test_variables_have_the_values_of_graphql_core_or_none_fits(sent: dict[str, Any]) -> None:
    plans, operation, _ = _operation(f"query ({VARIABLES}) {{ paint({ALL}) }}")
    expected = get_variable_values(CORE, operation.variable_definitions or (), sent)
    found = plans.coerce(CORE, operation, sent)
    if isinstance(expected, list):
        assert found is None
    else:
        assert found is not None
        assert found.coerced == expected.coerced
        assert {name: each.value for name, each in found.sources.items()} == {
            name: each.value for name, each in expected.sources.items()
        }


def _paint(
    written: str, sent: dict[str, Any]
) -> tuple[GraphQLField, FieldNode, VariableValues, Arguments]:
    used = [
        each for each in f"{VARIABLES}, $some: Int".split(", ") if each.split(":")[0] in written
    ]
    defined = f"query ({', '.join(used)})" if used else "query"
    plans, operation, node = _operation(f"{defined} {{ paint({written}) }}")
    variables = plans.coerce(CORE, operation, sent)
    assert variables is not None
    assert CORE.query_type is not None
    field = CORE.query_type.fields["paint"]
    return field, node, variables, Arguments(field, node)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('name: "a"', {}),
        ('name: "a", colour: RED, first: 3, words: ["b"], size: { width: 1 }', {}),
        ('name: "a", colour: null, words: null', {}),
        ("name: $name, colour: $colour", {"name": "a"}),
        ("name: $name, colour: $colour", {"name": "a", "colour": None}),
        ("name: $name, words: [$name], size: { width: 1, height: $first }", {"name": "a"}),
        ("name: $name, first: $some", {"name": "a"}),
        ("name: $name, first: $some", {"name": "a", "some": 4}),
    ],
)
def test_arguments_have_the_values_of_graphql_core(written: str, sent: dict[str, Any]) -> None:
    field, node, variables, arguments = _paint(written, sent)
    assert arguments.values(variables) == get_argument_values(field, node, variables)


def test_null_for_what_must_have_a_value_is_refused() -> None:
    *_, variables, arguments = _paint("name: $name, first: $some", {"name": "a", "some": None})
    with pytest.raises(GraphQLError, match="Argument 'first' has invalid value"):
        arguments.values(variables)
