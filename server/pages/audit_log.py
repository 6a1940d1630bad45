"""The pages of the audit log for outsiders: checkpoint, tiles and entries (C2SP tlog-tiles)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import anyio
from pydantic import SecretStr
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from auth.transparency.tiles import DamagedTile, NoSuchTile, bundle_of_path, tile_of_path
from resolvers.application import Application
from resolvers.audit.outsiders.publishing import NotPublished, newest, read_entries, read_tile
from server.endpoint.bearer import refuse_without
from server.failures import unexpected
from server.media_types import JSON
from server.request_record import record_of
from server.responses import answer, refuse
from server.settings.settings import Settings

PATH: Final = "/audit"
A_YEAR: Final = 31_536_000  # seconds
BUNDLES: Final = 1  # made at a time, about 10 ms each: readers do not take a process from others


def audit_log_routes(settings: Settings, application: Application) -> Sequence[BaseRoute]:
    """No route unless a setting opens it: the shop then answers 404."""
    token = settings.audit_read_token
    if token is None and not settings.audit_public:
        return []
    tree = TreePages(settings, application, None if settings.audit_public else token)
    found = [
        Route(f"{PATH}/checkpoint", tree.checkpoint),
        Route(f"{PATH}/tile/{{rest:path}}", tree.tile),
    ]
    if token is None:
        return found
    # A leaf names the values that it commits to. Of a sign-in that was refused this tells whether
    # there is such a user, so no setting opens the entries to strangers.
    entries = EntryPages(settings, application, token).entries
    packed = [Middleware(GZipMiddleware, compresslevel=1)]  # hashes cannot be packed
    return [Route(f"{PATH}/tile/entries/{{rest:path}}", entries, middleware=packed), *found]


class Pages:
    """What was signed, and nothing beyond it; every other path is 404."""

    def __init__(
        self, settings: Settings, application: Application, token: SecretStr | None
    ) -> None:
        self._application = application
        self._token = token
        self._within = settings.operation_timeout
        # What a tile holds never changes. Shared caches know no token.
        kept_by = "public" if token is None else "private"
        self._immutable = f"{kept_by}, max-age={A_YEAR}, immutable"

    async def _answer(
        self, request: Request, read: Callable[[str], Awaitable[Response]]
    ) -> Response:
        refusal = refuse_without(self._token, request)
        if refusal is not None:
            return refusal
        try:
            async with asyncio.timeout(self._within):
                return await read(request.scope["path"].removeprefix(f"{PATH}/"))
        except (NoSuchTile, NotPublished, DamagedTile):
            return refuse(404, "The signed audit log has nothing there.")
        except Exception as fault:  # noqa: BLE001 - the text of any exception may quote values
            return answer(None, unexpected(fault, record_of(request.scope).id), JSON)

    def _binary(self, content: bytes) -> Response:
        headers = {"cache-control": self._immutable}
        return Response(content, headers=headers, media_type="application/octet-stream")


class TreePages(Pages):
    """The checkpoint and the hashes."""

    async def checkpoint(self, request: Request) -> Response:
        """The newest signed note."""
        return await self._answer(request, self._checkpoint)

    async def tile(self, request: Request) -> Response:
        """Hashes."""
        return await self._answer(request, self._tile)

    async def _checkpoint(self, _path: str) -> Response:
        note = (await newest(self._application)).note
        return Response(note, headers={"cache-control": "no-cache"}, media_type="text/plain")

    async def _tile(self, path: str) -> Response:
        return self._binary(await read_tile(self._application, tile_of_path(path)))


class EntryPages(Pages):
    """The leaves."""

    def __init__(self, settings: Settings, application: Application, token: SecretStr) -> None:
        super().__init__(settings, application, token)
        self._bundles = anyio.CapacityLimiter(BUNDLES)

    async def entries(self, request: Request) -> Response:
        """A bundle of up to 256."""
        return await self._answer(request, self._entries)

    async def _entries(self, path: str) -> Response:
        tile = bundle_of_path(path)
        async with self._bundles:
            return self._binary(await read_entries(self._application, tile))
