"""E15: the walk over the whole audit log is a job that one process makes, and all see."""

import asyncio
import threading
from dataclasses import replace

import pytest

from auth.audit.walks import open_walk
from auth.transparency.checkpoints import Checkpoint
from auth.transparency.keys import SigningKey
from db.statements.imitation import audit_walks
from resolvers.audit import verification
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import verify, verify_new
from resolvers.audit.walk import Flaw
from resolvers.audit.walks import walking
from resolvers.audit.walks.walking import CurrentWalk, find_current, start_walk, walk_if_started
from tests.audit.harms import HARMS, harm
from tests.support.engines.kept import AUDIT_KEY
from tests.support.lifespan import started
from tests.support.shop import NOON, OpenShop, Shop

PUBLIC = SigningKey.parse(AUDIT_KEY).verifier
DEAD = "0" * 32  # the id of a walker
FIELDS = "checked total startedAt finishedAt valid"


@pytest.fixture
async def died(shop: Shop, ids: dict[str, int]) -> None:
    """A process has taken the walk, told of two events, and died."""
    await start_walk(shop.application)
    times = {"now": NOON, "lost": NOON, "ahead": NOON}
    writes = shop.application.database.writes
    assert await audit_walks.take(writes, DEAD, total=3, **times)
    assert await audit_walks.tell(writes, DEAD, now=NOON, checked=2)


async def test_e15_walk_waits_for_a_process_that_makes_and_signs_it(
    shop: Shop, ids: dict[str, int]
) -> None:
    begun = await start_walk(shop.application)
    shop.clock.advance(seconds=5)
    found = await walk_if_started(shop.application)
    ended = await find_current(shop.application)

    now = shop.clock.now
    assert begun == CurrentWalk(0, 3, NOON, None, None)
    assert found is not None
    assert found.valid
    assert ended == CurrentWalk(3, 3, now, now, valid=True)
    (row,) = await shop.rows("audit_walks")
    signed = open_walk(row["note"], [PUBLIC])
    assert (signed.size, signed.through_id, signed.at) == (3, ids["third"], now)


async def test_e15_nothing_walks_before_a_start(shop: Shop, ids: dict[str, int]) -> None:
    assert await find_current(shop.application) is None
    assert await walk_if_started(shop.application) is None
    assert await shop.rows("audit_walking") == await shop.rows("audit_walks") == []


async def test_e15_one_of_several_processes_makes_the_walk(
    shop: Shop, ids: dict[str, int], open_shop: OpenShop
) -> None:
    others = [await open_shop() for _ in range(3)]
    everywhere = [shop, *others]
    await asyncio.gather(*(start_walk(one.application) for one in everywhere))

    made = await asyncio.gather(*(walk_if_started(one.application) for one in everywhere))

    assert sum(found is not None for found in made) == 1
    assert len(await shop.rows("audit_walks")) == 1


async def test_e15_walk_that_runs_is_answered_instead_of_another(shop: Shop, died: None) -> None:
    shop.clock.advance(seconds=30)

    answered = await start_walk(shop.application)

    assert answered == CurrentWalk(2, 3, NOON, None, None)
    assert await walk_if_started(shop.application) is None
    assert await shop.rows("audit_walks") == []


async def test_e15_walk_of_a_dead_process_is_begun_anew(shop: Shop, died: None) -> None:
    shop.clock.advance(seconds=31)

    found = await walk_if_started(shop.application)

    assert found is not None
    assert (found.valid, found.checked) == (True, 3)
    ended = await find_current(shop.application)
    assert ended is not None
    assert (ended.started_at, ended.valid) == (shop.clock.now, True)


async def test_e15_time_in_the_future_holds_no_walk_up(shop: Shop, died: None) -> None:
    await shop.change("UPDATE audit_walking SET seen_at = '2999-01-01 00:00:00.000000+00:00'")

    assert await walk_if_started(shop.application) is not None


