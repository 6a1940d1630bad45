"""Weighs a document as if its fragments were written out, in time that grows with its length."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

LARGEST_PAGE: Final = 100  # rows; resolvers refuse more
USUAL_PAGE: Final = 25  # rows of a page without `first`
# The fields of a connection that hold its rows. Other lists count as one value: how long they are
# is known only when they are read, so they are bounded, and completed in pieces.
ROWS: Final = frozenset({"edges", "nodes"})
# The mutation that answers each row that it is sent, and the most of them.
ANSWERS_EACH: Final = "upsertCustomers"
MOST_ROWS: Final = 500
INTROSPECTION: Final = frozenset({"__schema", "__type"})
INTROSPECTION_COST: Final = 500  # of `__schema` or `__type` with everything below


@dataclass(frozen=True, slots=True)
class Weight:
    """The counts of one selection. Nested fragments can make them larger than 64 bits."""

    depth: int = 0  # levels of fields
    width: int = 0  # fields of the first level, without __typename
    fields: int = 0  # fields and fragment spreads
    aliases: int = 0
    cost: int = 0  # values in the answer
    row_cost: int = 0  # values in each row, where the selection is that of a page

    def __add__(self, other: "Weight") -> "Weight":
        """The weight of both selections side by side."""
        return Weight(
            max(self.depth, other.depth),
            self.width + other.width,
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.cost + other.cost,
            self.row_cost + other.row_cost,
        )


class Scale:
    """Weighs the selections of one document, each fragment once."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        """A page size that is a variable without a value counts as the largest page."""
        self.directives = 0  # the most on one node so far
        self.introspects = False
        self._variables = variables
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._weighed: dict[str, Weight] = {}

    def weigh(self, selections: SelectionSetNode | None) -> Weight:
        """The weight of all selections together; None is a leaf, which has none."""
        total = Weight()
        for node in selections.selections if selections else ():
            self.directives = max(self.directives, len(node.directives or ()))
            total += self._weigh_one(node)
        return total

    def _weigh_one(self, node: SelectionNode) -> Weight:
        if isinstance(node, FieldNode):
            return self._weigh_field(node)
        if isinstance(node, InlineFragmentNode):
            return self.weigh(node.selection_set)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101 - GraphQL has three kinds
        return Weight(fields=1) + self._weigh_fragment(node.name.value)

    def _weigh_fragment(self, name: str) -> Weight:
        if name not in self._weighed:
            self._weighed[name] = Weight()  # ends a circle, which validation refuses
            found = self._fragments.get(name)
            self._weighed[name] = self.weigh(found.selection_set) if found else Weight()
        return self._weighed[name]

    def _weigh_field(self, node: FieldNode) -> Weight:
        name, below = node.name.value, self.weigh(node.selection_set)
        looks_at_schema = name in INTROSPECTION
        self.introspects |= looks_at_schema
        cost = 1 + below.cost + self._page_size(node) * below.row_cost
        if name == ANSWERS_EACH:
            cost = 1 + self._rows_sent(node) * (cost - 1)
        if looks_at_schema:
            cost = INTROSPECTION_COST
        return Weight(
            depth=1 if looks_at_schema else 1 + below.depth,
            width=int(name != "__typename"),
            fields=1 + below.fields,
            aliases=below.aliases + int(node.alias is not None),
            cost=0 if name in ROWS else cost,
            row_cost=cost if name in ROWS else 0,
        )

    def _page_size(self, node: FieldNode) -> int:
        sent = [
            argument.value for argument in node.arguments or () if argument.name.value == "first"
        ]
        size = self._number(sent[0]) if sent else USUAL_PAGE
        return min(max(size, 1), LARGEST_PAGE)

    def _rows_sent(self, node: FieldNode) -> int:
        """The rows in the document or in the variables; anything else counts as the most."""
        for argument in node.arguments or ():
            sent: object = argument.value
            if isinstance(sent, VariableNode):
                sent = self._variables.get(sent.name.value)
            if isinstance(sent, ListValueNode):
                sent = sent.values
            if isinstance(sent, list | tuple):
                return min(len(sent), MOST_ROWS)
        return MOST_ROWS

    def _number(self, value: ValueNode) -> int:
        """The number in the document or in the variables; anything else is the largest page."""
        if isinstance(value, IntValueNode) and len(value.value) <= len(str(LARGEST_PAGE)):
            return int(value.value)
        sent = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return sent if isinstance(sent, int) else LARGEST_PAGE
