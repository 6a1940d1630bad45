"""Runs operations for the storefront's pages as for any client, but without HTTP."""

from collections.abc import Callable
from typing import Final

from resolvers.application import Application, RequestFacts
from resolvers.request.context import RequestContext
from server.endpoint.execution import compiles_operations, run
from server.endpoint.own_documents import prepare_own, read_documents
from server.failures import failures
from server.request_record import RequestRecord
from server.settings.settings import Settings
from storefront.host import Answer, Call

ROOM: Final = "storefront"


class InProcess:
    """Runs operations of the storefront's pages, with the guards and the log of `/graphql`."""

    def __init__(
        self, application: Application, tell: Callable[[RequestRecord], None], settings: Settings
    ) -> None:
        """`tell` receives the record of each operation."""
        self._application = application
        self._tell = tell
        self._timeout = settings.operation_timeout
        self._compiled = compiles_operations(settings)
        read_documents(ROOM)  # at start, not at the first visit

    async def __call__(self, call: Call) -> Answer:
        """The value of the one root field, or its error; never raises for a visitor's input."""
        record = RequestRecord(route="page", status=200)
        record.ctx = ctx = RequestContext(self._application, _facts(call, record.id))
        record.prepared = prepared = prepare_own(ROOM, call.operation, call.variables)
        outcome = await run(prepared, ctx, within=self._timeout, compiled=self._compiled)
        record.failures = failures(outcome.errors, record.id)
        self._tell(record)
        if record.failures:
            return Answer(error=record.failures[0].body.get("extensions", {}))
        return Answer(data=next(iter((outcome.data or {}).values())))


def _facts(call: Call, request_id: str) -> RequestFacts:
    return RequestFacts(
        access_key=call.shop.access_key,
        context_token=call.token,
        remote_address=call.caller.remote_address,
        user_agent=call.caller.user_agent,
        request_id=request_id,
        language=call.shop.language,
        currency=call.shop.currency,
    )
