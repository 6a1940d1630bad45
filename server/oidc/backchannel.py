"""Takes logout tokens from providers (OpenID Connect Back-Channel Logout 1.0)."""

import asyncio
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.oauth.refusals import InvalidRequest
from auth.sign_in.oidc.logout_tokens import logout_of
from auth.sign_in.oidc.refusals import SignInRefused
from resolvers.application import Application, RequestFacts
from resolvers.oidc.departure import sign_out
from resolvers.request.context import RequestContext
from server.failures import unexpected
from server.media_types import JSON
from server.oauth import form
from server.oidc.remote import Remote
from server.request_record import record_of
from server.responses import respond

log = structlog.get_logger()

REFUSED: Final = "oidc.logout_refused"
WITHIN: Final = 25  # seconds


class BackChannelLogout:
    """Only POST is served, by the provider itself and by no browser."""

    def __init__(self, application: Application, remote: Remote) -> None:
        self._application = application
        self._remote = remote

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return respond(405, {"error": "invalid_request"}, JSON, {"allow": "POST"})
        record = record_of(request.scope)
        client = request.client.host if request.client else None
        facts = RequestFacts(remote_address=client, request_id=record.id)
        record.ctx = ctx = RequestContext(self._application, facts)
        try:
            async with asyncio.timeout(WITHIN):
                await self._sign_out(ctx, request)
        except (SignInRefused, InvalidRequest) as refusal:
            record.refused = "oidc_logout_refused"
            cause = refusal.cause if isinstance(refusal, SignInRefused) else "malformed"
            name = self._remote.provider.name
            log.warning(REFUSED, request_id=record.id, provider=name, cause=str(cause))
            return respond(400, {"error": "invalid_request"}, JSON, {})
        except Exception as fault:  # noqa: BLE001 - the text of any exception may quote values
            record.failures = unexpected(fault, record.id)
            return respond(503, {"error": "temporarily_unavailable"}, JSON, {"retry-after": "5"})
        return Response(status_code=200, headers={"cache-control": "no-store"})

    async def _sign_out(self, ctx: RequestContext, request: Request) -> None:
        sent = await form.read(request)
        token = form.needed(sent, "logout_token")
        provider = self._remote.provider
        logout = await self._remote.verified(
            lambda keys: logout_of(token, provider=provider, keys=keys, now=ctx.now())
        )
        await sign_out(ctx, provider, logout)
