"""The plans of one document, each made when it is first needed."""

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

    def find(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Plan | None:
        """The plan for the variables; None where only graphql-core can run the operation."""
        name = operation.name.value if operation.name else None
        key = (name, *[variables.coerced.get(each) for each in self._conditions])
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


def _conditions(document: DocumentNode) -> tuple[str, ...]:
    found: set[str] = set()

    class Conditions(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            values = (argument.value for argument in node.arguments or ())
            found.update(value.name.value for value in values if isinstance(value, VariableNode))

    visit(document, Conditions())
    return tuple(sorted(found))
