"""The walk over the whole audit log as a job: one process makes it, and every process sees it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import anyio

from auth.audit.walks import Walked, sign_walk
from auth.transparency.tiles import DamagedTile
from db.models.columns import new_id
from db.statements.imitation import audit_tree, audit_walks
from resolvers.audit.rebuilding import rebuild
from resolvers.audit.tree import OtherTree
from resolvers.audit.verification import verify
from resolvers.audit.walk import Flaw, newest_walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from resolvers.application import Application
    from resolvers.audit.verification import Verification

    Show = Callable[[int, int], None]  # how many events were read, of how many

LEASE: Final = timedelta(seconds=30)  # after which a process that told nothing counts as dead
TELLING: Final = 1.0  # seconds between two notes of the progress
LEAVING: Final = 2.0  # seconds that a process that is stopped has to say so


class TakenOver(RuntimeError):
    """Another process makes the walk: this one has told nothing for too long."""


@dataclass(frozen=True, slots=True)
class CurrentWalk:
    """The walk that runs, or that ran last. `valid` is None while it runs."""

    checked: int
    total: int
    started_at: datetime
    finished_at: datetime | None
    valid: bool | None


async def find_current(application: "Application") -> CurrentWalk | None:
    """The walk that runs, or that ran last; None if there was none."""
    row = await audit_walks.get_current(application.database.reads)
    if row is None:
        return None
    valid = None
    if row.finished_at is not None:
        # The row itself proves nothing: only a signed result says that everything held.
        signed = await newest_walk(application)
        valid = signed is not None and signed.at == row.started_at and not signed.broken_id
    return CurrentWalk(row.checked, row.total, row.started_at, row.finished_at, valid)


async def start_walk(application: "Application") -> CurrentWalk:
    """Start a walk, which a process takes soon, or answer the one that runs."""
    now, total = application.clock(), await _total(application)
    await audit_walks.start(application.database.writes, now=now, total=total)
    started = await find_current(application)
    assert started is not None  # noqa: S101 - no statement removes the row
    return started


async def walk_if_started(
    application: "Application", show: "Show | None" = None
) -> "Verification | None":
    """Make the walk that was started; None where there is none, or another process makes it.

    A walk whose process has died begins anew: what it had read is not signed.
    """
    row = await audit_walks.get_current(application.database.reads)
    if row is None or row.finished_at is not None or _is_made(row.seen_at, application.clock()):
        return None
    walker = _Walker(application, show)
    if not await walker.take():
        return None
    try:
        found = await verify(application, tell=walker.tell)
        if found.mendable:
            found = await _mend(application, found)
        await walker.finish(found)
    except TakenOver:
        return None
    except anyio.get_cancelled_exc_class():
        with anyio.move_on_after(LEAVING, shield=True):
            await walker.leave()
        raise
    return found


async def _mend(application: "Application", found: "Verification") -> "Verification":
    """Make the damaged tiles anew: an event tells of it."""
    try:
        paths = await rebuild(application)
    except (OtherTree, DamagedTile):
        return found
    mended = replace(found, mendable=False, mended=tuple(paths))
    if found.flaw is Flaw.DAMAGED_TILE:
        return replace(mended, flaw=None, first_broken_id=None)
    return mended


def _is_made(seen_at: datetime | None, now: datetime) -> bool:
    return seen_at is not None and abs(now - seen_at) <= LEASE


async def _total(application: "Application") -> int:
    last = await audit_tree.get_last_leaf(application.database.reads)
    return 0 if last is None else last.position + 1


class _Walker:
    """One attempt of this process to make the walk."""

    def __init__(self, application: "Application", show: "Show | None") -> None:
        self._application = application
        self._show = show
        self._id = new_id()
        self._began = application.clock()
        self._told = anyio.current_time()
        self._total = 0

    async def take(self) -> bool:
        """Whether the walk is this process's; the database decides between several."""
        self._total = await _total(self._application)
        return await audit_walks.take(
            self._application.database.writes,
            self._id,
            now=self._began,
            lost=self._began - LEASE,
            ahead=self._began + LEASE,
            total=self._total,
        )

    async def tell(self, checked: int) -> None:
        """Note the progress, once a second at most; raises TakenOver."""
        if self._show is not None:
            self._show(checked, self._total)
        if anyio.current_time() - self._told < TELLING:
            return
        self._told, now = anyio.current_time(), self._application.clock()
        writes = self._application.database.writes
        if not await audit_walks.tell(writes, self._id, now=now, checked=checked):
            raise TakenOver

    async def finish(self, found: "Verification") -> None:
        """Sign what was found, in the transaction that ends the walk; raises TakenOver."""
        keys, now = self._application.signing_keys, self._application.clock()
        async with self._application.database.transaction() as session:
            if not await audit_walks.finish(session, self._id, now=now, checked=found.checked):
                raise TakenOver
            if keys:
                await audit_walks.add(session, sign_walk(_result(found, self._began), keys))

    async def leave(self) -> None:
        """Let another process begin at once."""
        await audit_walks.leave(self._application.database.writes, self._id)


def _result(found: "Verification", at: datetime) -> Walked:
    broken = found.flaw not in {None, Flaw.OVERDUE}  # which ends by itself
    return Walked(
        size=found.checked,
        root=found.root,
        through_id=found.through_id,
        broken_id=(found.first_broken_id or found.through_id) if broken else 0,
        at=at,
    )
