"""Delivers to several webhooks side by side, so that a slow one holds up no other."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from db.statements.webhooks import due
from resolvers.webhooks.delivery import deliver

if TYPE_CHECKING:
    from resolvers.application import Application
    from resolvers.webhooks.delivery import Send


class Lanes:
    """The webhooks to which this process delivers at this moment, each by a task of its own."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self._lanes: dict[str, asyncio.Task[None]] = {}

    async def look(self, application: "Application") -> None:
        """Begin a lane for each webhook for which something is due.

        Raises what ended a lane since the last look; its deliveries are taken again.
        """
        found = await due.find_webhooks(application.database.reads, now=application.clock())
        for webhook_id in found:
            if webhook_id not in self._lanes:
                work = deliver(application, self._send, webhook_id)
                self._lanes[webhook_id] = asyncio.create_task(work)
        ended = [webhook_id for webhook_id, lane in self._lanes.items() if lane.done()]
        faults = [self._lanes.pop(webhook_id).exception() for webhook_id in ended]
        for fault in filter(None, faults):
            raise fault

    async def close(self) -> None:
        """Give up what is under way: its lease runs out, and another process delivers it."""
        for lane in self._lanes.values():
            lane.cancel()
        for lane in self._lanes.values():
            with suppress(asyncio.CancelledError, Exception):
                await lane
