"""Attempts that do not lock are counted in one statement, as one after another in a transaction."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from db.engine import rows
from db.engine.statement import Statement
from db.models import Throttle
from db.statements.attempts import free_attempts, throttles
from db.statements.attempts.throttles import Limit
from tests.support.shop import Shop

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
LIMIT: Final = Limit(3, 15 * MINUTE, [MINUTE])
COLUMNS: Final = list(Throttle.model_fields)
ADD: Final = Statement(insert(Throttle), columns=COLUMNS)
FIND: Final = Statement(select(Throttle).order_by(col(Throttle.key)), rows.of(Throttle))
FREE: Final[dict[str, dict[str, Any]]] = {
    "one more": {"attempts": 1},
    "the last one": {"attempts": 2},
    "the window is over": {"attempts": 3, "started_at": NOW - 15 * MINUTE},
    "the lock is over": {"attempts": 9, "locks": 2, "locked_until": NOW, "about": "{}"},
}
LOCKS: Final[dict[str, dict[str, Any]]] = {
    "one too many": {"attempts": 3},
    "locked": {"attempts": 4, "locks": 1, "locked_until": NOW + MINUTE, "about": "{}"},
    "locked for longer than a window": {
        "attempts": 4,
        "started_at": NOW - 15 * MINUTE,
        "locked_until": NOW + MINUTE,
    },
}


async def store(shop: Shop, key: bytes, **values: object) -> None:
    defaults = {"started_at": NOW - MINUTE, "locks": 0, "locked_until": None, "about": None}
    await shop.application.database.writes.run(ADD, key=key, **{**defaults, **values})


async def count(shop: Shop, *keys: bytes) -> int:
    limits = [(key, LIMIT) for key in keys]
    return await free_attempts.count(shop.application.database.writes, limits, now=NOW)


async def stored(shop: Shop) -> dict[bytes, dict[str, Any]]:
    """The values of each key."""
    found = await shop.application.database.reads.all(FIND)
    others = [name for name in COLUMNS if name != "key"]
    return {row.key: {name: getattr(row, name) for name in others} for row in found}


async def test_each_is_counted_as_alone(shop: Shop) -> None:
    """A key that is new is counted as well."""
    writes = shop.application.database.writes
    for number, state in enumerate(FREE.values()):
        await store(shop, b"first %d" % number, **state)
        await store(shop, b"alone %d" % number, **state)

    for number in range(len(FREE) + 1):
        assert await count(shop, b"first %d" % number, b"second %d" % number) == 2
        await throttles.count(writes, b"alone %d" % number, LIMIT, now=NOW)

    found = await stored(shop)
    for number in range(len(FREE) + 1):
        assert found[b"first %d" % number] == found[b"alone %d" % number]
        assert found[b"second %d" % number] == found[b"first %d" % len(FREE)]


@pytest.mark.parametrize("state", LOCKS.values(), ids=LOCKS)
async def test_nothing_is_counted_from_the_first_that_locks_on(
    shop: Shop, state: dict[str, Any]
) -> None:
    await store(shop, b"locks", **state)
    before = await stored(shop)

    assert await count(shop, b"locks", b"after") == 0
    assert await stored(shop) == before
    assert await count(shop, b"before", b"locks") == 1

    after = await stored(shop)
    assert after.pop(b"before")["attempts"] == 1
    assert after == before


async def test_of_many_at_once_no_more_than_the_limit_are_counted(shop: Shop) -> None:
    """An account after the address of all, so that some wait for others."""
    await store(shop, b"address", attempts=1)
    at_once = [count(shop, b"address", b"account %d" % (number % 2)) for number in range(12)]

    counted = await asyncio.gather(*at_once)

    assert sorted(counted) == [0] * 10 + [2] * 2
    found = await stored(shop)
    assert found.pop(b"address")["attempts"] == LIMIT.attempts
    assert sum(each["attempts"] for each in found.values()) == 2
