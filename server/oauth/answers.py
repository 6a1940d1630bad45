"""The answers of the OAuth endpoints: JSON that nothing stores, refusals as RFC 6749 has them."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from auth.errors import RateLimited
from auth.oauth.refusals import InvalidClient, OAuthRefusal
from server.failures import Failure
from server.media_types import JSON
from server.responses import respond

# RFC 6749, 5.1 asks for both headers where a token is answered; `respond` adds the other.
PRAGMA: Final = {"pragma": "no-cache"}
CHALLENGE: Final = {"www-authenticate": 'Basic realm="imitate", charset="UTF-8"'}
UNAVAILABLE: Final = "temporarily_unavailable"


def answer(body: Mapping[str, Any]) -> Response:
    """The answer to a request that is served."""
    return respond(200, body, JSON, PRAGMA)


def refused(refusal: OAuthRefusal) -> Response:
    """RFC 6749, 5.2: 401 for what concerns the client's credentials, else 400."""
    body = {"error": refusal.error, "error_description": str(refusal)}
    if isinstance(refusal, InvalidClient):
        return respond(401, body, JSON, {**PRAGMA, **CHALLENGE})
    return respond(400, body, JSON, PRAGMA)


def too_many(refusal: RateLimited) -> Response:
    """RFC 6585, 4; the standards of OAuth have no code of their own for it."""
    headers = {**PRAGMA, "retry-after": str(refusal.extensions["retryAfter"])}
    body = {"error": UNAVAILABLE, "error_description": str(refusal)}
    return respond(429, body, JSON, headers)


def failed(failure: Failure) -> Response:
    """503 where a later try may succeed, else 500."""
    text = failure.body["message"]
    if failure.retry_after is None:
        return respond(500, {"error": "server_error", "error_description": text}, JSON, PRAGMA)
    headers = {**PRAGMA, "retry-after": str(failure.retry_after)}
    return respond(503, {"error": UNAVAILABLE, "error_description": text}, JSON, headers)
