"""Makes arguments as Strawberry makes them: what each is made by is found once, not each time."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_nullable_type,
)
from strawberry.types.base import StrawberryMaybe, StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

DEFINITION: Final = "strawberry-definition"  # the extension that leads to what Strawberry knows

Make = Callable[[Any], Any]  # of a value that is not null


class OnlyByStrawberry(Exception):
    """A value is made in a way that only Strawberry knows."""


class Input(NamedTuple):
    """An argument or a field of an input object: its name in Python, and what makes its value."""

    name: str
    make: Make | None  # None: the value stays as it is


def inputs_of(
    fields: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField],
) -> Mapping[str, Input]:
    """By their names in the schema; raises OnlyByStrawberry."""
    return {
        name: Input(each.extensions[DEFINITION].python_name, _maker(each.type))
        for name, each in fields.items()
    }


def made(inputs: Mapping[str, Input], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values as Python takes them."""
    values = {}
    for key, value in given.items():
        name, make = inputs[key]
        values[name] = value if make is None or value is None else make(value)
    return values


def _maker(type_: GraphQLInputType) -> Make | None:
    nullable = get_nullable_type(type_)
    if isinstance(nullable, GraphQLInputObjectType):
        return _object_maker(nullable)
    if not isinstance(nullable, GraphQLList):
        return None
    make = _maker(nullable.of_type)
    if make is None:
        return list  # a new one: graphql-core gives all requests the same default
    return lambda items: [None if item is None else make(item) for item in items]


def _object_maker(type_: GraphQLInputObjectType) -> Make:
    definition: StrawberryObjectDefinition = type_.extensions[DEFINITION]
    fields, class_ = definition.fields, definition.origin
    if definition.from_input or any(isinstance(each.type, StrawberryMaybe) for each in fields):
        raise OnlyByStrawberry
    inputs = inputs_of(type_.fields)
    absent = {each.python_name: None for each in fields if not _has_default(each)}
    return lambda value: class_(**absent | made(inputs, value))


def _has_default(field: StrawberryField) -> bool:
    return field.default_value is not MISSING or field.default_factory is not MISSING
