"""Runs an operation: parses its document, chooses the operation, checks limits, executes."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import structlog
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.types.graphql import OperationType as Allowed

from auth.errors import Refusal
from auth.unserved import Busy, LimitExceeded
from resolvers.request.context import RequestContext
from schema.build import build
from schema.documents.cache import Document, Documents
from schema.operation import Operation
from schema.plan import self_check
from schema.plan.execution import execute_by_plan
from server.endpoint import time_limit
from server.prepared import Params, Prepared
from server.settings.settings import Settings

log = structlog.get_logger()

QUERIES: Final = frozenset({OperationType.QUERY})
EVERYTHING: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})


class NotAllowed(Exception):
    """The HTTP method does not allow an operation of this type."""


class Outcome(NamedTuple):
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


async def run(prepared: Prepared, ctx: RequestContext, *, within: float, compiled: bool) -> Outcome:
    """Validate and execute; after `within` seconds the transaction is rolled back.

    `compiled`: by a plan, if the document was valid before and has one.
    """
    document, result = prepared.document, None
    context = Operation(ctx, document)
    try:
        with time_limit.within(within)():
            if compiled and document.valid:
                sent = prepared.params.variables or {}
                result = await execute_by_plan(
                    build(), document.plans, prepared.operation, sent, context
                )
            if result is None:
                return await _execute_by_strawberry(prepared, context)
    except TimeoutError:
        return Outcome(None, [located(Busy())])
    return Outcome(result.data, result.errors or ())


def located(refusal: Refusal | GraphQLError) -> GraphQLError:
    """The refusal as the GraphQLError that graphql-core would report."""
    if isinstance(refusal, GraphQLError):
        return refusal
    return GraphQLError(str(refusal), original_error=refusal)


def compiles_operations(settings: Settings) -> bool:
    """The setting; False as well if the libraries do not work as plans expect."""
    return settings.compile_operations and _plans_work()


async def _execute_by_strawberry(prepared: Prepared, context: Operation) -> Outcome:
    result = await build().execute(
        prepared.params.query,
        variable_values=prepared.params.variables,
        context_value=context,
        operation_name=prepared.name,
        allowed_operation_types=(Allowed.QUERY, Allowed.MUTATION),
    )
    return Outcome(result.data, result.errors or ())


@cache
def _plans_work() -> bool:
    works = self_check.passes()
    if not works:
        log.warning("operations.not_compiled", reason="the self-check of schema/plan has failed")
    return works


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
