"""Writes the one event about each window that had too many refusals, once it has closed."""

import json
from typing import TYPE_CHECKING, Any, Final

from db.statements.attempts import closed_windows
from db.statements.imitation import audit
from resolvers.audit.recording import Machine, Source, event, named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.engine.connections import Database
    from db.engine.session import Session
    from db.statements.attempts.closed_windows import ClosedWindow

TOGETHER: Final = 100  # windows in one transaction


def about(limit: int, *, integration: Machine | None = None, **who: str | None) -> str:
    """What a window keeps for its event: columns of an event, and how many are recorded each."""
    kept: dict[str, object] = {"limit": limit, "who": who}
    if integration is not None:
        kept["integration"] = named(integration)
    return json.dumps(kept)


async def tell_of(session: "Session", key: bytes, *, now: "datetime") -> None:
    """Write the event of this subject's window if it has closed and has none yet."""
    await _tell(session, await closed_windows.hold(session, key, now=now), now)


async def tell_of_all(database: "Database", *, now: "datetime") -> int:
    """Write the events of all windows that nobody touches again; the answer is how many."""
    told = 0
    while True:
        async with database.transaction() as session:
            found = await closed_windows.hold_some(session, now=now, limit=TOGETHER)
            await _tell(session, found, now)
        told += len(found)
        if len(found) < TOGETHER:
            return told


async def _tell(session: "Session", windows: "Sequence[ClosedWindow]", now: "datetime") -> None:
    """The windows are locked, so another process finds no event due."""
    if windows:
        await audit.add(session, *(_event(window, now) for window in windows))
        await closed_windows.mark_told(session, [window.key for window in windows])


def _event(window: "ClosedWindow", now: "datetime") -> dict[str, Any]:
    kept = json.loads(window.about)
    detail = {
        "attempts_of": "refusal",
        "attempts": window.attempts,
        "limit": kept["limit"],
        "since": window.started_at.isoformat(),
    }
    if "integration" in kept:
        detail["integration"] = kept["integration"]
    return {**event(Source(now), "throttle.refused", detail=detail), **kept["who"]}
