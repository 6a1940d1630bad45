"""Requests that run at once: all of them have read before the first one writes."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from sqlalchemy import text

from tests.support.clients import Answer
from tests.support.shop import Shop

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def at_once(shop: Shop, table: str, *calls: Awaitable[Answer]) -> list[dict[str, Any]]:
    """The extensions of all errors of requests that write to one table at the same time.

    On PostgreSQL a lock holds the table until every request waits; SQLite has one writer at a time.
    """
    running = [asyncio.ensure_future(call) for call in calls]
    if not shop.application.database.is_sqlite:
        await _let_them_meet(shop, table, running)
    answers = await asyncio.gather(*running)
    return [error["extensions"] for answer in answers for error in answer.errors]


async def _let_them_meet(
    shop: Shop, table: str, running: "Sequence[asyncio.Future[Answer]]"
) -> None:
    engine = shop.application.database.engine
    watching = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as gate, watching.connect() as watch:
        await gate.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        waiting = 0
        while waiting + sum(call.done() for call in running) < len(running):
            await asyncio.sleep(0.01)
            waiting = (await watch.execute(WAITING)).scalar_one()
        await gate.rollback()
