"""Serves one OAuth endpoint: reads the form and the client, asks the use case, answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.errors import RateLimited
from auth.oauth.refusals import OAuthRefusal
from auth.unserved import Busy
from resolvers.application import Application, RequestFacts
from resolvers.oauth.authentication import Client
from resolvers.request.context import RequestContext
from server.failures import unexpected
from server.media_types import JSON
from server.oauth import form
from server.oauth.answers import answer, failed, refused, too_many
from server.oauth.client import client_of
from server.oauth.form import Form
from server.request_record import RequestRecord, record_of
from server.responses import respond
from server.settings.settings import Settings

Serve = Callable[[RequestContext, Client, Form], Awaitable[dict[str, Any]]]


class OAuthEndpoint:
    """Only POST is served: parameters of a GET would stand in URLs, and so in logs."""

    def __init__(self, settings: Settings, application: Application, serve: Serve) -> None:
        """`serve` is asked once the form is read and names a client."""
        self._settings = settings
        self._application = application
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, record = Request(scope, receive), record_of(scope)
        try:
            response = await self._answer(request, record)
        except ClientDisconnect:
            return
        except Exception as fault:  # noqa: BLE001 - a client never sees a traceback
            record.failures = unexpected(_timely(fault), record.id)
            response = failed(record.failures[0])
        await response(scope, receive, send)

    async def _answer(self, request: Request, record: RequestRecord) -> Response:
        if request.method != "POST":
            body = {"error": "invalid_request", "error_description": "Only POST is served."}
            return respond(405, body, JSON, {"allow": "POST"})
        record.ctx = ctx = RequestContext(self._application, _facts(request, record))
        try:
            sent = await form.read(request)
            async with asyncio.timeout(self._settings.operation_timeout):
                return answer(await self._serve(ctx, client_of(request.headers, sent), sent))
        except OAuthRefusal as refusal:
            record.refused = refusal.error
            return refused(refusal)
        except RateLimited as refusal:
            record.refused = refusal.code.value
            return too_many(refusal)


def _timely(fault: Exception) -> Exception:
    """What took too long was rolled back, so a later try may succeed."""
    return Busy() if isinstance(fault, TimeoutError) else fault


def _facts(request: Request, record: RequestRecord) -> RequestFacts:
    return RequestFacts(
        remote_address=request.client.host if request.client else None,
        user_agent=request.headers.get("user-agent"),
        request_id=record.id,
    )
