"""E15: damaged tiles are made anew where the leaves lead to the signed root, and that is told."""

from typing import Any

import pytest

from resolvers.audit.sealing import check_end, seal_new_events
from resolvers.audit.tree import OtherTree
from resolvers.audit.verification import verify
from resolvers.audit.walk import Flaw
from resolvers.audit.walks.walking import find_current, start_walk, walk_if_started
from tests.audit.harms import drop_triggers, harm
from tests.support.audit_log import events
from tests.support.shop import Shop

TELLS = "audit_log.tiles_rebuilt"
MANY = (
    "INSERT INTO audit_events (at, action) SELECT a.at, 'x' FROM audit_events a, "
    "audit_events b, audit_events c, audit_events d, audit_events e"
)
DAMAGES = {
    "hashes moved": "UPDATE audit_tiles SET hashes = CAST((SELECT hash FROM audit_leaves WHERE "
    "position = 0) || substr(hashes, 1, length(hashes) - 32) AS {blob}) "
    "WHERE level = 0 AND place = {place}",
    "cut": "UPDATE audit_tiles SET hashes = substr(hashes, 1, 32) "
    "WHERE level = 0 AND place = {place}",
    "grown": "UPDATE audit_tiles SET hashes = CAST(hashes || hashes AS {blob}) "
    "WHERE place = {place}",
    "removed": "DELETE FROM audit_tiles WHERE place = {place}",
    "all removed": "DELETE FROM audit_tiles",
}
FIRST_DAMAGED = {"hashes moved": 256, "cut": 257, "removed": 256, "all removed": 0}


@pytest.fixture
async def tiles(shop: Shop) -> list[dict[str, Any]]:
    """The tiles of 1028 events: four whole ones, a partial one, and one of the next level."""
    for name in ("eve", "alice", "victor", "admin"):
        await shop.agent(name)
    await shop.change(MANY)
    while await seal_new_events(shop.application):
        pass
    await drop_triggers(shop)
    made = await shop.rows("audit_tiles")
    assert [len(tile["hashes"]) // 32 for tile in made] == [256, 256, 256, 256, 4, 4]
    return made


async def damage(shop: Shop, kind: str, place: int) -> None:
    blob = "BLOB" if shop.application.database.is_sqlite else "bytea"
    await shop.change(DAMAGES[kind].format(place=place, blob=blob))


async def whole_walk(shop: Shop) -> Any:
    await start_walk(shop.application)
    return await walk_if_started(shop.application)


@pytest.mark.parametrize("kind", [*DAMAGES])
async def test_sealing_mends_the_end_of_the_tree(
    shop: Shop, tiles: list[dict[str, Any]], kind: str
) -> None:
    if kind == "all removed":
        await shop.change("DELETE FROM audit_tiles WHERE place = 4 OR level = 1")
    else:
        await damage(shop, kind, 4)
    whole_before = await check_end(shop.application) if kind != "grown" else False
    await shop.agent("eve")

    sealed = [await seal_new_events(shop.application) for _ in range(3)]

    now = {(row["level"], row["place"]): row["hashes"] for row in await shop.rows("audit_tiles")}
    assert not whole_before
    assert all(now[row["level"], row["place"]].startswith(row["hashes"]) for row in tiles)
    assert sealed == ([1, 1, 0] if kind != "grown" else [1, 0, 0])
    assert (await verify(shop.application)).valid
    if kind != "grown":  # what stands behind the end is cut off
        (told,) = await events(shop, TELLS)
        assert "tile/0/004.p/4" in told["detail"]["tiles"]


@pytest.mark.parametrize("kind", [*DAMAGES])
async def test_walk_mends_all_tiles(shop: Shop, tiles: list[dict[str, Any]], kind: str) -> None:
    first = min(event["id"] for event in await shop.rows("audit_events"))
    await damage(shop, kind, 1)

    before = await verify(shop.application)
    walked = await whole_walk(shop)
    after = await verify(shop.application)

    damaged = kind in FIRST_DAMAGED
    assert (before.flaw, before.first_broken_id) == (
        (Flaw.DAMAGED_TILE, first + FIRST_DAMAGED[kind]) if damaged else (None, None)
    )
    assert (walked.valid, after.valid) == (True, True)
    assert damaged == (len(await events(shop, TELLS)) == 1)
    assert not damaged or await shop.rows("audit_tiles") == tiles
    current = await find_current(shop.application)
    assert current is not None
    assert current.valid


async def test_leaves_that_lead_elsewhere_mend_nothing(
    shop: Shop, tiles: list[dict[str, Any]]
) -> None:
    last = max(event["id"] for event in await shop.rows("audit_events"))
    await harm(
        shop, ["UPDATE audit_leaves SET hash = salt WHERE event_id = {last}"], {"last": last}
    )
    await damage(shop, "removed", 4)
    await shop.agent("eve")
    before = await shop.everything()

    with pytest.raises(OtherTree):
        await check_end(shop.application)
    with pytest.raises(OtherTree):
        await seal_new_events(shop.application)

    assert await shop.everything() == before
    walked = await whole_walk(shop)
    assert (walked.flaw, walked.mended) == (Flaw.OTHER_TILE, ())
    assert await shop.rows("audit_tiles") == before["audit_tiles"]


async def test_damage_hides_nothing_else(shop: Shop, tiles: list[dict[str, Any]]) -> None:
    await damage(shop, "removed", 1)
    await shop.agent("eve")
    eves = max(event["id"] for event in await shop.rows("audit_events"))
    await shop.change("DELETE FROM audit_waiting")

    walked = await whole_walk(shop)

    assert (walked.flaw, walked.first_broken_id) == (Flaw.FORGOTTEN, eves)
    assert walked.mended == ("tile/0/001",)
