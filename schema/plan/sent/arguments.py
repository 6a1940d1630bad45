"""Coerces the arguments of a field as graphql-core does, but reads their nodes once."""

from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    Undefined,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal


class _Argument(NamedTuple):
    """An argument: the value of a variable, where it has one, else what stands here."""

    name: str
    variable: str | None
    otherwise: Any  # Undefined: the argument is left out
    is_required: bool  # null does not fit


class Arguments:
    """The arguments of a field at one node, by their names in the schema."""

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        """The node is valid."""
        self._field = field
        self._node = node
        nodes = {each.name.value: each.value for each in node.arguments or ()}
        known = [_argument(name, each, nodes.get(name)) for name, each in field.args.items()]
        self._known = [each for each in known if each is not None]
        self._are_known = len(self._known) == len(known)

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """The values. Raises GraphQLError for one that does not fit."""
        values, coerced = dict[str, Any](), variables.coerced
        for name, variable, value, is_required in self._known:
            given = value if variable is None else coerced.get(variable, value)
            if is_required and (given is None or given is Undefined):
                return self._by_graphql_core(variables)
            if given is not Undefined:
                values[name] = given
        return values if self._are_known else self._by_graphql_core(variables)

    def _by_graphql_core(self, variables: VariableValues) -> dict[str, Any]:
        return get_argument_values(self._field, self._node, variables)


def _argument(name: str, argument: GraphQLArgument, node: ValueNode | None) -> _Argument | None:
    """None where a list or an object stands there, in which there may be variables."""
    is_required = is_non_null_type(argument.type)
    if node is None:
        return _Argument(name, None, coerce_default_value(argument), is_required)
    if isinstance(node, VariableNode):
        return _Argument(name, node.name.value, coerce_default_value(argument), is_required)
    if not is_leaf_type(get_nullable_type(argument.type)):
        return None
    value = coerce_input_literal(node, argument.type)
    return None if value is Undefined else _Argument(name, None, value, is_required)
