"""An operation that a client asks for: the document, the chosen operation, the variables."""

from dataclasses import dataclass
from typing import Any

from graphql import OperationDefinitionNode

from schema.documents.cache import Document


@dataclass(frozen=True, slots=True)
class Params:
    """The members of a GraphQL request over HTTP."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document within the limits, and the one of its operations that will be executed."""

    document: Document
    operation: OperationDefinitionNode
    params: Params

    @property
    def name(self) -> str | None:
        """The client's name for the operation."""
        return self.operation.name.value if self.operation.name else None
