"""Signs the whole tree of the audit log once more, where its keys were lost."""

from typing import TYPE_CHECKING

from db.statements.imitation import audit_tree
from resolvers.audit.recording import Source, record
from resolvers.audit.tree import NoCheckpoint, sign
from resolvers.audit.verification import verify
from resolvers.audit.walk import Flaw, Walk

if TYPE_CHECKING:
    from resolvers.application import Application


async def sign_anew(application: "Application") -> int:
    """Sign the tree as it is; the answer is its number of leaves.

    An operator who has lost the keys calls this, which the audit log records. Raises NoCheckpoint
    where anything else is wrong with it.
    """
    found = await verify(application)
    if found.flaw not in {None, Flaw.NO_CHECKPOINT, Flaw.MISSING, Flaw.OVERDUE}:
        raise NoCheckpoint
    async with application.database.transaction() as session:
        await audit_tree.lock(session, wait=True)
        last = await audit_tree.get_last_leaf(session)
        if last is None:
            return 0
        walk = Walk()
        await walk.through(session, last.position + 1)
        if walk.flaw is not None or walk.damaged_id is not None:
            raise NoCheckpoint
        await sign(application, session, walk.size, walk.root, last.event_id)
        await record(session, Source(application.clock()), "audit_log.signed_anew")
        return walk.size
