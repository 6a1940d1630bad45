"""Calls the resolver of one field at one place of an operation, with its guards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graphql import FieldNode, GraphQLField, GraphQLResolveInfo, get_argument_values
from graphql.execution.values import VariableValues
from strawberry import Info
from strawberry.types.field import StrawberryField

_DEFINITION: Final = "strawberry-definition"  # the extension that leads to Strawberry's field


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: nodes hash all below them
class Resolver:
    """A field to be resolved, without the variables and the context of a request."""

    field: GraphQLField
    node: FieldNode
    info: GraphQLResolveInfo[Any]

    def bind(self, context: object, variables: VariableValues) -> Callable[[object], Any]:
        """The function that takes a source. Raises GraphQLError for an argument that does not fit.

        Strawberry's wrapper converts arguments and calls the guards. A field without both is called
        directly: an answer with lists has hundreds of them.
        """
        coerced: Any = variables.coerced  # Strawberry hands on the values alone
        info = self.info._replace(context=context, variable_values=coerced)
        definition = definition_of(self.field)
        bare: Any = definition.base_resolver
        if _is_bare(definition):
            method, own_info = bare.wrapped_func, Info(info, definition)
            takes_info = "info" in bare.signature.parameters
            return (lambda source: method(source, own_info)) if takes_info else method
        resolve: Any = self.field.resolve
        arguments = get_argument_values(self.field, self.node, variables)
        return lambda source: resolve(source, info, **arguments)


def _is_bare(definition: StrawberryField) -> bool:
    """Whether the field is a method of `self`, or of `self` and `info`, without guards."""
    resolver = definition.base_resolver
    return (
        resolver is not None
        and not definition.extensions
        and list(resolver.signature.parameters) in (["self"], ["self", "info"])
    )


def definition_of(field: GraphQLField) -> StrawberryField:
    """The field as Strawberry knows it."""
    definition: StrawberryField = field.extensions[_DEFINITION]
    return definition
