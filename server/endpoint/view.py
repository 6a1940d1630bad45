"""The endpoint `/graphql`: reads one request, runs its operation, answers JSON."""

from dataclasses import dataclass
from typing import Final

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.errors import Refusal
from auth.vocabulary import ErrorCode
from resolvers.application import Application, Reply, RequestFacts
from resolvers.request.context import RequestContext
from schema.documents.cache import documents
from schema.documents.kept import Kept
from server import media_types
from server.application import limits
from server.endpoint import decoding
from server.endpoint.admin_cookie import set_admin_cookie
from server.endpoint.credentials import gather
from server.endpoint.data import Data
from server.endpoint.decoding import BadRequest
from server.endpoint.execution import (
    EVERYTHING,
    QUERIES,
    NotAllowed,
    Outcome,
    compiles_operations,
    located,
    prepare,
    run,
)
from server.failures import failures, unexpected
from server.prepared import Params, Prepared
from server.request_record import RequestRecord, record_of
from server.responses import answer, encode, refuse
from server.settings.settings import Settings
from server.transport.header_names import CONTEXT_TOKEN

POST_ONLY: Final = {"allow": "POST"}


@dataclass(slots=True)
class Exchange:
    """One HTTP request and the media type of its answer."""

    request: Request
    record: RequestRecord
    media_type: str = media_types.JSON


class GraphQLView:
    """GraphQL over HTTP, as the specification of that name says."""

    def __init__(self, settings: Settings, application: Application) -> None:
        """GET is served only where `GET_QUERIES` is on, and never for mutations."""
        self._settings = settings
        self._application = application
        self._documents = documents(limits(settings))
        self._compiled = compiles_operations(settings)
        self._bodies = Kept[bytes, Prepared]()  # each holds its document
        self._methods = ("GET", "POST") if settings.serves_get_queries else ("POST",)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve every method, so that a refusal is JSON, too."""
        exchange = Exchange(Request(scope, receive), record_of(scope))
        try:
            response = await self._answer(exchange)
        except ClientDisconnect:
            return
        except Exception as fault:  # noqa: BLE001 - a client never sees a traceback
            exchange.record.failures = unexpected(fault, exchange.record.id)
            response = answer(None, exchange.record.failures, exchange.media_type)
        await response(scope, receive, send)

    async def _answer(self, exchange: Exchange) -> Response:
        # RFC 9110, 5.3: several lines of a list are one.
        accept = ", ".join(exchange.request.headers.getlist("accept"))
        media_type = media_types.media_type(accept)
        if media_type is None:
            return refuse(406, "Only JSON is answered.")
        exchange.media_type = media_type
        method = exchange.request.method
        if method not in self._methods:
            allow = {"allow": ", ".join(self._methods)}
            return refuse(405, "This method is not served here.", media_type, headers=allow)
        try:
            params = await self._decode(exchange.request)
            allowed = QUERIES if method == "GET" else EVERYTHING
            exchange.record.prepared = prepare(params, self._documents, allowed)
        except BadRequest as refusal:
            return refuse(refusal.status, str(refusal), media_type)
        except NotAllowed:
            return refuse(405, "A mutation needs POST.", media_type, headers=POST_ONLY)
        except (Refusal, GraphQLError) as refusal:
            return _finish(exchange.record, Outcome(None, [located(refusal)]), media_type)
        facts = gather(exchange.request, self._settings, exchange.record.id)
        return await self._run(exchange.record, facts, media_type)

    async def _decode(self, request: Request) -> Params:
        if request.method == "GET":
            return decoding.from_query(request.query_params)
        headers = request.headers
        if not media_types.is_json(headers.get("content-type"), headers.get("content-encoding")):
            raise BadRequest("Only application/json in UTF-8 is read.", status=415)
        return decoding.from_body(await request.body())

    def prepare_plainly(self, body: bytes) -> Prepared | None:
        """An operation of a document that is known and valid; None if it is not plain.

        Bodies without variables are remembered as a whole.
        """
        prepared = self._bodies.find(body)
        if prepared is not None:
            return prepared
        try:
            params = decoding.from_body(body)
            document = self._documents.find(params.query)
            if document is None or not document.valid:
                return None
            prepared = prepare(params, self._documents, EVERYTHING)
        except (BadRequest, NotAllowed, Refusal, GraphQLError):
            return None
        if not params.variables:
            self._bodies.keep(body, prepared)
        return prepared

    async def answer_plainly(self, record: RequestRecord, facts: RequestFacts) -> Response | Data:
        """The answer to a prepared operation."""
        try:
            outcome, reply = await self._execute(record, facts)
            if outcome.errors or reply.changes_cookies:
                return self._respond(record, outcome, reply, media_types.JSON)
            return Data(encode({"data": outcome.data}), reply.context_token)
        except Exception as fault:  # noqa: BLE001 - a client never sees a traceback
            record.failures = unexpected(fault, record.id)
            return answer(None, record.failures, media_types.JSON)

    async def _run(self, record: RequestRecord, facts: RequestFacts, media_type: str) -> Response:
        outcome, reply = await self._execute(record, facts)
        return self._respond(record, outcome, reply, media_type)

    async def _execute(self, record: RequestRecord, facts: RequestFacts) -> tuple[Outcome, Reply]:
        assert record.prepared is not None  # noqa: S101 - both callers have set it
        record.ctx = ctx = RequestContext(self._application, facts)
        timeout = self._settings.operation_timeout
        outcome = await run(record.prepared, ctx, within=timeout, compiled=self._compiled)
        return outcome, ctx.reply

    def _respond(
        self, record: RequestRecord, outcome: Outcome, reply: Reply, media_type: str
    ) -> Response:
        response = _finish(record, outcome, media_type)
        self._add_headers(response, reply)
        return response

    def _add_headers(self, response: Response, reply: Reply) -> None:
        if reply.context_token is not None:
            response.headers[CONTEXT_TOKEN] = reply.context_token
        set_admin_cookie(response, reply, self._settings)


def _finish(record: RequestRecord, outcome: Outcome, media_type: str) -> Response:
    record.failures = failures(outcome.errors, record.id)
    return answer(outcome.data, record.failures, media_type)


async def unknown_path(scope: Scope, receive: Receive, send: Send) -> None:
    """404 for every path below `/graphql` and `/auth` that is no route."""
    code = ErrorCode.GRAPHQL__BAD_REQUEST
    await refuse(404, "There is nothing here.", code=code)(scope, receive, send)
