"""An application started as uvicorn starts it, its background work included."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from resolvers.application import Application
from server.app import create
from server.application import wire
from server.settings.settings import Settings


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[Application]:
    """The application runs until the end of the block."""
    application = wire(settings)
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answers: asyncio.Queue[Any] = asyncio.Queue()
    app = create(settings, application)
    running = asyncio.ensure_future(app({"type": "lifespan"}, told.get, answers.put))
    await told.put({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    yield application
    await told.put({"type": "lifespan.shutdown"})
    await running
