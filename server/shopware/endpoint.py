"""Serves one path of Shopware's routes: reads the body, calls the handler, answers JSON."""

from collections.abc import Mapping
from typing import Final

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.errors import Refusal
from auth.oauth.refusals import OAuthRefusal
from auth.unserved import Busy
from resolvers.application import Application, RequestFacts
from resolvers.request.context import RequestContext
from server.endpoint.bearer import bearer
from server.endpoint.decoding import BadRequest
from server.endpoint.execution import compiles_operations
from server.failures import Failure, failures, unexpected
from server.media_types import JSON
from server.request_record import RequestRecord, record_of
from server.responses import respond
from server.settings.settings import Settings
from server.shopware import sent, token
from server.shopware.call import Call, Handler, Refused
from server.shopware.errors import NOTHING, ShopwareError, of_failure
from server.transport.header_names import ACCESS_KEY, CONTEXT_TOKEN

BAD_REQUEST: Final = "FRAMEWORK__BAD_REQUEST"
NO_METHOD: Final = ShopwareError(405, "FRAMEWORK__METHOD_NOT_ALLOWED", "Not served by this method.")
NO_ROUTE: Final = ShopwareError(404, "FRAMEWORK__ROUTE_NOT_FOUND", "There is nothing here.")


class Endpoint:
    """Tokens come in headers alone: a cookie would be sent by pages of any neighbour."""

    def __init__(
        self,
        settings: Settings,
        application: Application,
        handlers: Mapping[str, Handler],
        fields: Mapping[str, str] = NOTHING,
        *,
        forms: bool = False,
    ) -> None:
        """The handlers by method. `fields` has Shopware's names of arguments that differ.

        `forms`: bodies may be OAuth's forms.
        """
        self._settings = settings
        self._application = application
        self._handlers = handlers
        self._fields = fields
        self._forms = forms
        self._compiled = compiles_operations(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, record = Request(scope, receive), record_of(scope)
        record.ctx = ctx = RequestContext(self._application, facts(request, record.id))
        try:
            response = await self._answer(request, record, ctx)
        except ClientDisconnect:
            return
        except Exception as fault:  # noqa: BLE001 - a client never sees a traceback
            record.failures = unexpected(_timely(fault), record.id)
            response = self._failed(record.failures[0])
        if ctx.reply.context_token is not None:
            response.headers[CONTEXT_TOKEN] = ctx.reply.context_token
        await response(scope, receive, send)

    async def _answer(
        self, request: Request, record: RequestRecord, ctx: RequestContext
    ) -> Response:
        handler = self._handlers.get(request.method)
        if handler is None:
            response = refuse(record, NO_METHOD)
            response.headers["allow"] = ", ".join(self._handlers)
            return response
        try:
            body = {} if request.method == "GET" else await sent.read(request, forms=self._forms)
            call = self._call(request, record, ctx, body)
            return respond(200, await handler(call), JSON, NOTHING)
        except BadRequest as refusal:
            return refuse(record, ShopwareError(refusal.status, BAD_REQUEST, str(refusal)))
        except Refused as refusal:
            return self._failed(refusal.failure)
        except OAuthRefusal as refusal:
            return refuse(record, token.refused(refusal))
        except Refusal as refusal:
            error = GraphQLError(str(refusal), original_error=refusal)
            record.failures = failures([error], record.id)
            return self._failed(record.failures[0])

    def _call(
        self, request: Request, record: RequestRecord, ctx: RequestContext, body: sent.Sent
    ) -> Call:
        return Call(
            request=request,
            record=record,
            ctx=ctx,
            body=body,
            timeout=self._settings.operation_timeout,
            most=self._settings.limit_mutation_fields,
            compiled=self._compiled,
        )

    def _failed(self, failure: Failure) -> Response:
        error = of_failure(failure, self._fields)
        wait = failure.retry_after
        headers = NOTHING if wait is None else {"retry-after": str(wait)}
        return respond(error.status, error.body, JSON, headers)


def _timely(fault: Exception) -> Exception:
    """What took too long was rolled back, so a later try may succeed."""
    return Busy() if isinstance(fault, TimeoutError) else fault


async def unknown_path(scope: Scope, receive: Receive, send: Send) -> None:
    """404 for every other path below Shopware's routes."""
    await refuse(record_of(scope), NO_ROUTE)(scope, receive, send)


def refuse(record: RequestRecord, error: ShopwareError) -> Response:
    """The answer to a request that reached no operation; its code goes into the record."""
    record.refused = error.code
    return respond(error.status, error.body, JSON, NOTHING)


def facts(request: Request, request_id: str) -> RequestFacts:
    """What the headers say; nothing is verified here."""
    headers = request.headers
    return RequestFacts(
        access_key=headers.get(ACCESS_KEY),
        context_token=headers.get(CONTEXT_TOKEN),
        access_token=bearer(headers.get("authorization", "")),
        remote_address=request.client.host if request.client else None,
        user_agent=headers.get("user-agent"),
        request_id=request_id,
    )
