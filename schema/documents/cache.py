"""Keeps the documents that were read last, so that each is parsed, validated and weighed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse

from auth.unserved import LimitExceeded
from schema.documents.kept import Kept
from schema.documents.limits import Limits, check
from schema.documents.words import check_words
from schema.plan.plans import Plans


@dataclass(slots=True)
class Document:
    """A parsed text; `valid` once it has passed validation against the one schema."""

    node: DocumentNode
    valid: bool = False
    # By the name of an operation: whether it is within the limits with any variables.
    light: dict[str | None, bool] = field(default_factory=dict)
    _plans: Plans | None = None

    @property
    def plans(self) -> Plans:
        """The plans of a valid document."""
        if self._plans is None:
            self._plans = Plans(self.node)
        return self._plans


class Documents:
    """The documents read last under the same limits, bounded in number and in length."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._kept = Kept[str, Document]()

    @property
    def count(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def find(self, text: str) -> Document | None:
        """The document, where it is kept."""
        return self._kept.find(text)

    def read(self, text: str) -> Document:
        """The document. Raises GraphQLSyntaxError or LimitExceeded; then it is not kept."""
        document = self._kept.find(text)
        if document is not None:
            self._kept.renew(text)
            return document
        tokens = self.limits.tokens
        node = parse(text, max_lexical_tokens=tokens, max_comments=tokens)
        check_words(node)
        _unlink_tokens(node)
        document = Document(node)
        self._kept.keep(text, document)
        return document

    def check(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> None:
        """Raise LimitExceeded where the operation asks for too much.

        An operation that is within the limits with any variables is weighed once.
        """
        name = operation.name.value if operation.name else None
        if name not in document.light:
            document.light[name] = self._is_light(document, operation)
        if not document.light[name]:
            check(document.node, operation, variables, self.limits)

    def _is_light(self, document: Document, operation: OperationDefinitionNode) -> bool:
        try:
            check(document.node, operation, None, self.limits)
        except (LimitExceeded, GraphQLError):
            return False
        return True


def _unlink_tokens(node: DocumentNode) -> None:
    """Make the tokens a chain of one direction, so that they go with the document.

    A list that is linked both ways waits for the garbage collector: 700 bytes for each document.
    """
    token = node.loc.start_token if node.loc else None
    while token is not None:
        token.prev = None
        token = token.next


@cache
def documents(limits: Limits) -> Documents:
    """The documents of this process that are served within the limits."""
    return Documents(limits)
