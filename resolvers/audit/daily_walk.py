"""Walks the whole audit log once a day, and signs what was found."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from auth.audit.walks import Walked, sign_walk
from db.statements.imitation import audit_tree, audit_walks
from resolvers.audit import verification
from resolvers.audit.walk import Flaw, newest_walk

if TYPE_CHECKING:
    from resolvers.application import Application

EVERY: Final = timedelta(hours=23)  # a process looks each hour


async def walk_if_due(application: "Application") -> bool:
    """Walk an audit log that is not small if the last walk is a day ago; whether it did so."""
    now, last = application.clock(), await newest_walk(application)
    leaf = await audit_tree.get_last_leaf(application.database.reads)
    if leaf is None or leaf.position < verification.SMALL or not application.signing_keys:
        return False
    if last is not None and timedelta() <= now - last.at < EVERY:
        return False
    found = await verification.verify(application)
    broken = found.flaw not in {None, Flaw.OVERDUE}  # which ends by itself
    walked = Walked(
        size=found.checked,
        root=found.root,
        through_id=found.through_id,
        broken_id=(found.first_broken_id or found.through_id) if broken else 0,
        at=now,
    )
    note = sign_walk(walked, application.signing_keys)
    async with application.database.transaction() as session:
        await audit_walks.add(session, note)
    return True
