"""Verifies the audit log up to the newest checkpoint: the whole, or what is new since a walk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit_tree, audit_waiting
from resolvers.audit.beginning import Beginning, at_the_end, begins_with, behind
from resolvers.audit.tree import NoCheckpoint, opened
from resolvers.audit.walk import Flaw, Walk, newest_walk
from resolvers.audit.watching.missing import Missing, find_missing
from resolvers.audit.watching.state import is_overdue

if TYPE_CHECKING:
    from auth.transparency.checkpoints import Checkpoint
    from db.engine.session import Session
    from db.models import AuditCheckpoint
    from db.statements.imitation.audit_waiting import Waiting
    from resolvers.application import Application
    from resolvers.audit.walk import Tell

OVERDUE: Final = timedelta(minutes=1)  # far more than an operation (15 s) and sealing (1 s) take
SMALL: Final = 10_000  # events that are verified each time
EVENTS: Final = 10_000  # of one search for events without a leaf


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification. `first_broken_id` is the id of the first event with a flaw."""

    checked: int
    unsealed: int
    checkpoint: str | None  # the newest one, a signed note
    root: bytes  # of the events that were checked
    flaw: Flaw | None
    first_broken_id: int | None
    overdue: bool  # sealing is held off
    missing: Missing  # ids without an event, among those that were looked at
    through_id: int  # of the newest event
    walked_at: datetime | None  # when all of it was verified; None: a walk has still to do that
    walked_through_id: int | None
    mendable: bool = False  # tiles are damaged, and the leaves lead to the signed root
    mended: tuple[str, ...] = ()  # the paths of the tiles that were made anew

    @property
    def valid(self) -> bool:
        """True without a flaw."""
        return self.flaw is None


async def verify_new(
    application: "Application", *, expected: "Checkpoint | None" = None
) -> Verification:
    """Verify what is new since the last walk over the whole audit log, or all of a small one.

    Before the first walk over one that is not small, its signed end alone is verified.
    """
    since = await newest_walk(application)
    if since is not None and (since.broken_id or since.size > SMALL):
        return await _verify(application, await behind(application, since), expected)
    last = await audit_tree.get_last_leaf(application.database.reads)
    if last is not None and last.position >= SMALL:
        return await _verify(application, await at_the_end(application), expected)
    return await verify(application, expected=expected)


async def verify(
    application: "Application",
    *,
    expected: "Checkpoint | None" = None,
    tell: "Tell | None" = None,
) -> Verification:
    """Verify the audit log from its first event to its last.

    `expected` is a checkpoint that was kept outside of the database. `tell` is called again and
    again with the number of events that were read.
    """
    through_id = await audit_waiting.get_newest_id(application.database.reads)
    begun = Beginning(Walk(tell=tell), application.clock(), through_id)
    return await _verify(application, begun, expected)


async def _verify(
    application: "Application", begun: Beginning, expected: "Checkpoint | None"
) -> Verification:
    reads, walk = application.database.reads, begun.walk
    newest = await audit_tree.get_checkpoint(reads)  # first: the tree only grows meanwhile
    waiting = await audit_waiting.count_waiting(reads)
    through_id = await audit_waiting.get_newest_id(reads)
    if walk.flaw is None and expected is not None:
        await _compare(application, walk, expected)
    if walk.flaw is None:
        await _reach(application, walk, newest)
    mendable = walk.flaw is None and walk.damaged_id is not None
    if walk.flaw is None:
        await _look_beside(application, walk, waiting, range(begun.start, through_id + 1))
    missing = Missing()
    if walk.flaw is None:
        missing = await find_missing(application, range(begun.start, through_id + 1))
        if missing.removed:
            walk.flaw, walk.event_id = Flaw.MISSING, missing.first_id
    waits = None if waiting.since is None else application.clock() - waiting.since
    if walk.flaw is None and waits is not None and waits > OVERDUE:
        walk.flaw, walk.event_id = Flaw.OVERDUE, waiting.first_id
    if mendable and walk.flaw in {None, Flaw.OVERDUE}:
        walk.flaw, walk.event_id = Flaw.DAMAGED_TILE, walk.damaged_id
    elif walk.damaged_id is not None and not mendable:
        walk.flaw, walk.event_id = Flaw.OTHER_TILE, walk.damaged_id
    return Verification(
        checked=walk.size - begun.unread,
        unsealed=waiting.number,
        checkpoint=None if newest is None else newest.note,
        root=walk.root,
        flaw=walk.flaw,
        first_broken_id=walk.event_id if walk.flaw else None,
        overdue=waiting.lost_id is not None or (waits is not None and is_overdue(waits)),
        missing=missing,
        through_id=through_id,
        walked_at=begun.walked_at,
        walked_through_id=begun.walked_through_id,
        mendable=mendable,
    )


async def _compare(application: "Application", walk: Walk, expected: "Checkpoint") -> None:
    """Walk to where the given checkpoint was signed, or look back to there."""
    if expected.size < walk.size:
        reads = application.database.reads
        if not await begins_with(reads, expected, walk.size, walk.root):
            walk.flaw = Flaw.OTHER_HISTORY
            walk.event_id = await _event_at(reads, expected.size - 1)
        return
    await walk.through(application.database.reads, expected.size)
    if walk.flaw is None and walk.size < expected.size:
        walk.flaw = Flaw.SHORTER
    elif walk.flaw is None and walk.root != expected.root:
        walk.flaw = Flaw.OTHER_HISTORY


async def _event_at(session: "Session", position: int) -> int | None:
    found = await audit_tree.find_leaves(session, start=position, limit=1)
    return found[0][0].event_id if found else None


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
    elif walk.flaw is None and last is not None and last.position >= end.size:
        await _check_growth(application, walk, end.size)
    elif walk.flaw is None and walk.size > end.size:
        walk.flaw = Flaw.NO_CHECKPOINT


async def _check_growth(application: "Application", walk: Walk, size: int) -> None:
    """Leaves beyond the checkpoint were added after it was read, with a checkpoint of their own."""
    try:
        end = opened(application, await audit_tree.get_checkpoint(application.database.reads))
    except NoCheckpoint:
        end = None
    if end is None or end.size <= size:
        ((leaf, _),) = await audit_tree.find_leaves(application.database.reads, start=size, limit=1)
        walk.flaw, walk.event_id = Flaw.NO_CHECKPOINT, leaf.event_id


async def _look_beside(
    application: "Application", walk: Walk, waiting: "Waiting", ids: range
) -> None:
    """Find events that are gone before they were sealed, or that nothing will seal."""
    forgotten = await _find_forgotten(application, walk, ids)
    if forgotten is not None:
        walk.flaw, walk.event_id = Flaw.FORGOTTEN, forgotten
    elif waiting.lost_id is not None:
        walk.flaw, walk.event_id = Flaw.LOST, waiting.lost_id


async def _find_forgotten(application: "Application", walk: Walk, ids: range) -> int | None:
    """The first event that has no leaf and waits for none; a forged one has any id."""
    reads, start, through = application.database.reads, ids.start, ids.stop - 1
    while start <= through:
        end = await audit_waiting.find_end(reads, start=start, through=through, limit=EVENTS)
        if end is None:
            break
        found = await audit_waiting.find_forgotten(reads, start=start, through=end)
        if found is not None:
            return found
        await walk.say()
        start = end + 1
    return None
