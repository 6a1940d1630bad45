"""What an operator does by hand, once."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from resolvers.application import Application
from resolvers.audit import verification
from resolvers.audit.chain import ChainHead
from resolvers.audit.sealing import NoAnchor, anchor_anew, seal_new_events
from resolvers.audit.verification import Flaw, Verification
from resolvers.imitation.sweep import sweep
from server.application import wire
from server.clock import SharedClock
from server.settings.settings import Settings


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Application]:
    """An application for the time of one command."""
    application = wire(settings)
    try:
        if isinstance(application.clock, SharedClock):
            await application.clock.ask()
        yield application
    finally:
        await application.database.dispose()


async def sweep_once(settings: Settings) -> int:
    """How many imitations had run out."""
    async with wired(settings) as application:
        return await sweep(application)


async def verify_once(settings: Settings, expected: ChainHead | None) -> Verification:
    """Seal what waits, then walk the chain."""
    async with wired(settings) as application:
        with suppress(NoAnchor):  # the walk says so too, and where
            while await seal_new_events(application):
                pass
        return await verification.verify(application, expected=expected)


async def anchor_once(settings: Settings) -> ChainHead:
    """Sign the chain as it stands, where nothing else is wrong with it; raises NoAnchor."""
    async with wired(settings) as application:
        found = await verification.verify(application)
        if found.flaw not in {None, Flaw.NO_ANCHOR, Flaw.OVERDUE}:
            raise NoAnchor
        return await anchor_anew(application)


async def export_once(settings: Settings, write: Callable[[bytes], object]) -> None:
    """Write the journal, a JSON object a line, in UTF-8."""
    async with wired(settings) as application:
        async for line in verification.export(application):
            text = json.dumps(line, ensure_ascii=False, sort_keys=True)
            write(f"{text}\n".encode())
