"""E15: whatever is done to the journal behind the application's back is found, and where."""

import asyncio
from dataclasses import replace

import pytest

from auth.audit_log import name_of
from resolvers.audit.chain import ChainHead
from resolvers.audit.sealing import NoAnchor, anchor_anew, seal_new_events
from resolvers.audit.verification import Flaw, Verification, verify
from tests.support.lifespan import started
from tests.support.shop import OpenShop, Shop

NAMES = ("eve", "alice", "victor")
FORGED = (
    "INSERT INTO audit_events (id, at, action) SELECT 1000, max(at), 'user.logged_in' "
    "FROM audit_events"
)
PLACED = "INSERT INTO audit_seals (position, event_id, hash) VALUES ({position}, 1000, '{hash}')"
CUT = [
    "DELETE FROM audit_events WHERE id = {third}",
    "DELETE FROM audit_seals WHERE event_id = {third}",
]
ANCHOR_MOVED = (
    "UPDATE audit_anchor SET position = 2, event_id = {second}, "
    "head = (SELECT hash FROM audit_seals WHERE position = 2)"
)
HARMS = {
    "changed": (["UPDATE audit_events SET username = 'x' WHERE id = {second}"], "second"),
    "detail changed": (["UPDATE audit_events SET detail = NULL, user_agent = 'x'"], "first"),
    "event removed": (["DELETE FROM audit_events WHERE id = {second}"], "second"),
    "removed with its seal": (
        [
            "DELETE FROM audit_events WHERE id = {second}",
            "DELETE FROM audit_seals WHERE event_id = {second}",
        ],
        "third",
    ),
    "removed and closed up": (
        [
            "DELETE FROM audit_events WHERE id = {second}",
            "DELETE FROM audit_seals WHERE event_id = {second}",
            "UPDATE audit_seals SET position = 2 WHERE position = 3",
        ],
        "third",
    ),
    "inserted": (
        [
            FORGED,
            "UPDATE audit_seals SET position = 4 WHERE position = 3",
            "UPDATE audit_seals SET position = 3 WHERE position = 2",
            PLACED.format(position=2, hash="0" * 64),
        ],
        "forged",
    ),
    "added": ([FORGED, PLACED.format(position=4, hash="0" * 64)], "forged"),
    "hidden before the first": ([FORGED, PLACED.format(position=0, hash="0" * 64)], "forged"),
    "reordered": (
        [
            "UPDATE audit_seals SET event_id = -1 WHERE position = 2",
            "UPDATE audit_seals SET event_id = {second} WHERE position = 3",
            "UPDATE audit_seals SET event_id = {third} WHERE position = 2",
        ],
        "third",
    ),
    "tail cut": (CUT, "third"),
    "tail unsealed": (["DELETE FROM audit_seals WHERE position > 1"], "third"),
    "all cut": (["DELETE FROM audit_events", "DELETE FROM audit_seals"], "third"),
    "anchor removed": (["DELETE FROM audit_anchor"], "third"),
    "tail and anchor removed": ([*CUT, "DELETE FROM audit_anchor"], "second"),
    "tail cut, anchor moved": (
        [
            *CUT,
            ANCHOR_MOVED,
        ],
        "second",
    ),
}


@pytest.fixture
async def journal(shop: Shop) -> dict[str, int]:
    """Three sealed events, by their ids, and triggers that somebody has dropped."""
    for name in NAMES:
        await shop.agent(name)
    await seal_new_events(shop.application)
    await drop_triggers(shop)
    ids = [event["id"] for event in await shop.rows("audit_events")]
    return {**dict(zip(("first", "second", "third"), sorted(ids), strict=True)), "forged": 1000}


async def drop_triggers(shop: Shop) -> None:
    for table in ("audit_events", "audit_seals"):
        if shop.application.database.is_sqlite:
            for act in ("update", "delete"):
                await shop.change(f"DROP TRIGGER {table}_no_{act}")
        else:
            await shop.change(f"DROP TRIGGER {table}_append_only ON {table}")


async def do(shop: Shop, statements: list[str], ids: dict[str, int]) -> None:
    for statement in statements:
        await shop.change(statement.format(**ids))


async def put_back(shop: Shop, anchor: dict[str, object]) -> None:
    """Make the anchor what it was before."""
    values = ", ".join(f"{name} = :{name}" for name in anchor)
    await shop.change(f"UPDATE audit_anchor SET {values}", **anchor)


async def found(shop: Shop, expected: ChainHead | None = None) -> Verification:
    return await verify(shop.application, expected=expected)


async def test_e15_untouched_journal_holds(shop: Shop, journal: dict[str, int]) -> None:
    verified = await found(shop)

    (anchor,) = await shop.rows("audit_anchor")
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 3, 0)
    assert verified.first_broken_id is None
    assert verified.head == ChainHead(3, anchor["head"])
    assert (anchor["position"], anchor["event_id"]) == (3, journal["third"])


@pytest.mark.parametrize("harm", HARMS)
async def test_e15_harm_is_found_where_it_was_done(
    shop: Shop, journal: dict[str, int], harm: str
) -> None:
    statements, first = HARMS[harm]
    await do(shop, statements, journal)

    verified = await found(shop)

    assert (verified.valid, verified.first_broken_id) == (False, journal[first])


async def test_e15_auditor_is_told_of_a_cut_tail(shop: Shop, journal: dict[str, int]) -> None:
    await do(shop, CUT, journal)
    victor = await shop.agent("victor")

    answer = await victor.run("admin/verify-audit-log")

    assert answer.data == {
        "valid": False,
        "checked": 2,
        "unsealed": 1,
        "firstBrokenId": str(journal["third"]),
    }


