"""Fills the audit log with sealed events, the way sealing would have left them."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from auth.audit.leaves import leaf_of_event
from auth.transparency.appending import append
from auth.transparency.hashing import hash_of_leaf
from benchmarks.data.names import id_of
from benchmarks.data.stores import Row, Store, store
from db.demo.shop import demo_id
from db.statements.imitation import audit_tree
from resolvers.application import Application
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.tree import right_edge_at, sign, signed_end

PAGED: Final = id_of("imitation with a page of events", 0)
PAGE: Final = 100  # events of that imitation; the others have ten
_OTHERS: Final = 10
_BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SAME: Final = {
    "user_id": demo_id("user", "alice"),
    "username": "alice",
    "customer_id": demo_id("customer", "bob"),
    "customer_number": "10001",
    "sales_channel_id": demo_id("channel", "Storefront"),
    "remote_address": "127.0.0.1",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "detail": '{"operation": "addCartItem"}',
}


async def fill(application: Application, url: str, number: int) -> None:
    """Add so many sealed events to the database, in which the seed has left an imitation."""
    while await seal_new_events(application):
        pass
    async with store(url) as target:
        imitation, *_ = await target.find("imitations")
        await target.add("imitations", [imitation | {"id": PAGED, "token_hash": b"p" * 32}])
        first_id = 1 + await target.value("SELECT max(id) FROM audit_events")  # none is missing
        async with target.silenced("audit_events"):
            await target.add("audit_events", _events(target, first_id, number))
        await _grow(application, target, first_id, _hashes(first_id, number))
        await target.settle()


async def add_events(url: str, number: int) -> None:
    """Add events that wait for their place."""
    async with store(url) as target:
        row = {"at": target.moment(datetime.now(UTC)), "action": "user.logged_in", **_SAME}
        await target.add("audit_events", [row] * number)


def _events(target: Store, first_id: int, number: int) -> Iterator[Row]:
    for place in range(number):
        at = target.moment(_time_at(place))
        ids = {"id": first_id + place, "at": at, "action": "imitation.operation"}
        yield ids | _values_at(place)


async def _grow(
    application: Application, target: Store, first_id: int, hashes: Sequence[bytes]
) -> None:
    """Add the leaves and the tiles, and sign the new end."""
    reads = application.database.reads
    end = await signed_end(application, reads)
    edge = await right_edge_at(reads, end.size, end.root)
    if edge is None:
        raise SystemExit("The audit log of the seed is damaged.")
    await target.add("audit_leaves", _leaves(hashes, first_id, end.size))
    appended = append(end.size, hashes, edge.__getitem__)
    tiles = [
        {"level": tile.level, "place": tile.index, "hashes": content}
        for tile, content in appended.written.items()
    ]
    async with application.database.transaction() as session:
        await audit_tree.store_tiles(session, tiles)
        last_id = first_id + len(hashes) - 1
        await sign(application, session, appended.size, appended.root, last_id)


def _leaves(hashes: Sequence[bytes], first_id: int, size: int) -> Iterator[Row]:
    for place, hash_ in enumerate(hashes):
        yield {
            "position": size + place,
            "event_id": first_id + place,
            "hash": hash_,
            "salt": _salt_at(place),
        }


@cache
def _hashes(first_id: int, number: int) -> Sequence[bytes]:
    """Made once for both engines: a leaf does not tell its position."""
    return [hash_of_leaf(_leaf_at(first_id + place, place)) for place in range(number)]


def _leaf_at(event_id: int, place: int) -> bytes:
    return leaf_of_event(
        event_id=event_id,
        at=_time_at(place),
        action="imitation.operation",
        values=_values_at(place),
        salt=_salt_at(place),
    )


def _time_at(place: int) -> datetime:
    return _BEGAN + timedelta(seconds=place)


def _values_at(place: int) -> dict[str, str]:
    imitation = PAGED if place < PAGE else id_of("imitation of events", place // _OTHERS)
    return {**_SAME, "imitation_id": imitation, "request_id": id_of("request", place)}


def _salt_at(place: int) -> bytes:
    return hashlib.sha256(place.to_bytes(8)).digest()[:16]