async def test_e15_process_that_was_taken_for_dead_signs_nothing(
    shop: Shop, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch, open_shop: OpenShop
) -> None:
    monkeypatch.setattr(walking, "TELLING", 0)
    other = await open_shop()
    later = replace(other.application, clock=lambda: NOON + 2 * walking.LEASE)
    taken = []

    async def take_over() -> None:
        taken.append(await walk_if_started(later))
        await later.database.dispose()

    def show(_checked: int, _total: int) -> None:
        """Once, while the loop of this process stands still."""
        if not taken:
            thread = threading.Thread(target=lambda: asyncio.run(take_over()))
            thread.start()
            thread.join()

    await start_walk(shop.application)
    found = await walk_if_started(shop.application, show)

    (walk,) = taken
    assert found is None
    assert walk is not None
    (row,) = await shop.rows("audit_walks")
    assert open_walk(row["note"], [PUBLIC]).at == NOON + 2 * walking.LEASE


async def test_e15_process_that_stops_leaves_the_walk_to_others(
    shop: Shop, ids: dict[str, int], open_shop: OpenShop
) -> None:
    def show(_checked: int, _total: int) -> None:
        stopped.cancel()

    await start_walk(shop.application)
    stopped = asyncio.create_task(walk_if_started(shop.application, show))

    with pytest.raises(asyncio.CancelledError):
        await stopped

    assert await walk_if_started((await open_shop()).application) is not None


async def test_e15_walk_tells_of_a_flaw(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, HARMS["changed"][0], ids)
    await start_walk(shop.application)

    found = await walk_if_started(shop.application)

    ended = await find_current(shop.application)
    assert found is not None
    assert (found.flaw, found.first_broken_id) == (Flaw.CHANGED, ids["second"])
    assert ended is not None
    assert ended.valid is False


async def test_e15_row_that_says_that_a_walk_has_ended_proves_nothing(
    shop: Shop, died: None
) -> None:
    await shop.change("UPDATE audit_walking SET finished_at = started_at, checked = 3")

    found = await find_current(shop.application)

    assert found == CurrentWalk(3, 3, NOON, NOON, valid=False)


async def test_e15_what_no_walk_has_read_does_not_count_as_checked(
    shop: Shop, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "SMALL", 2)

    held = await verify_new(shop.application)
    await harm(shop, HARMS["tile changed"][0], ids)
    damaged = await verify_new(shop.application)

    assert (held.flaw, held.checked, held.walked_at, held.walked_through_id) == (
        None,
        0,
        None,
        None,
    )
    assert damaged.flaw is Flaw.OTHER_TREE


async def test_e15_checkpoint_from_before_the_walk_is_expected(
    shop: Shop, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "SMALL", 2)
    first = (await verify(shop.application)).root
    older, other = [Checkpoint("shop.example/audit", 3, root) for root in (first, b"x" * 32)]
    await shop.agent("admin")
    await seal_new_events(shop.application)
    await start_walk(shop.application)
    await walk_if_started(shop.application)

    same = await verify_new(shop.application, expected=older)
    another = await verify_new(shop.application, expected=other)

    assert (same.flaw, same.checked) == (None, 4)
    assert (another.flaw, another.first_broken_id) == (Flaw.OTHER_HISTORY, ids["third"])


async def test_e15_server_makes_the_walk_that_an_auditor_starts(shop: Shop) -> None:
    victor = await shop.agent("victor")
    begun = await victor.send(f"mutation {{ startAuditWalk {{ {FIELDS} }} }}")
    running = await victor.send(f"{{ auditWalk {{ {FIELDS} }} }}")
    async with started(shop.settings):
        for _ in range(300):  # tenths of a second; 20 on an idle machine
            if await shop.rows("audit_walks"):
                break
            await asyncio.sleep(0.1)
    walk = await find_current(shop.application)

    assert begun.data == running.data
    assert begun.data == {
        "checked": 0,
        "total": 0,
        "startedAt": NOON.isoformat(),
        "finishedAt": None,
        "valid": None,
    }
    assert walk is not None
    assert walk.valid
