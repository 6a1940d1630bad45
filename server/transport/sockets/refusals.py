"""What a connection is told that is refused before the application sees its request."""

from typing import Final

from starlette.types import Receive, Scope, Send

from auth.vocabulary import ErrorCode
from server.responses import refuse
from server.transport.security_headers import ALWAYS

REFUSALS: Final = {
    400: (ErrorCode.GRAPHQL__BAD_REQUEST, "Bad Request"),
    408: (ErrorCode.GRAPHQL__LIMIT_EXCEEDED, "Request Timeout"),
    431: (ErrorCode.GRAPHQL__LIMIT_EXCEEDED, "Request Header Fields Too Large"),
}


def whole_refusal(status: int, text: str) -> bytes:
    """All of an answer, after which the connection is closed."""
    code, reason = REFUSALS[status]
    response = refuse(status, text, code=code, headers={**ALWAYS, "connection": "close"})
    head = b"".join(b"%s: %s\r\n" % header for header in response.raw_headers)
    line = f"HTTP/1.1 {status} {reason}\r\n".encode()
    return line + head + b"\r\n" + bytes(response.body)


async def busy(scope: Scope, receive: Receive, send: Send) -> None:
    """503 on a connection for which there is no room."""
    headers = {**ALWAYS, "retry-after": "1", "connection": "close"}
    response = refuse(503, "Try again in a moment.", code=ErrorCode.UNAVAILABLE, headers=headers)
    await response(scope, receive, send)
