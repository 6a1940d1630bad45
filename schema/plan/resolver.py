"""Calls the resolver of one field at one place of an operation, with its guards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    get_argument_values,
    get_nullable_type,
)
from graphql.execution.values import VariableValues
from strawberry import Info
from strawberry.types.field import StrawberryField

_DEFINITION: Final = "strawberry-definition"  # the extension that leads to what Strawberry knows


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: nodes hash all below them
class Resolver:
    """A field to be resolved, without the variables and the context of a request."""

    field: GraphQLField
    node: FieldNode
    info: GraphQLResolveInfo[Any]
    bare: bool

    def bind(self, context: object, variables: VariableValues) -> Callable[[object], Any]:
        """The function that takes a source. Raises GraphQLError for an argument that does not fit.

        Strawberry's wrapper converts arguments and calls the guards. A field that needs neither is
        called directly: an answer with lists has hundreds of them.
        """
        coerced: Any = variables.coerced  # Strawberry hands on the values alone
        info = self.info._replace(context=context, variable_values=coerced)
        arguments = get_argument_values(self.field, self.node, variables)
        if not self.bare:
            resolve: Any = self.field.resolve
            return lambda source: resolve(source, info, **arguments)
        definition = definition_of(self.field)
        method: Any = definition.base_resolver
        given = {_python_name(self.field, name): value for name, value in arguments.items()}
        if "info" in method.signature.parameters:
            given["info"] = Info(info, definition)
        return partial(method.wrapped_func, **given)


def resolver_of(field: GraphQLField, node: FieldNode, info: GraphQLResolveInfo[Any]) -> Resolver:
    """The resolver of a field at a node."""
    return Resolver(field, node, info, _is_bare(field))


def class_of(type_: GraphQLObjectType) -> type:
    """The class that Strawberry has made the type of."""
    class_: type = type_.extensions[_DEFINITION].origin
    return class_


def definition_of(field: GraphQLField) -> StrawberryField:
    """The field as Strawberry knows it."""
    definition: StrawberryField = field.extensions[_DEFINITION]
    return definition


def _is_bare(field: GraphQLField) -> bool:
    """Whether the field is a method without guards, whose arguments are scalars."""
    definition = definition_of(field)
    resolver = definition.base_resolver
    if resolver is None or definition.extensions:
        return False
    taken = set(resolver.signature.parameters)
    known = {"self", "info", *(_python_name(field, name) for name in field.args)}
    types = (get_nullable_type(argument.type) for argument in field.args.values())
    scalars = all(isinstance(type_, GraphQLScalarType) for type_ in types)
    return scalars and "self" in taken and taken <= known


def _python_name(field: GraphQLField, argument: str) -> str:
    name: str = field.args[argument].extensions[_DEFINITION].python_name
    return name
