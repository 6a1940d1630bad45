"""The plans of one document, each made when it is first needed."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues

from schema.plan.compiler import Compiler
from schema.plan.plan import Plan
from schema.plan.sent.variables import Variables

MOST: Final = 4  # plans of a document: one for each operation and each set of conditions


class Plans:
    """A plan holds for one operation and for one set of values of its conditions.

    Conditions are the variables of @skip and @include: the fields of an answer and their order
    depend on them.
    """

    def __init__(self, document: DocumentNode) -> None:
        """The document is valid."""
        self.document = document
        self._conditions = _conditions(document)
        self._made: dict[tuple[Any, ...], Plan | None] = {}
        self._variables: dict[str | None, Variables] = {}  # by the name of the operation

    def coerce(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, sent: Mapping[str, Any]
    ) -> VariableValues | None:
        """The variables of the operation; None where one that was sent does not fit."""
        name = _name(operation)
        known = self._variables.get(name)
        if known is None:
            known = self._variables[name] = Variables(schema, operation)
        return known.coerce(sent)

    def find(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Plan | None:
        """The plan for the variables; None where only graphql-core can run the operation."""
        conditions = [_condition(variables.coerced.get(each)) for each in self._conditions]
        key = (_name(operation), *conditions)
        try:
            return self._made[key]
        except KeyError:
            if len(self._made) >= MOST:
                del self._made[next(iter(self._made))]
            made = self._made[key] = self._make(schema, operation, variables)
            return made

    def _make(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Plan | None:
        try:
            roots = Compiler(schema, self.document, operation, variables).roots()
        except Exception:  # noqa: BLE001 - graphql-core runs what has no plan
            return None
        return Plan(operation.operation, roots)


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


def _condition(value: object) -> bool | None:
    """None for a variable of another type: it is the condition of another operation alone."""
    return value if isinstance(value, bool) else None


def _conditions(document: DocumentNode) -> tuple[str, ...]:
    found: set[str] = set()

    class Conditions(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            values = (argument.value for argument in node.arguments or ())
            found.update(value.name.value for value in values if isinstance(value, VariableNode))

    visit(document, Conditions())
    return tuple(sorted(found))
