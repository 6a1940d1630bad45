"""The schema keeps the public contract, describes everything and guards every root field."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    build_schema,
    find_breaking_changes,
    is_specified_directive,
    is_specified_scalar_type,
    parse,
    validate,
)

from auth.errors import Refusal
from auth.vocabulary import ErrorCode
from schema.build import sdl
from schema.guards import PUBLIC
from tests.contract.walk import ROOTS, SCHEMA, fields, guard, operations
from tests.support.clients import DOCUMENTS, GRAPHQL, document

HERE = Path(__file__).parent


def test_no_change_breaks_the_contract() -> None:
    contract = build_schema((HERE / "contract.graphql").read_text(encoding="utf-8"))

    assert find_breaking_changes(contract, SCHEMA) == []


def test_printed_schema_is_fresh() -> None:
    assert (GRAPHQL / "schema.graphql").read_text(encoding="utf-8") == sdl()


def test_every_root_field_is_guarded_or_public() -> None:
    roots = {name: field for name, field in fields() if "." not in name}

    unguarded = {name for name, field in roots.items() if guard(field) is None}

    assert set(roots) == {name for root in ROOTS for name in fields_of(root)}
    assert unguarded == PUBLIC


def fields_of(root: str) -> set[str]:
    kind = SCHEMA.type_map[root]
    assert isinstance(kind, GraphQLObjectType)
    return set(kind.fields)


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that clients see, with its description."""
    for name, kind in SCHEMA.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{key}", value.description) for key, value in kind.values.items())
        if isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", one.description) for key, one in kind.fields.items())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in kind.fields.items():
                yield f"{name}.{key}", field.description
                for word, argument in field.args.items():
                    yield f"{name}.{key}({word})", argument.description
    for directive in SCHEMA.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description


def test_everything_is_described() -> None:
    assert [name for name, description in described() if not (description or "").strip()] == []
    assert len(list(described())) > 300


def test_descriptions_are_statements() -> None:
    riddles = re.compile(
        r"\?|\b(he|him|his|himself|journal|whoever|whom|somebody)\b", re.IGNORECASE
    )

    texts = {name: (description or "").rstrip() for name, description in described()}

    assert {name: text for name, text in texts.items() if riddles.search(text)} == {}
    assert {name: text for name, text in texts.items() if not text.endswith(".")} == {}


def test_error_codes_are_all_in_the_schema() -> None:
    listed = SCHEMA.type_map["ErrorCode"]
    assert isinstance(listed, GraphQLEnumType)

    assert set(listed.values) == set(ErrorCode.__members__)
    assert {key.replace("::", "_") for key in ErrorCode} == set(listed.values)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in Refusal.__subclasses__()]

    assert len(set(codes)) == len(codes)


def test_a_name_belongs_to_one_document() -> None:
    assert sorted(DOCUMENTS.values()) == sorted(GRAPHQL.glob("*/**/*.graphql"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_valid_and_holds_the_one_operation_it_is_called_after(name: str) -> None:
    parsed = parse(document(name))
    (operation,) = parsed.definitions

    assert validate(SCHEMA, parsed) == []
    assert isinstance(operation, OperationDefinitionNode)
    words = [word for word in DOCUMENTS[name].stem.split("-") if not word.isdigit()]
    assert operation.name
    assert operation.name.value == "".join(word.title() for word in words)


@pytest.mark.parametrize("name", operations())
def test_every_argument_of_the_root_field_is_a_variable(name: str) -> None:
    (operation,) = operations()[name].definitions
    assert isinstance(operation, OperationDefinitionNode)
    root = SCHEMA.get_root_type(operation.operation)
    (field,) = operation.selection_set.selections
    assert root
    assert isinstance(field, FieldNode)

    sent = {argument.name.value for argument in field.arguments or ()}

    assert sent == set(root.fields[field.name.value].args)
