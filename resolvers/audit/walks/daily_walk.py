"""Starts a walk over the whole audit log once a day."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit_tree
from resolvers.audit import verification
from resolvers.audit.walk import newest_walk
from resolvers.audit.walks.walking import start_walk

if TYPE_CHECKING:
    from resolvers.application import Application

EVERY: Final = timedelta(hours=23)  # a process looks every few minutes


async def start_if_due(application: "Application") -> bool:
    """Start a walk over an audit log that is not small if the last one was a day ago."""
    if not application.signing_keys or not await _is_due(application):
        return False
    await start_walk(application)
    return True


async def _is_due(application: "Application") -> bool:
    now, last = application.clock(), await newest_walk(application)
    if last is not None and timedelta() <= now - last.at < EVERY:
        return False
    leaf = await audit_tree.get_last_leaf(application.database.reads)
    # What a walk has found stands until the next one, in a small audit log too.
    broken = last is not None and last.broken_id != 0
    return broken or (leaf is not None and leaf.position >= verification.SMALL)
