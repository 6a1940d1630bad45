"""The tree of the audit log as it is stored: its signed end, its tiles, and appends to it."""

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from auth.audit.leaves import leaf_of_event
from auth.transparency.appending import append
from auth.transparency.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from auth.transparency.hashing import EMPTY_ROOT, SIZE, hash_of_leaf
from auth.transparency.keys import VerifierKey
from auth.transparency.leaves import SALT_LENGTH
from auth.transparency.notes import NotSigned
from auth.transparency.parsing import Malformed
from auth.transparency.subtrees import root
from auth.transparency.tiles import DamagedTile, right_edge
from db.statements.imitation import audit, audit_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auth.transparency.tiles import Tile
    from db.engine.session import Session
    from db.models import AuditCheckpoint, AuditEvent
    from resolvers.application import Application


class NoCheckpoint(RuntimeError):
    """The newest checkpoint is missing, of no known key, or not of the stored tree."""


class OtherTree(NoCheckpoint):
    """The stored leaves and tiles lead to another root than the newest checkpoint signs."""


class NoKey(RuntimeError):
    """There is no key to sign checkpoints with."""


def opened(application: "Application", stored: "AuditCheckpoint | None") -> Checkpoint:
    """A stored checkpoint that one of the keys has signed; raises NoCheckpoint.

    Without any the tree is empty, which nobody signs.
    """
    if stored is None:
        return Checkpoint("", 0, EMPTY_ROOT)
    keys = tuple(key.verifier for key in application.signing_keys)
    try:
        return _verified(stored.note, keys)
    except (Malformed, NotSigned):
        raise NoCheckpoint from None


@lru_cache(4)  # every proof and every page is of the newest one
def _verified(note: str, keys: tuple[VerifierKey, ...]) -> Checkpoint:
    """The same note is signed by the same key for good."""
    return open_checkpoint(note, keys)


async def signed_end(application: "Application", session: "Session") -> Checkpoint:
    """The signed end of the tree, after which the next leaf is appended; raises NoCheckpoint.

    Leaves that were removed before it leave a gap, which nothing fills.
    """
    # The leaf first: while this reads, sealing may add leaves, each with the checkpoint after it.
    last = await audit_tree.get_last_leaf(session)
    end = opened(application, await audit_tree.get_checkpoint(session))
    if last is not None and last.position >= end.size:
        raise NoCheckpoint
    return end


async def newest_place(application: "Application") -> int:
    """The position of the newest leaf; -1 without any."""
    last = await audit_tree.get_last_leaf(application.database.reads)
    return -1 if last is None else last.position


async def append_events(
    application: "Application",
    session: "Session",
    end: Checkpoint,
    events: "Sequence[AuditEvent]",
    edge: "Mapping[Tile, bytes] | None" = None,
) -> Checkpoint:
    """Append events to the tree and sign its new end; reads nothing but the tree's right edge.

    Raises OtherTree where the edge has another root than the signed one.
    """
    edge = edge or await right_edge_at(session, end.size, end.root)
    if edge is None:
        raise OtherTree
    salts = [secrets.token_bytes(SALT_LENGTH) for _ in events]
    hashes = [leaf_hash(event, salt) for event, salt in zip(events, salts, strict=True)]
    appended = append(end.size, hashes, edge.__getitem__)
    await audit_tree.add_leaves(
        session,
        [
            {"position": position, "event_id": audit.id_of(event), "hash": hash_, "salt": salt}
            for position, (event, hash_, salt) in enumerate(
                zip(events, hashes, salts, strict=True), start=end.size
            )
        ],
    )
    await audit_tree.store_tiles(
        session,
        [
            {"level": tile.level, "place": tile.index, "hashes": content}
            for tile, content in appended.written.items()
        ],
    )
    return await sign(application, session, appended.size, appended.root, audit.id_of(events[-1]))


async def sign(
    application: "Application", session: "Session", size: int, root_: bytes, event_id: int
) -> Checkpoint:
    """Sign the end of the tree with every key; raises NoKey."""
    if not application.signing_keys:
        raise NoKey
    checkpoint = Checkpoint(application.signing_keys[0].name, size, root_)
    note = sign_checkpoint(checkpoint, application.signing_keys)
    await audit_tree.add_checkpoint(session, at=application.clock(), note=note, event_id=event_id)
    return checkpoint


def leaf_hash(event: "AuditEvent", salt: bytes) -> bytes:
    """The hash of an event's leaf."""
    return hash_of_leaf(
        leaf_of_event(
            event_id=audit.id_of(event),
            at=event.at,
            action=event.action,
            values=audit.values(event),
            salt=salt,
        )
    )


async def right_edge_at(
    session: "Session", size: int, root_: bytes
) -> "Mapping[Tile, bytes] | None":
    """The tiles of the right edge that the tree had at this size; None if it had another root."""
    edge = {tile: await hashes_of_tile(session, tile) for tile in right_edge(size)}
    try:
        return edge if root(size, edge.__getitem__) == root_ else None
    except DamagedTile:
        return None


async def hashes_of_tile(session: "Session", tile: "Tile") -> bytes:
    """What a tile began with when it had this width."""
    found = await audit_tree.find_tiles(
        session, level=tile.level, first=tile.index, last=tile.index
    )
    return found.get(tile.index, b"")[: tile.width * SIZE]
