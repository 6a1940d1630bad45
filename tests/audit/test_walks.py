"""Above a number of events a verification goes on from the last walk over the whole audit log."""

import pytest

from auth.audit.walks import open_walk
from auth.transparency.keys import SigningKey
from resolvers.application import Application
from resolvers.audit import verification
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import Verification, verify, verify_new
from resolvers.audit.walk import Flaw, newest_walk
from resolvers.audit.walks.daily_walk import start_if_due
from resolvers.audit.walks.walking import walk_if_started
from tests.audit.harms import CUT, HARMS, harm
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import NOON, Shop

PUBLIC = SigningKey.parse(AUDIT_KEY).verifier


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two events are many."""
    monkeypatch.setattr(verification, "SMALL", 2)


@pytest.fixture
async def walked(shop: Shop, ids: dict[str, int]) -> None:
    """A walk over three events, a fourth one an hour later."""
    assert await walk_if_due(shop.application)
    shop.clock.advance(hours=1)
    await shop.agent("admin")
    await seal_new_events(shop.application)


async def walk_if_due(application: Application) -> bool:
    """What a server does every few minutes; whether a walk was made."""
    await start_if_due(application)
    return await walk_if_started(application) is not None


def told(found: Verification) -> tuple[Flaw | None, int | None, int]:
    return found.flaw, found.first_broken_id, found.checked


async def test_walk_is_signed(shop: Shop, ids: dict[str, int]) -> None:
    assert await walk_if_due(shop.application)

    (row,) = await shop.rows("audit_walks")
    walk = open_walk(row["note"], [PUBLIC])
    assert (walk.size, walk.through_id, walk.broken_id, walk.at) == (3, ids["third"], 0, NOON)
    assert walk.root == (await verify(shop.application)).root


async def test_walk_is_made_once_a_day(shop: Shop, walked: None) -> None:
    shop.clock.advance(hours=21)
    too_soon = await walk_if_due(shop.application)
    shop.clock.advance(hours=1)
    due = await walk_if_due(shop.application)

    assert (too_soon, due) == (False, True)
    assert len(await shop.rows("audit_walks")) == 2


async def test_small_audit_log_is_read_each_time(
    shop: Shop, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "SMALL", 3)

    assert not await walk_if_due(shop.application)

    found = await verify_new(shop.application)
    assert (found.walked_at, found.walked_through_id) == (NOON, ids["third"])
    assert await shop.rows("audit_walks") == []


async def test_verification_goes_on_from_the_walk(
    shop: Shop, ids: dict[str, int], walked: None
) -> None:
    found = await verify_new(shop.application)

    assert told(found) == (None, None, 4)
    assert (found.walked_at, found.walked_through_id) == (NOON, ids["third"])


async def test_what_is_older_is_found_by_the_next_walk(
    shop: Shop, ids: dict[str, int], walked: None
) -> None:
    await harm(shop, HARMS["changed"][0], ids)

    before = await verify_new(shop.application)
    shop.clock.advance(days=1)
    await walk_if_due(shop.application)
    after = await verify_new(shop.application)

    assert told(before) == (None, None, 4)
    assert told(after)[:2] == (Flaw.WALK, ids["second"])


@pytest.mark.parametrize("kind", ["changed", "event removed", "made to be forgotten"])
async def test_what_is_new_is_found_at_once(
    shop: Shop, ids: dict[str, int], walked: None, kind: str
) -> None:
    fourth = max(event["id"] for event in await shop.rows("audit_events"))
    await harm(shop, HARMS[kind][0], {"second": fourth})

    found = await verify_new(shop.application)

    assert found.first_broken_id == (ids["forged"] if "forgotten" in kind else fourth)


async def test_tiles_of_another_history_are_found_at_once(
    shop: Shop, ids: dict[str, int], walked: None
) -> None:
    await harm(shop, HARMS["tile changed"][0], ids)

    assert (await verify_new(shop.application)).flaw is Flaw.OTHER_TILE


async def test_checkpoint_from_before_the_walk_is_found(
    shop: Shop, ids: dict[str, int], walked: None
) -> None:
    fourth = max(event["id"] for event in await shop.rows("audit_events"))
    first_walk = (await shop.rows("audit_walks"))[0]["note"]
    shop.clock.advance(days=1)
    await walk_if_due(shop.application)
    await harm(shop, CUT, {"third": fourth})
    await shop.change("DELETE FROM audit_checkpoints WHERE event_id = :id", id=fourth)

    found = await verify_new(shop.application)

    assert open_walk(first_walk, [PUBLIC]).size == 3
    assert told(found)[:2] == (Flaw.NO_CHECKPOINT, fourth)


async def test_walk_that_nobody_signed_does_not_count(
    shop: Shop, ids: dict[str, int], walked: None
) -> None:
    (row,) = await shop.rows("audit_walks")
    forged = row["note"].replace("\n3\n", "\n4\n", 1)
    await shop.change("INSERT INTO audit_walks (id, note) VALUES (9, :note)", note=forged)
    await harm(shop, HARMS["changed"][0], ids)

    before = await verify_new(shop.application)
    assert await newest_walk(shop.application) is None
    assert (before.checked, before.walked_at) == (0, None)
    assert await walk_if_due(shop.application)
    assert told(await verify(shop.application))[:2] == (Flaw.CHANGED, ids["second"])


async def test_checkpoint_is_no_walk(shop: Shop, ids: dict[str, int]) -> None:
    (checkpoint,) = await shop.rows("audit_checkpoints")
    await shop.change(
        "INSERT INTO audit_walks (id, note) VALUES (9, :note)", note=checkpoint["note"]
    )

    assert await newest_walk(shop.application) is None


async def test_auditor_reads_the_checkpoint_and_the_walk(
    shop: Shop, ids: dict[str, int], walked: None
) -> None:
    victor = await shop.agent("victor")
    shop.clock.advance(seconds=6)

    answer = await victor.send(
        "{ verifyAuditLog { valid checkpoint overdue walkedAt walkedThroughId } }"
    )

    (*_, newest) = await shop.rows("audit_checkpoints")
    assert answer.data == {
        "valid": True,
        "checkpoint": newest["note"],
        "overdue": True,
        "walkedAt": NOON.isoformat(),
        "walkedThroughId": str(ids["third"]),
    }
