"""Serves the built pages of the admin and of GraphiQL with their content security policies."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from resolvers.admin.sales_channels.listing import find_origins
from resolvers.application import Application
from server.endpoint.view import GraphQLView
from server.faults import faults
from server.request_record import record_of
from server.settings.settings import Settings

log = structlog.get_logger()

BUILT: Final = Path(__file__).parent.parent / "static" / "admin"
HEAD: Final = '<!doctype html><meta name="color-scheme" content="light dark"><title>imitate</title>'
MISSING: Final = f"{HEAD}<p>The admin is not built: run make admin."
UNAVAILABLE: Final = f"{HEAD}<p>Try again in a moment."
LONGEST_TARGETS: Final = 3000  # characters; many proxies accept 4 kB of headers
# The shop's sign-in page checks the origin, which a stricter policy would hide.
REFERRER: Final = "strict-origin-when-cross-origin"
SHARED: Final = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


class Assets(StaticFiles):
    """Files with a hash in their names, which clients may therefore cache for ever."""

    async def check_config(self) -> None:
        """Before a build there is no folder: every file is then 404, and none needs a restart."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        response.headers["x-content-type-options"] = "nosniff"
        return response


class Explorer:
    """`/graphql`: GraphiQL for browsers that ask for a page, where enabled; otherwise the API."""

    def __init__(self, settings: Settings, view: GraphQLView) -> None:
        self._enabled = settings.serves_graphiql
        self._view = view

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A browser that opens a page names text/html first in Accept."""
        accept = Request(scope).headers.get("accept", "")
        if scope["method"] == "GET" and self._enabled and accept.startswith("text/html"):
            policy = f"{SHARED}; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
            page = _page("graphiql.html", policy + "worker-src 'self'; form-action 'none'")
            await page(scope, receive, send)
        else:
            await self._view(scope, receive, send)


def routes(settings: Settings, application: Application, view: GraphQLView) -> Sequence[BaseRoute]:
    """The routes of the pages, of their files and of the API."""

    async def admin(request: Request) -> Response:
        try:
            targets = _form_targets(await find_origins(application))
        except Exception as fault:  # noqa: BLE001 - without its policy the page is not served
            request_id = record_of(request.scope).id
            log.error("admin.failed", request_id=request_id, **faults(fault))  # noqa: TRY400 - its text may quote values
            return HTMLResponse(
                UNAVAILABLE,
                status_code=503,
                headers={"retry-after": "1", "cache-control": "no-store"},
            )
        policy = f"{SHARED}; style-src 'self'; font-src 'self'; form-action 'self' {targets}"
        return _page("index.html", policy.strip())

    return [
        Route("/graphql", Explorer(settings, view)),
        Mount("/admin/assets", Assets(directory=BUILT / "assets", check_dir=False)),
        Route("/admin/favicon.svg", _favicon),
        Route("/admin", admin),
        Route("/admin/{path:path}", admin),
    ]


def _form_targets(origins: Sequence[str]) -> str:
    """The origins, or their schemes where a header with all of them would be too long for proxies.

    Scripts are the admin's own in both cases; a form of other HTML could then go to any host.
    """
    listed = " ".join(origins)
    if len(listed) <= LONGEST_TARGETS:
        return listed
    return " ".join(sorted({origin.partition("//")[0] for origin in origins}))


async def _favicon(_request: Request) -> Response:
    icon = BUILT / "favicon.svg"
    headers = {"x-content-type-options": "nosniff"}
    return FileResponse(icon, headers=headers) if icon.exists() else Response(status_code=404)


def _page(name: str, policy: str) -> Response:
    headers = {
        "content-security-policy": policy,
        "referrer-policy": REFERRER,
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
    }
    if not (BUILT / name).exists():
        return HTMLResponse(MISSING, status_code=503, headers=headers)
    return FileResponse(BUILT / name, media_type="text/html", headers=headers)
