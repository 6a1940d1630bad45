"""Starlette middleware that lets requests in whose bearer token tells who is really there."""

from typing import Any

import jwt
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


class VerifyContext:
    def __init__(self, app: ASGIApp, issuer: str, audience: str) -> None:
        self.app, self.issuer, self.audience = app, issuer, audience
        url = f"{issuer}/.well-known/jwks.json"
        self.keys = jwt.PyJWKClient(url, lifespan=60, timeout=5, cooldown_duration=1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.app
        if scope["type"] != "lifespan":  # WebSockets, too
            sent = Headers(scope=scope).get("authorization", "")
            try:
                scope["context"] = await run_in_threadpool(self.verify, sent)
            except (jwt.PyJWTError, ValueError):
                answer = Response(status_code=401, headers={"www-authenticate": "Bearer"})
        await answer(scope, receive, send)

    def verify(self, authorization: str) -> dict[str, Any]:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or jwt.get_unverified_header(token).get("typ") != "at+jwt":
            raise jwt.InvalidTokenError
        key = self.keys.get_signing_key_from_jwt(token)
        needed = {"require": ["exp", "sub", "sid", "channel", "access"], "verify_iat": False}
        return jwt.decode(token, key, ["ES256"], needed, issuer=self.issuer, audience=self.audience)
