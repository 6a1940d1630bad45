"""Refuses documents that ask for more than the limits, before they are validated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
)

from auth.unserved import LimitExceeded
from schema.documents.weight import Scale, Weight


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each that one document may hold."""

    tokens: int  # without comments
    operations: int
    depth: int  # levels of fields
    fields: int  # a fragment counts in each place where it is spread
    aliases: int  # likewise
    directives: int  # of one node
    root_fields: int  # of a query
    mutation_fields: int  # of a mutation
    cost: int  # values in the answer; the rows of a page count `first` times
    introspection: bool


def check(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any] | None,
    limits: Limits,
) -> None:
    """Raise LimitExceeded for the first limit that any definition exceeds.

    The cost is that of the operation to be run with the variables; None stands for any variables,
    each of them as large as a page can be.
    """
    known = {} if variables is None else {**_defaults(operation), **variables}
    scale = Scale(document, known)
    try:
        _check_definitions(document, operation, scale, limits)
    except RecursionError:
        raise LimitExceeded("depth", limits.depth) from None
    if scale.introspects and not limits.introspection:
        raise GraphQLError("Introspection is switched off.")


def _check_definitions(
    document: DocumentNode, operation: OperationDefinitionNode, scale: Scale, limits: Limits
) -> None:
    operations = 0
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            operations += 1
            _at_most("operations", operations, limits.operations)
        elif not isinstance(definition, FragmentDefinitionNode):
            continue  # a type definition, which validation refuses
        _at_most("directives", _most_directives(definition), limits.directives)
        weight = scale.weigh(definition.selection_set)
        _at_most("directives", scale.directives, limits.directives)
        _at_most(
            "fields", weight.fields, limits.fields
        )  # also of operations that do not run: they cost validation time
        if isinstance(definition, OperationDefinitionNode):
            _check_operation(definition, weight, limits)
        if definition is operation:
            _at_most("cost", weight.cost + weight.row_cost, limits.cost)


def _check_operation(operation: OperationDefinitionNode, weight: Weight, limits: Limits) -> None:
    """The limit of mutation fields keeps one request from guessing many passwords."""
    _at_most("depth", weight.depth, limits.depth)
    _at_most("aliases", weight.aliases, limits.aliases)
    if operation.operation is OperationType.MUTATION:
        _at_most("mutationFields", weight.width, limits.mutation_fields)
    else:
        _at_most("rootFields", weight.width, limits.root_fields)


def _most_directives(definition: OperationDefinitionNode | FragmentDefinitionNode) -> int:
    variables = definition.variable_definitions or ()
    return max(len(node.directives or ()) for node in (definition, *variables))


def _defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    return {
        definition.variable.name.value: int(definition.default_value.value)
        for definition in operation.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
        and len(definition.default_value.value) < 10  # noqa: PLR2004 - GraphQL's Int is no longer
    }


def _at_most(name: str, found: int, maximum: int) -> None:
    if found > maximum:
        raise LimitExceeded(name, maximum)
