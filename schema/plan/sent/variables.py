"""Coerces the variables of an operation as graphql-core does, but looks their types up once."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value


class _Defined(NamedTuple):
    """A variable as the operation defines it."""

    signature: GraphQLVariableSignature
    has_default: bool
    is_required: bool


class Variables:
    """The variables of one valid operation. No type of the schema nests values without an end."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        """Raises GraphQLError for a type that the schema does not have."""
        definitions = operation.variable_definitions or ()
        self._defined = [_defined(schema, definition) for definition in definitions]

    def coerce(self, sent: Mapping[str, Any]) -> VariableValues | None:
        """The values; None where one does not fit, which graphql-core reports."""
        sources, coerced = dict[str, VariableValueSource](), dict[str, Any]()
        for signature, has_default, is_required in self._defined:
            name = signature.name
            value = sent.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is not Undefined:
                fitting = coerce_input_value(value, signature.type)
            elif has_default:
                fitting = coerce_default_value(signature)
            elif is_required:
                return None
            else:
                continue
            if fitting is Undefined:
                return None
            coerced[name] = fitting
        return VariableValues(sources, coerced)


def _defined(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Defined:
    signature = get_variable_signature(schema, definition)
    if isinstance(signature, GraphQLError):
        raise signature
    has_default = definition.default_value is not None
    return _Defined(signature, has_default, is_non_null_type(signature.type))