async def test_e15_cut_is_not_healed_by_what_comes_after(
    shop: Shop, journal: dict[str, int]
) -> None:
    await do(shop, CUT, journal)
    await shop.agent("admin")
    admins = max(event["id"] for event in await shop.rows("audit_events"))

    assert await seal_new_events(shop.application) == 1

    verified = await found(shop)
    assert (verified.flaw, verified.checked) == (Flaw.CHANGED, 2)
    assert verified.first_broken_id == admins


async def test_e15_cut_with_the_anchor_put_back_is_found_by_an_anchor_outside(shop: Shop) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)
    (earlier,) = await shop.rows("audit_anchor")
    await shop.agent("alice")
    await seal_new_events(shop.application)
    outside = (await found(shop)).head
    eves, alices = sorted(event["id"] for event in await shop.rows("audit_events"))

    await drop_triggers(shop)
    await do(shop, CUT, {"third": alices})
    await put_back(shop, earlier)

    assert (await found(shop)).valid  # from within there is nothing to see
    shorter = await found(shop, outside)
    assert (shorter.flaw, shorter.first_broken_id) == (Flaw.SHORTER, eves)
    await shop.agent("victor")
    await seal_new_events(shop.application)
    victors = max(event["id"] for event in await shop.rows("audit_events"))
    replaced = await found(shop, outside)
    assert (replaced.flaw, replaced.first_broken_id) == (Flaw.NOT_THE_SAME, victors)


async def test_e15_anchor_outside_holds_while_the_journal_grows(
    shop: Shop, journal: dict[str, int]
) -> None:
    outside = (await found(shop)).head
    await shop.agent("admin")
    await seal_new_events(shop.application)

    verified = await found(shop, ChainHead.parse(str(outside)))

    assert (verified.valid, verified.checked) == (True, 4)


@pytest.mark.parametrize("harm", ["anchor removed", "tail cut, anchor moved"])
async def test_e15_nothing_is_sealed_without_an_anchor_of_ours(
    shop: Shop, journal: dict[str, int], harm: str
) -> None:
    await do(shop, HARMS[harm][0], journal)
    await shop.agent("admin")
    before = await shop.everything()

    with pytest.raises(NoAnchor):
        await seal_new_events(shop.application)

    assert await shop.everything() == before


async def test_e15_anchor_put_back_alone_stops_the_sealing(shop: Shop) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)
    (earlier,) = await shop.rows("audit_anchor")
    await shop.agent("alice")
    await seal_new_events(shop.application)
    await put_back(shop, earlier)
    await shop.agent("victor")

    with pytest.raises(NoAnchor):
        await seal_new_events(shop.application)

    assert (await found(shop)).flaw is Flaw.NO_ANCHOR


async def test_e15_operator_signs_anew_and_it_is_on_record(
    shop: Shop, journal: dict[str, int]
) -> None:
    await do(shop, ["DELETE FROM audit_anchor"], journal)

    head = await anchor_anew(shop.application)
    await seal_new_events(shop.application)

    verified = await found(shop)
    assert (head.count, verified.valid, verified.checked) == (3, True, 4)
    assert (await shop.actions())[-1] == "journal.anchored_anew"


async def test_e15_event_may_wait_a_minute_for_its_place(shop: Shop) -> None:
    await shop.agent("eve")
    (event,) = await shop.rows("audit_events")

    shop.clock.advance(seconds=60)
    in_time = await found(shop)
    shop.clock.advance(seconds=1)
    late = await found(shop)

    assert (in_time.valid, in_time.unsealed, in_time.head.count) == (True, 1, 0)
    assert (late.flaw, late.first_broken_id) == (Flaw.OVERDUE, event["id"])


async def test_e15_server_seals_by_itself_within_seconds(shop: Shop) -> None:
    async with started(shop.settings):
        await shop.agent("eve")
        for _ in range(300):  # tenths of a second; 20 on an idle machine
            if await shop.rows("audit_seals"):
                break
            await asyncio.sleep(0.1)

    verified = await found(shop)
    assert (verified.valid, verified.checked) == (True, 1)


async def test_e15_processes_that_seal_while_others_write_and_verify_make_one_chain(
    open_shop: OpenShop,
) -> None:
    shop, other = [await open_shop(rate_account_logins=0) for _ in range(2)]

    async def write(number: int) -> None:
        await (shop, other)[number % 2].agent("eve")

    async def tend(where: Shop) -> list[bool]:
        """Seal and verify; what the verifications said."""
        said = []
        for _ in range(10):
            await seal_new_events(where.application)
            said.append((await found(where)).valid)
        return said

    tended = asyncio.gather(tend(shop), tend(other))
    await asyncio.gather(*(write(number) for number in range(20)))
    one, two = await tended
    await seal_new_events(shop.application)

    assert [*one, *two] == [True] * 20
    verified = await found(shop)
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 20, 0)


async def test_g2_chain_holds_over_a_rotation_until_the_old_key_is_removed(
    open_shop: OpenShop,
) -> None:
    old, new = b"o" * 32, b"n" * 32
    shop = await open_shop(secret=old.decode())
    await shop.agent("eve")
    await seal_new_events(shop.application)
    rotated = replace(shop.application, audit_keys=(new, old))
    await shop.agent("alice")
    await seal_new_events(rotated)

    both = await verify(rotated)
    alone = await verify(replace(rotated, audit_keys=(new,)))

    first, second = sorted(event["id"] for event in await shop.rows("audit_events"))
    seals = {seal["event_id"]: seal["key_name"] for seal in await shop.rows("audit_seals")}
    assert seals == {first: name_of(old), second: name_of(new)}
    assert (both.valid, both.checked) == (True, 2)
    assert (alone.flaw, alone.first_broken_id) == (Flaw.KEY_GONE, first)
    assert alone.key_name == name_of(old)
