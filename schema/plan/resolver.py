"""Calls the resolver of one field at one place of an operation, with its guards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLResolveInfo,
)
from graphql.execution.values import VariableValues
from strawberry import Info
from strawberry.types.field import StrawberryField

from schema.plan.sent.arguments import Arguments
from schema.plan.sent.inputs import DEFINITION, Input, OnlyByStrawberry, inputs_of, made


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: nodes hash all below them
class Resolver:
    """A field to be resolved, without the variables and the context of a request.

    `method` takes a source, and by name arguments and `info`; None: only Strawberry can call it.
    """

    field: GraphQLField
    arguments: Arguments
    inputs: Mapping[str, Input]
    info: GraphQLResolveInfo[Any]
    method: Callable[..., Any] | None
    takes_info: bool

    def bind(self, context: object, variables: VariableValues) -> Callable[[object], Any]:
        """The function that takes a source. Raises GraphQLError for an argument that does not fit.

        A field is called directly, or by its guards, not by Strawberry's wrapper: an answer with
        lists has hundreds of them.
        """
        given = self.arguments.values(variables)
        if self.method is None:
            resolve: Any = self.field.resolve
            info = self._info(context, variables)
            return lambda source: resolve(source, info, **given)
        given = made(self.inputs, given)
        if self.takes_info:
            given["info"] = Info(self._info(context, variables), definition_of(self.field))
        return partial(self.method, **given)

    def _info(self, context: object, variables: VariableValues) -> GraphQLResolveInfo[Any]:
        coerced: Any = variables.coerced  # Strawberry hands on the values alone
        return self.info._replace(context=context, variable_values=coerced)


def resolver_of(field: GraphQLField, node: FieldNode, info: GraphQLResolveInfo[Any]) -> Resolver:
    """The resolver of a field at a node."""
    definition = definition_of(field)
    try:
        inputs, method = inputs_of(field.args), _method(field, definition)
    except OnlyByStrawberry:
        inputs, method = {}, None
    takes_info = bool(definition.extensions) or _takes(definition, "info")
    return Resolver(field, Arguments(field, node), inputs, info, method, takes_info)


def definition_of(field: GraphQLField) -> StrawberryField:
    """The field as Strawberry knows it."""
    definition: StrawberryField = field.extensions[DEFINITION]
    return definition


def _method(field: GraphQLField, definition: StrawberryField) -> Callable[..., Any] | None:
    """The function of the field inside its guards; None where it takes something else.

    A guard hands the source and the Info on by their places.
    """
    resolver, guards = definition.base_resolver, definition.extensions
    if resolver is None:
        return None
    function: Callable[..., Any] = cast("Any", resolver.wrapped_func)
    taken = list(resolver.signature.parameters)
    known = {"self", "info"}
    known.update(each.extensions[DEFINITION].python_name for each in field.args.values())
    if taken[:1] != ["self"] or not known.issuperset(taken):
        return None
    if guards and not (taken[1:2] == ["info"] and iscoroutinefunction(function)):
        return None
    for guard in guards:
        function = partial(guard.resolve_async, function)
    return function


def _takes(definition: StrawberryField, name: str) -> bool:
    resolver = definition.base_resolver
    return resolver is not None and name in resolver.signature.parameters
