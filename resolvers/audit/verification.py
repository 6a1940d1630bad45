"""Verifies the audit log: its leaves up to the newest checkpoint, and the events that wait."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit_tree, audit_waiting
from resolvers.audit.tree import NoCheckpoint, opened
from resolvers.audit.walk import Flaw, Walk

if TYPE_CHECKING:
    from auth.transparency.checkpoints import Checkpoint
    from db.models import AuditCheckpoint
    from db.statements.imitation.audit_waiting import Waiting
    from resolvers.application import Application

OVERDUE: Final = timedelta(minutes=1)  # far more than an operation (15 s) and sealing (1 s) take
IDS: Final = 10_000  # of one search for events without a leaf


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification. `first_broken_id` is the id of the first event with a flaw."""

    checked: int
    unsealed: int
    checkpoint: str | None  # the newest one, a signed note
    root: bytes  # of the events that were checked
    flaw: Flaw | None
    first_broken_id: int | None

    @property
    def valid(self) -> bool:
        """True without a flaw."""
        return self.flaw is None


async def verify(
    application: "Application", *, expected: "Checkpoint | None" = None
) -> Verification:
    """Verify the audit log from its first event to its last.

    `expected` is a checkpoint that was kept outside of the database.
    """
    reads = application.database.reads
    newest = await audit_tree.get_checkpoint(reads)  # first: the tree only grows meanwhile
    waiting = await audit_waiting.count_waiting(reads)
    walk = Walk()
    if expected is not None:
        await _compare(application, walk, expected)
    if walk.flaw is None:
        await _reach(application, walk, newest)
    if walk.flaw is None:
        await _look_beside(application, walk, waiting)
    return Verification(
        checked=walk.size,
        unsealed=waiting.number,
        checkpoint=None if newest is None else newest.note,
        root=walk.root,
        flaw=walk.flaw,
        first_broken_id=walk.event_id if walk.flaw else None,
    )


async def _compare(application: "Application", walk: Walk, expected: "Checkpoint") -> None:
    """Walk to where the given checkpoint was signed."""
    await walk.through(application.database.reads, expected.size)
    if walk.flaw is None and walk.size < expected.size:
        walk.flaw = Flaw.SHORTER
    elif walk.flaw is None and walk.root != expected.root:
        walk.flaw = Flaw.OTHER_HISTORY


async def _reach(application: "Application", walk: Walk, newest: "AuditCheckpoint | None") -> None:
    """Walk to the newest checkpoint, which signs what stands there."""
    reads = application.database.reads
    last = await audit_tree.get_last_leaf(reads)
    try:
        end = opened(application, newest)
    except NoCheckpoint:
        await walk.through(reads, 0 if last is None else last.position + 1)
        walk.flaw = walk.flaw or Flaw.NO_CHECKPOINT
        return
    await walk.through(reads, end.size)
    if walk.flaw is None and walk.size < end.size:
        walk.flaw, walk.event_id = Flaw.CUT, None if newest is None else newest.event_id
    elif walk.flaw is None and walk.size == end.size and walk.root != end.root:
        walk.flaw = Flaw.OTHER_TREE
    elif walk.flaw is None and last is not None and last.position >= walk.size:
        await _check_growth(application, walk, walk.size)


async def _check_growth(application: "Application", walk: Walk, size: int) -> None:
    """Leaves beyond the checkpoint were added after it was read, with a checkpoint of their own."""
    try:
        end = opened(application, await audit_tree.get_checkpoint(application.database.reads))
    except NoCheckpoint:
        end = None
    if end is None or end.size <= size:
        ((leaf, _),) = await audit_tree.find_leaves(application.database.reads, start=size, limit=1)
        walk.flaw, walk.event_id = Flaw.NO_CHECKPOINT, leaf.event_id


async def _look_beside(application: "Application", walk: Walk, waiting: "Waiting") -> None:
    """Find events that are gone, that nothing will seal, or that have waited for too long."""
    reads = application.database.reads
    newest = await audit_waiting.get_newest_id(reads)
    for after in range(0, newest, IDS):
        found = await audit_waiting.find_forgotten(reads, after=after, through=after + IDS)
        if found is not None:
            walk.flaw, walk.event_id = Flaw.FORGOTTEN, found
            return
    if waiting.lost_id is not None:
        walk.flaw, walk.event_id = Flaw.LOST, waiting.lost_id
    elif waiting.since is not None and application.clock() - waiting.since > OVERDUE:
        walk.flaw, walk.event_id = Flaw.OVERDUE, waiting.first_id
