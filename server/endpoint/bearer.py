"""Bearer tokens in requests (RFC 6750), and pages for those who hold the one token of a setting."""

import hmac

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from auth.vocabulary import ErrorCode
from server.responses import refuse


def bearer(authorization: str) -> str | None:
    """The token of an Authorization header; None for another scheme."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def refuse_without(token: SecretStr | None, request: Request) -> Response | None:
    """The refusal of a request that does not send the token; None lets it pass.

    Without a token in the settings every request passes.
    """
    sent = bearer(request.headers.get("authorization", "")) or ""
    if token is None or hmac.compare_digest(sent.encode(), token.get_secret_value().encode()):
        return None
    headers = {"www-authenticate": "Bearer"}  # RFC 6750, section 3
    return refuse(401, "A token is needed.", code=ErrorCode.UNAUTHENTICATED, headers=headers)
