"""Runs an operation: parses its document, chooses the operation, checks limits, executes."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType as Allowed

from auth.errors import Busy, LimitExceeded, Refusal
from resolvers.request.context import RequestContext
from schema.build import build
from schema.documents.cache import Document, Documents
from schema.operation import Operation
from server.prepared import Params, Prepared

QUERIES: Final = frozenset({OperationType.QUERY})
EVERYTHING: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})


class NotAllowed(Exception):
    """The HTTP method does not allow an operation of this type."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an operation."""

    data: dict[str, Any] | None
    errors: Sequence[GraphQLError]


def prepare(params: Params, documents: Documents, allowed: Collection[OperationType]) -> Prepared:
    """The operation, not validated yet; raises GraphQLError, LimitExceeded or NotAllowed."""
    document = _parse(params.query, documents)
    operation = _choose(document.node, params.operation_name)
    if operation.operation not in EVERYTHING:
        raise GraphQLError("Only queries and mutations are served.")
    if operation.operation not in allowed:
        raise NotAllowed
    documents.check(document, operation, params.variables or {})
    return Prepared(document, operation, params)


async def run(prepared: Prepared, ctx: RequestContext, *, within: float) -> Outcome:
    """Validate and execute; after `within` seconds the transaction is rolled back."""
    try:
        async with asyncio.timeout(within):
            result = await _execute(prepared, ctx)
    except TimeoutError:
        return Outcome(None, [located(Busy())])
    return Outcome(result.data, result.errors or ())


def located(refusal: Refusal | GraphQLError) -> GraphQLError:
    """The refusal as the GraphQLError that graphql-core would report."""
    if isinstance(refusal, GraphQLError):
        return refusal
    return GraphQLError(str(refusal), original_error=refusal)


async def _execute(prepared: Prepared, ctx: RequestContext) -> ExecutionResult:
    return await build().execute(
        prepared.params.query,
        variable_values=prepared.params.variables,
        context_value=Operation(ctx, prepared.document),
        operation_name=prepared.name,
        allowed_operation_types=(Allowed.QUERY, Allowed.MUTATION),
    )


def _parse(query: str, documents: Documents) -> Document:
    try:
        return documents.read(query)
    except GraphQLSyntaxError as error:
        if error.message.endswith("Parsing aborted."):  # graphql-core has no class for this error
            raise LimitExceeded("tokens", documents.limits.tokens) from None
        raise


def _choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """GraphQL specification, 6.1: without a name there must be exactly one operation."""
    found = [
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        and name in {None, definition.name and definition.name.value}
    ]
    if not found:
        raise GraphQLError("The document has no such operation." if name else "No operation.")
    if len(found) > 1:
        raise GraphQLError("operationName must say which of several operations is meant.")
    return found[0]
