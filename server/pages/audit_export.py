"""Downloads of the audit log for auditors: `GET /admin/export/audit.csv` and `audit.json`."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from auth.vocabulary import ErrorCode
from resolvers.admin.imitations.exporting import begin_export, export
from resolvers.application import Application, RequestFacts
from resolvers.request.context import RequestContext
from server.endpoint.credentials import admin_cookie, gather
from server.failures import Failure, unexpected
from server.media_types import JSON
from server.pages.export_filter import read_filter
from server.pages.export_forms import CsvForm, ExportForm, JsonForm
from server.request_record import record_of
from server.responses import refuse, respond
from server.settings.settings import Settings

if TYPE_CHECKING:
    from db.statements.imitation.lists.imitation_lists import Listed
    from resolvers.admin.imitations.exporting import Exported

PATH: Final = "/admin/export/audit"
AT_ONCE: Final = 2  # pages that are made at a time, so that downloads leave room for others
STATUSES: Final[Mapping[str, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FRAMEWORK__PERSON_REQUIRED: 403,
    ErrorCode.FRAMEWORK__MISSING_PRIVILEGE_ERROR: 403,
    ErrorCode.VIOLATION_INVALID: 400,
    ErrorCode.UNAVAILABLE: 503,
}


def audit_export_routes(settings: Settings, application: Application) -> Sequence[BaseRoute]:
    """One route for each form."""
    pages = anyio.CapacityLimiter(AT_ONCE)
    return [
        Route(f"{PATH}.{form.name}", Export(settings, application, form, pages))
        for form in (CsvForm, JsonForm)
    ]


class Export:
    """Streams the records of imitations that the parameters of the address let through.

    The cookie of the admin counts, from a page of the admin alone: a link elsewhere downloads
    nothing. A client that goes away, or reads slowly, holds no connection to the database.
    """

    def __init__(
        self,
        settings: Settings,
        application: Application,
        form: type[ExportForm],
        pages: anyio.CapacityLimiter,
    ) -> None:
        self._settings = settings
        self._application = application
        self._form = form
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An answer that was begun is cut off where its caller may no longer read."""
        request, record = Request(scope, receive), record_of(scope)
        try:
            response = await self._answer(request)
        except Exception as fault:  # noqa: BLE001 - the text of any exception may quote values
            record.failures = unexpected(fault, record.id)
            response = _refusal(record.failures[0])
        try:
            await response(scope, receive, send)
        except ClientDisconnect:
            return

    async def _answer(self, request: Request) -> Response:
        if request.method != "GET":  # each download is recorded, and HEAD is none
            return refuse(405, "Only GET is served.", headers={"allow": "GET"})
        record = record_of(request.scope)
        record.ctx = ctx = RequestContext(self._application, self._facts(request, record.id))
        async with asyncio.timeout(self._settings.operation_timeout):
            where = read_filter(request.query_params)
            listed = await begin_export(ctx, where, form=self._form.name)
        name = f"audit-{ctx.now():%Y-%m-%d-%H%M}.{self._form.name}"
        return StreamingResponse(
            self._stream(ctx, listed),
            media_type=self._form.media_type,
            headers={
                "content-disposition": f'attachment; filename="{name}"',
                "cache-control": "no-store",
            },
        )

    def _facts(self, request: Request, request_id: str) -> RequestFacts:
        """Bearer tokens do not count: programs have the API."""
        facts = gather(request, self._settings, request_id)
        cookie = request.cookies.get(admin_cookie(self._settings))
        return facts._replace(access_token=cookie if facts.own_page else None)

    async def _stream(self, ctx: RequestContext, listed: "Listed") -> AsyncIterator[bytes]:
        form = self._form()
        yield form.beginning()
        async with aclosing(export(ctx, listed, with_events=form.with_events)) as pages:
            while (page := await self._next(pages)) is not None:
                yield form.page(page)
        yield form.end()

    async def _next(
        self, pages: "AsyncIterator[Sequence[Exported]]"
    ) -> "Sequence[Exported] | None":
        async with self._pages, asyncio.timeout(self._settings.operation_timeout):
            return await anext(pages, None)


def _refusal(failure: Failure) -> Response:
    status = STATUSES.get(failure.code, 500)
    headers = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    return respond(status, {"errors": [failure.body]}, JSON, headers)
