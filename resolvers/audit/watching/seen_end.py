"""The newest end of the tree that a process has signed, which every later end continues."""

from typing import TYPE_CHECKING

from auth.transparency.consistency import consistency_subtrees, is_consistent
from auth.transparency.hashing import SIZE
from auth.transparency.subtrees import hash_of, tiles_for
from db.statements.imitation import audit_tree

if TYPE_CHECKING:
    from auth.transparency.checkpoints import Checkpoint
    from auth.transparency.tiles import Tile
    from db.engine.session import Session


class SetBack(RuntimeError):
    """The stored tree is not a later one than this process has signed: it was put back.

    Who signed after it as well would sign two histories.
    """


class SeenEnd:
    """What a process remembers; after its start nothing, so that a restored backup is accepted."""

    def __init__(self) -> None:
        self._end: Checkpoint | None = None

    async def check(self, session: "Session", end: "Checkpoint") -> None:
        """Raise SetBack where the tree of this end does not continue the remembered one.

        Raises DamagedTile as well.
        """
        if self._end is not None and not await _continues(session, self._end, end):
            raise SetBack

    def note(self, end: "Checkpoint") -> None:
        """Remember an end whose transaction is committed."""
        self._end = end


async def _continues(session: "Session", old: "Checkpoint", new: "Checkpoint") -> bool:
    if old.size > new.size:
        return False
    subtrees = consistency_subtrees(old.size, new.size)
    tiles = {tile: await _content(session, tile) for tile in tiles_for(subtrees, new.size)}
    return is_consistent(
        old=old.size,
        old_root=old.root,
        new=new.size,
        new_root=new.root,
        proof=[hash_of(subtree, new.size, tiles.__getitem__) for subtree in subtrees],
    )


async def _content(session: "Session", tile: "Tile") -> bytes:
    found = await audit_tree.find_tiles(
        session, level=tile.level, first=tile.index, last=tile.index
    )
    return found.get(tile.index, b"")[: tile.width * SIZE]
