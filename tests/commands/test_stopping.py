"""A server stops in the middle of its background work."""

import asyncio

import pytest

from resolvers.application import Application
from server.background import tasks
from tests.support.lifespan import started
from tests.support.shop import Shop

ROOM = 30  # seconds; without a fault it takes none


async def test_i1_work_that_is_being_committed_is_the_last(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A COMMIT that was sent goes on in spite of a cancellation, as in db/engine/drivers."""
    begun, done = asyncio.Event(), list[str]()

    async def commit(_application: Application) -> None:
        begun.set()
        try:
            await asyncio.sleep(ROOM * 2)
        except asyncio.CancelledError:
            done.append("committed")

    monkeypatch.setattr(tasks, "sweep", commit)

    async with asyncio.timeout(ROOM) as limit, started(shop.settings):
        await begun.wait()

    assert not limit.expired()
    assert done == ["committed"]
