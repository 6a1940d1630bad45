"""What the pages of a sign-in share: GET by a window, a time limit, and a page for what fails."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.errors import RateLimited
from auth.sign_in.oidc.refusals import Advice, SignInRefused
from resolvers.application import Application
from resolvers.request.context import RequestContext
from server.endpoint.credentials import gather
from server.failures import unexpected
from server.oidc import cookie
from server.oidc.failed import lead_to
from server.oidc.page import page
from server.oidc.remote import Remote
from server.request_record import record_of
from server.responses import refuse
from server.settings.settings import Settings

log = structlog.get_logger()

REFUSED: Final = "oidc.refused"
DOCUMENT: Final = "document"  # what a window loads, by Fetch Metadata; old browsers do not tell
WITHIN: Final = 25  # seconds: up to four questions to a provider

Serve = Callable[[RequestContext, Request, Remote], Awaitable[Response]]


class SignInPage:
    """One page of one provider. Neither a code nor a token reaches the log."""

    def __init__(
        self,
        settings: Settings,
        application: Application,
        remote: Remote,
        serve: Serve,
        *,
        failed: str | None = None,
    ) -> None:
        """`failed` is the path of the page for failures of one whose own address has secrets."""
        self._failed_path = failed
        self._settings = settings
        self._application = application
        self._remote = remote
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = _refuse(request)
        try:
            response = response or await self._answer(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        record = record_of(request.scope)
        facts = gather(request, self._settings, record.id)
        record.ctx = ctx = RequestContext(self._application, facts)
        try:
            async with asyncio.timeout(WITHIN):
                return await self._serve(ctx, request, self._remote)
        except SignInRefused as refusal:
            record.refused = f"oidc_{refusal.cause}"
            log.warning(
                REFUSED,
                request_id=record.id,
                provider=self._remote.provider.name,
                cause=refusal.cause.value,
                detail=refusal.detail,
            )
            return self._failed(request, refusal.cause.advice, record.id)
        except RateLimited as refusal:
            record.refused = refusal.code.value
            wait = int(str(refusal.extensions["retryAfter"]))
            return self._failed(request, Advice.TOO_MANY, record.id, retry_after=wait)
        except Exception as fault:  # noqa: BLE001 - the text of any exception may quote values
            record.failures = unexpected(fault, record.id)
            return self._failed(request, Advice.TRY_LATER, record.id)

    def _failed(
        self,
        request: Request,
        advice: Advice,
        request_id: str,
        *,
        retry_after: int | None = None,
    ) -> Response:
        if self._failed_path is not None:
            path, settings = self._failed_path, self._settings
            response = lead_to(path, advice, request_id=request_id, settings=settings)
        else:
            language = request.headers.get("accept-language", "")
            response = page(
                advice, accept_language=language, request_id=request_id, retry_after=retry_after
            )
        cookie.forget(response, self._settings)
        return response


def _refuse(request: Request) -> Response | None:
    """The refusal of what is no visit; None for one.

    Pictures on a page of another site would else begin sign-ins until the network of those who look
    at it is locked out, or end the one that their browser has begun.
    """
    if request.method != "GET":
        return refuse(405, "Only GET is served.", headers={"allow": "GET"})
    if request.headers.get("sec-fetch-dest", DOCUMENT) != DOCUMENT:
        return refuse(403, "Only a window of a browser opens this page.")
    return None
