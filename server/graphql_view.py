"""GraphQL over HTTP: one request in, one operation run, one JSON answer out."""

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any, Final

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types.graphql import OperationType

from auth.errors import ErrorCode
from resolvers.application import Application, Reply
from resolvers.context import RequestContext
from schema.build import build
from schema.loading import Loading
from server import decoding, request_log
from server.answers import Failure, failure, plain
from server.decoding import BadRequest, Params
from server.request_facts import CONTEXT_TOKEN, admin_cookie, gather
from server.settings import Settings

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"


class GraphQLView:
    """The endpoint `/graphql`."""

    def __init__(self, settings: Settings, application: Application) -> None:
        """Queries by GET are a setting; mutations never are."""
        self._settings = settings
        self._application = application
        self._methods = ("GET", "POST") if settings.serves_get_queries else ("POST",)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Any method comes here, so that every refusal is JSON."""
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """Answer one request; never raises for what a client sent."""
        media_type = _negotiate(request.headers.get("accept"))
        if media_type is None:
            return _refuse(406, "Only JSON is answered.", JSON)
        if request.method not in self._methods:
            refused = _refuse(405, "Only POST is served here.", media_type)
            refused.headers["allow"] = ", ".join(self._methods)
            return refused
        try:
            params = await self._decode(request)
        except BadRequest as refusal:
            return _refuse(400, str(refusal), media_type)
        if isinstance(params, Response):
            return params
        return await self._run(request, params, media_type)

    async def _decode(self, request: Request) -> Params | Response:
        if request.method == "GET":
            return decoding.from_query(request.query_params)
        content_type, _, options = request.headers.get("content-type", "").partition(";")
        charset = options.strip().lower().replace('"', "")
        if content_type.strip().lower() != JSON or charset not in {"", "charset=utf-8"}:
            return _refuse(415, "Only application/json in UTF-8 is read.", JSON)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > decoding.LARGEST_BODY:
                text = f"A body has at most {decoding.LARGEST_BODY} bytes."
                return _refuse(413, text, JSON, ErrorCode.GRAPHQL__LIMIT_EXCEEDED)
        return decoding.from_body(bytes(body))

    async def _run(self, request: Request, params: Params, media_type: str) -> Response:
        started, request_id = time.perf_counter(), uuid.uuid4().hex
        ctx = RequestContext(self._application, gather(request, self._settings, request_id))
        query_only = request.method == "GET"
        result = await build().execute(
            params.query,
            variable_values=params.variables,
            context_value=Loading(ctx),
            operation_name=params.operation_name,
            allowed_operation_types=(OperationType.QUERY,)
            if query_only
            else (OperationType.QUERY, OperationType.MUTATION),
        )
        failures = _failures(result.errors or (), request_id)
        response = _answer(result.data, failures, media_type)
        self._add_headers(response, ctx.reply)
        request_log.write(ctx, params, failures, status=response.status_code, started=started)
        return response

    def _add_headers(self, response: Response, reply: Reply) -> None:
        if reply.context_token is not None:
            response.headers[CONTEXT_TOKEN] = reply.context_token
        name, secure = admin_cookie(self._settings), self._settings.is_https
        if reply.access_token is not None:
            response.set_cookie(
                name, reply.access_token, httponly=True, samesite="strict", secure=secure
            )
        elif reply.forget_access_token:
            response.delete_cookie(name, httponly=True, samesite="strict", secure=secure)


def _failures(errors: Sequence[GraphQLError], request_id: str) -> list[Failure]:
    return [failure(error, request_id) for error in errors]


def _answer(data: object, failures: Sequence[Failure], media_type: str) -> Response:
    body: dict[str, Any] = {}
    if failures:
        body["errors"] = [failure.body for failure in failures]
    nothing_ran = bool(failures) and all(failure.is_request_error for failure in failures)
    if not nothing_ran:
        body["data"] = data
    status = 200
    if nothing_ran and media_type == GRAPHQL:
        status = 400
    response = _json(status, body, media_type)
    if failures and all(failure.code == ErrorCode.UNAVAILABLE for failure in failures):
        response.status_code = 503
        response.headers["retry-after"] = "1"
    return response


def _refuse(
    status: int,
    text: str,
    media_type: str,
    code: ErrorCode = ErrorCode.GRAPHQL__BAD_REQUEST,
) -> Response:
    return _json(status, plain(code, text), media_type)


def _json(status: int, body: object, media_type: str) -> Response:
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=status,
        headers={"content-type": f"{media_type}; charset=utf-8", "cache-control": "no-store"},
    )


def _negotiate(accept: str | None) -> str | None:
    """The media type that the client likes best; None where it takes no JSON of ours."""
    if accept is None or not accept.strip():
        return JSON
    liked: dict[str, float] = {}
    for part in accept.split(","):
        kind, *options = (piece.strip().lower() for piece in part.split(";"))
        weights = [option[2:] for option in options if option.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            weight = 0.0
        for offered in (GRAPHQL, JSON):
            if kind == offered or (offered == JSON and kind in {"*/*", "application/*"}):
                liked[offered] = max(liked.get(offered, 0.0), weight)
    best = max(liked, key=lambda offered: liked[offered], default=None)
    return best if best is not None and liked[best] > 0 else None
