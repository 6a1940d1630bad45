"""Makes the JSON answers of `/graphql` and of refused requests."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.unserved import Busy
from auth.vocabulary import ErrorCode
from server.failures import MASKED, Failure, is_outage, plain
from server.media_types import GRAPHQL, JSON
from server.request_record import KEY


class Refused(Response):
    """The answer to a refused request; its code goes into the request record."""

    code: ErrorCode

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A refused connection has no request record."""
        if KEY in scope:
            scope[KEY].refused = self.code.value
        await super().__call__(scope, receive, send)


def answer(data: object, failures: Sequence[Failure], media_type: str) -> Response:
    """GraphQL over HTTP, 6.4: a request that was not executed has no `data`."""
    body: dict[str, Any] = {}
    if failures:
        body["errors"] = [failure.body for failure in failures]
    nothing_ran = bool(failures) and all(failure.is_request_error for failure in failures)
    if not nothing_ran:
        body["data"] = data
    headers = _retry(failures)
    return respond(
        _status(failures, media_type, nothing_ran=nothing_ran), body, media_type, headers
    )


def refuse(
    status: int,
    text: str,
    media_type: str = JSON,
    *,
    code: ErrorCode = ErrorCode.GRAPHQL__BAD_REQUEST,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that never became GraphQL."""
    refused = Refused(encode(plain(code, text)), status, _private(headers or {}, media_type))
    refused.code = code
    return refused


def failed(fault: Exception) -> Response:
    """The answer where an exception ended a request; 503 where a later try may succeed.

    A process without a free file handle can open neither a connection nor a file.
    """
    if not is_outage(fault):
        return refuse(500, MASKED, code=ErrorCode.INTERNAL_SERVER_ERROR)
    busy = Busy()
    wait = {"retry-after": str(busy.extensions["retryAfter"])}
    return refuse(503, str(busy), code=ErrorCode.UNAVAILABLE, headers=wait)


def respond(status: int, body: object, media_type: str, headers: Mapping[str, str]) -> Response:
    """A JSON response with `Cache-Control: no-store`."""
    return Response(encode(body), status, _private(headers, media_type))


def encode(body: object) -> bytes:
    """JSON in UTF-8."""
    try:
        return orjson.dumps(body)
    except TypeError:  # an integer beyond 64 bits, half of a surrogate pair
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _private(headers: Mapping[str, str], media_type: str) -> dict[str, str]:
    return {
        **headers,
        "content-type": f"{media_type}; charset=utf-8",
        "cache-control": "no-store",
    }


def _status(failures: Sequence[Failure], media_type: str, *, nothing_ran: bool) -> int:
    codes = {failure.code for failure in failures}
    if codes == {ErrorCode.UNAVAILABLE}:
        return 503
    if nothing_ran and ErrorCode.INTERNAL_SERVER_ERROR in codes:
        return 500
    return 400 if nothing_ran and media_type == GRAPHQL else 200


def _retry(failures: Sequence[Failure]) -> dict[str, str]:
    """RFC 9110, 10.2.3: the longest wait of all failures."""
    waits = [failure.retry_after for failure in failures if failure.retry_after is not None]
    return {"retry-after": str(max(waits))} if waits else {}
