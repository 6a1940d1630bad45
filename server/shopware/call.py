"""One call of a Shopware client: it runs operations of the schema, all with one request context."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request

from resolvers.request.context import RequestContext
from server.endpoint.execution import run
from server.endpoint.own_documents import prepare_own
from server.failures import Failure, failures
from server.request_record import RequestRecord


class Refused(Exception):
    """An operation answered an error."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Call:
    """The request, its body and the context in which its operations run."""

    request: Request
    record: RequestRecord
    ctx: RequestContext
    body: Mapping[str, Any]  # empty where the route reads none
    timeout: float  # seconds for each operation
    most: int  # operations that change something
    compiled: bool

    async def run(self, room: str, operation: str, **variables: object) -> Any:  # noqa: ANN401 - JSON, as the root field answers it
        """The value of the one root field of an operation of `graphql/`; raises Refused."""
        self.record.prepared = prepared = prepare_own(room, operation, variables)
        outcome = await run(prepared, self.ctx, within=self.timeout, compiled=self.compiled)
        if outcome.errors:
            self.record.failures = failures(outcome.errors, self.record.id)
            raise Refused(self.record.failures[0])
        (value,) = (outcome.data or {}).values()
        return value


Handler: TypeAlias = Callable[[Call], Awaitable[Mapping[str, Any]]]
