"""What goes out? JSON with a status, whatever happened."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from auth.errors import ErrorCode
from server.answers import Failure, plain
from server.negotiation import GRAPHQL, JSON


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
    """The answer to what never became GraphQL."""
    return respond(status, plain(code, text), media_type, headers or {})


def respond(status: int, body: object, media_type: str, headers: Mapping[str, str]) -> Response:
    """JSON that nobody keeps."""
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=status,
        headers={
            **headers,
            "content-type": f"{media_type}; charset=utf-8",
            "cache-control": "no-store",
        },
    )


def _status(failures: Sequence[Failure], media_type: str, *, nothing_ran: bool) -> int:
    codes = {failure.code for failure in failures}
    if codes == {ErrorCode.UNAVAILABLE}:
        return 503
    if nothing_ran and ErrorCode.INTERNAL_SERVER_ERROR in codes:
        return 500
    return 400 if nothing_ran and media_type == GRAPHQL else 200


def _retry(failures: Sequence[Failure]) -> dict[str, str]:
    """RFC 9110, 10.2.3: the longest wait that any of them asks for."""
    waits = [failure.retry_after for failure in failures if failure.retry_after is not None]
    return {"retry-after": str(max(waits))} if waits else {}
