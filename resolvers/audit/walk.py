"""A walk over the leaves of the audit log, which grows a second tree beside the stored one."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import anyio.to_thread

from auth.audit.walks import Walked, open_walk
from auth.transparency.appending import Appended, append
from auth.transparency.hashing import EMPTY_ROOT, SIZE, hash_of_leaf
from auth.transparency.notes import NotSigned
from auth.transparency.parsing import Malformed
from auth.transparency.tiles import right_edge
from db.statements.imitation import audit_tree, audit_walks
from resolvers.audit.leaves.erased import is_erased, read_erasures
from resolvers.audit.leaves.stored import stored_leaf

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from auth.audit.erasures import Erasure
    from auth.transparency.tiles import Tile
    from db.engine.session import Session
    from db.models import AuditEvent, AuditLeaf
    from db.statements.imitation.audit_tree import Placed
    from resolvers.application import Application

    Tell = Callable[[int], Awaitable[None]]

BATCH: Final = 512  # leaves: two tiles
FIRST: Final = -(1 << 63)  # a forged leaf may stand before the first


class Flaw(StrEnum):
    """What is wrong with an event of the audit log."""

    CHANGED = "is not as it was sealed"
    NOT_ERASED = "has lost values, and no sealed erasure names them"
    MISPLACED = "stands at another place than it was sealed at"
    OTHER_TILE = "has another hash in the tiles of the tree"
    DAMAGED_TILE = "has another hash in the tiles of the tree, which a walk over all of it mends"
    OTHER_TREE = "is the last one under a checkpoint that signs other events"
    CUT = "is the last one under the newest checkpoint, and leaves before it are gone"
    NO_CHECKPOINT = "is in the tree, and no checkpoint of a known key (AUDIT_KEY) covers it"
    OTHER_HISTORY = "is the last one that the given checkpoint covers, and that covers other events"
    SHORTER = "is the last, and the given checkpoint covers more"
    FORGOTTEN = "has no place in the tree, and waits for none"
    MISSING = "was recorded, and was removed before it was sealed: its id is missing"
    LOST = "was recorded, and is gone before it was sealed"
    WALK = "was found not to hold when the whole audit log was walked"
    OVERDUE = "waits for its place in the tree for more than a minute: does a server run?"


@dataclass(slots=True)
class Walk:
    """The tree over the leaves that hold so far, and the flaw of the next one."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    event_id: int | None = None  # of the last leaf, or of the flaw
    flaw: Flaw | None = None
    damaged_id: int | None = None  # of the first event whose tile is another one
    edge: "Mapping[Tile, bytes]" = field(default_factory=dict)
    tell: "Tell | None" = None

    async def through(self, session: "Session", size: int) -> None:
        """Walk up to this number of leaves, or to the first flaw or the last leaf before."""
        while self.flaw is None and self.size < size:
            start = self.size if self.size > 0 else FIRST
            limit = min(BATCH - self.size % BATCH, size - self.size)
            found = await audit_tree.find_leaves(session, start=start, limit=limit)
            erasures = await read_erasures(session, found)
            # Hashing takes milliseconds in which the event loop would answer nobody.
            appended, flaw = await anyio.to_thread.run_sync(self._append, found, erasures)
            held = appended.size - self.size
            if held:
                await self._grow(session, found[:held], appended)
            if flaw is not None:
                self.flaw, self.event_id = flaw, found[held][0].event_id
            await self.say()
            if len(found) < limit:
                return

    async def say(self) -> None:
        """Tell how many leaves hold so far."""
        if self.tell is not None:
            await self.tell(self.size)

    def _append(
        self, found: "Sequence[Placed]", erasures: "Mapping[int, Erasure]"
    ) -> tuple[Appended, Flaw | None]:
        hashes, flaw = self._take(found, erasures)
        return append(self.size, hashes, self.edge.__getitem__), flaw

    def _take(
        self, found: "Sequence[Placed]", erasures: "Mapping[int, Erasure]"
    ) -> tuple[list[bytes], Flaw | None]:
        """The hashes of the leaves up to the first with a flaw."""
        hashes: list[bytes] = []
        for position, (leaf, event) in enumerate(found, start=self.size):
            if leaf.position != position:
                return hashes, Flaw.MISPLACED
            if event is None or not _is_as_sealed(leaf, event):
                return hashes, Flaw.CHANGED
            if not is_erased(leaf.kept, leaf.event_id, erasures):
                return hashes, Flaw.NOT_ERASED
            hashes.append(leaf.hash)
        return hashes, None

    async def _grow(
        self, session: "Session", found: "Sequence[Placed]", appended: Appended
    ) -> None:
        """Compare the tiles with the stored ones, and stand behind the last leaf."""
        for tile, content in appended.written.items():
            stored = await audit_tree.find_tiles(
                session, level=tile.level, first=tile.index, last=tile.index
            )
            if self.damaged_id is None and stored.get(tile.index, b"")[: len(content)] != content:
                place = _difference(content, stored.get(tile.index, b""))
                first = tile.index * 256 + place - self.size if tile.level == 0 else 0
                self.damaged_id = found[max(first, 0)][0].event_id
        known = {**self.edge, **appended.written}
        self.edge = {tile: known[tile] for tile in right_edge(appended.size)}
        self.size, self.root = appended.size, appended.root
        self.event_id = found[-1][0].event_id


def _is_as_sealed(leaf: "AuditLeaf", event: "AuditEvent") -> bool:
    try:
        return hash_of_leaf(stored_leaf(leaf, event)) == leaf.hash
    except Malformed:
        return False


async def newest_walk(application: "Application") -> Walked | None:
    """The newest walk; None if there is none, or one that no known key has signed."""
    found = await audit_walks.get_newest(application.database.reads)
    if found is None:
        return None
    try:
        return open_walk(found.note, [key.verifier for key in application.signing_keys])
    except (Malformed, NotSigned):
        return None


def _difference(computed: bytes, stored: bytes) -> int:
    """The first of a tile's hashes that is another one."""
    places = range(0, len(computed), SIZE)
    return next(at // SIZE for at in places if computed[at : at + SIZE] != stored[at : at + SIZE])
