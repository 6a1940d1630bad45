"""Reads audit events and request records, for tests that check what was written."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.shop import Shop

MISSING = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"


async def events(shop: Shop, action: str) -> list[dict[str, Any]]:
    """The events of one kind, oldest first, with their details as JSON."""
    rows = [row for row in await shop.rows("audit_events") if row["action"] == action]
    return [
        {**row, "detail": row["detail"] and json.loads(row["detail"])}
        for row in sorted(rows, key=lambda row: row["id"])
    ]


@asynccontextmanager
async def only_denied(
    shop: Shop, username: str, *operations: str, **facts: object
) -> AsyncIterator[None]:
    """Fail if the block writes more than the audit events that deny the user these mutations."""
    before = await shop.everything()
    yield
    after = await shop.everything()
    new = [one for one in after.pop("audit_events") if one not in before["audit_events"]]
    assert after == {table: rows for table, rows in before.items() if table != "audit_events"}
    told = sorted(new, key=lambda one: one["id"])
    assert {one["action"] for one in new} == {"user.operation_refused"}
    assert [(one["username"], json.loads(one["detail"])) for one in told] == [
        (username, {"operation": operation, "code": MISSING, **facts}) for operation in operations
    ]


async def causes(shop: Shop) -> list[str]:
    """The end reasons of imitations in the audit log."""
    return [str(found["detail"]["cause"]) for found in await events(shop, "imitation.ended")]


async def endings(shop: Shop) -> list[str | None]:
    """The end reasons of imitations in their own table, in the order of their tokens."""
    rows = sorted(await shop.rows("imitations"), key=lambda row: str(row["created_at"]))
    return [row["end_reason"] for row in rows]


@asynccontextmanager
async def changes_noted(shop: Shop, tables: list[str]) -> AsyncIterator[None]:
    """Adds each table that holds something else afterwards."""
    before = await shop.everything()
    yield
    after = await shop.everything()
    tables += [table for table, rows in after.items() if rows != before[table]]
