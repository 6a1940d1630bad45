"""What an operator does by hand, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from resolvers import journal
from resolvers.application import Application
from resolvers.journal import Verification
from resolvers.sweep import sweep
from server.settings import Settings
from server.wiring import wire


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Application]:
    """An application for the time of one command."""
    application = wire(settings)
    try:
        yield application
    finally:
        await application.database.dispose()


async def sweep_once(settings: Settings) -> int:
    """How many imitations had run out."""
    async with wired(settings) as application:
        return await sweep(application)


async def verify_once(settings: Settings) -> Verification:
    """Seal what waits, then walk the chain."""
    async with wired(settings) as application:
        await journal.seal_new_events(application)
        return await journal.verify(application)
