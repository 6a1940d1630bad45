"""Readiness for load balancers: asks the database at most once a second."""

import asyncio
import os
import time
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.version import version
from resolvers.application import Application
from server.clock import SharedClock

WITHIN: Final = 1  # seconds for the database to answer
FRESH: Final = 1.0  # seconds that an answer is reused, good or bad
READY: Final = "ready"


class Readiness:
    """The endpoint `/health/ready`.

    A process that is stopping accepts no connections, so probes fail by themselves.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = asyncio.Lock()
        self._status = ""
        self._until = 0.0

    async def answer(self, _request: Request) -> Response:
        """200, or 503 with the reason."""
        async with self._lock:
            if time.monotonic() >= self._until:
                self._status = await self._look()
                self._until = time.monotonic() + FRESH
        code = 200 if self._status == READY else 503
        return JSONResponse({"status": self._status}, status_code=code)

    async def _look(self) -> str:
        """Ready means: the database takes writes and lets this version serve; the time is known."""
        try:
            async with asyncio.timeout(WITHIN):
                found = await version(self._application.database)
        except Exception:  # noqa: BLE001 - not ready, for any reason
            return "database unavailable"
        if not found.is_writable or _is_read_only(self._application.database.file):
            return "database is read-only"
        if found.commits_wait:
            return "commits wait for another host"
        if found.current is None:
            return "database is not migrated"
        clock = self._application.clock
        if isinstance(clock, SharedClock) and not clock.is_shared:
            return "time unknown"
        return READY if found.can_serve else "database has another version"


def _is_read_only(file: str | None) -> bool:
    """Whether SQLite's file may not be written; it is only looked at, as opening it costs locks."""
    return file is not None and Path(file).exists() and not os.access(file, os.W_OK)
