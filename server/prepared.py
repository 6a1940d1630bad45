"""An operation that a client asks for: the document, the chosen operation, the variables."""

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graphql import FieldNode, OperationDefinitionNode

from schema.documents.cache import Document

NONE: Final = "-"
_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")


@dataclass(frozen=True, slots=True)
class Params:
    """The members of a GraphQL request over HTTP."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


class Told(NamedTuple):
    """What the log, the metrics and the traces say of an operation."""

    type: str  # `query` or `mutation`; a dash where no operation was read
    name: str  # the client's name for it; a dash where it is no name, or too long
    root_field: str  # of the schema; never text that a client made up


NOTHING: Final = Told(NONE, NONE, NONE)


@dataclass(slots=True)
class Prepared:
    """A document within the limits, and the one of its operations that will be executed."""

    document: Document
    operation: OperationDefinitionNode
    params: Params
    _told: Told | None = None

    @property
    def name(self) -> str | None:
        """The client's name for the operation."""
        return self.operation.name.value if self.operation.name else None

    @property
    def told(self) -> Told:
        """Final once the document is valid; remembered from then on."""
        if self._told is not None:
            return self._told
        name = self.name if self.name and _NAME.fullmatch(self.name) else NONE
        told = Told(self.operation.operation.value, name, self._root_field())
        if self.document.valid:
            self._told = told
        return told

    def _root_field(self) -> str:
        if not self.document.valid:
            return NONE
        selections = self.operation.selection_set.selections
        if len(selections) == 1 and isinstance(selections[0], FieldNode):
            return selections[0].name.value
        return "several"
