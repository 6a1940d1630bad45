"""A small log: leaves with opened values, its checkpoint, and proofs of its events."""

from auth.transparency.checkpoints import Checkpoint, sign_checkpoint
from auth.transparency.hashing import hash_of_leaf
from auth.transparency.inclusion import inclusion_subtrees
from auth.transparency.leaves import commitment_to, leaf_of, opening_of
from auth.transparency.proofs import EventProof
from auth.transparency.subtrees import hash_of
from auth.transparency.tiles import tiles_of_tree
from tests.transparency.keys import KEY, ORIGIN
from tests.transparency.trees import Stored

SIZE = 700
AT = 1_795_887_000_123_000  # in microseconds, 2026-11-28T17:30:00.123Z


class Log:
    """Events with a secret name each."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self.openings = [opening_of(b"%016d" % n, "username", f"Zoë {n}") for n in range(size)]
        self.leaves = [
            leaf_of(
                {"id": n, "at": AT + n, "action": "user.logged_in"},
                {"username": commitment_to("username", one)},
            )
            for n, one in enumerate(self.openings)
        ]
        self.stored, self.roots = Stored(), {}
        for leaf in self.leaves:
            appended = self.stored.append([hash_of_leaf(leaf)])
            self.roots[appended.size] = appended.root

    def checkpoint(self, size: int | None = None) -> str:
        size = size or self.size
        return sign_checkpoint(Checkpoint(ORIGIN, size, self.roots[size]), [KEY])

    def proof(self, index: int) -> EventProof:
        subtrees = inclusion_subtrees(index, self.size)
        path = [hash_of(one, self.size, self.stored.read) for one in subtrees]
        opened = {"username": self.openings[index]}
        return EventProof(self.leaves[index], opened, index, path, self.checkpoint())

    def files(self, size: int | None = None) -> dict[str, bytes]:
        """Tiles and checkpoint by their paths."""
        tiles = {tile.path: self.stored.read(tile) for tile in tiles_of_tree(size or self.size)}
        return {**tiles, "checkpoint": self.checkpoint(size).encode()}
