"""E15, G2: new events are sealed by one chain, whichever process seals, under the newest key."""

import asyncio
from dataclasses import replace

import pytest

from auth.audit.seals import name_of
from resolvers.audit.sealing import NoAnchor, anchor_anew, seal_new_events
from resolvers.audit.verification import Flaw, verify
from tests.audit.harms import HARMS, found, harm, put_back
from tests.support.lifespan import started
from tests.support.shop import OpenShop, Shop


@pytest.mark.parametrize("kind", ["anchor removed", "tail cut, anchor moved"])
async def test_e15_nothing_is_sealed_without_a_valid_anchor(
    shop: Shop, ids: dict[str, int], kind: str
) -> None:
    await harm(shop, HARMS[kind][0], ids)
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


async def test_e15_operator_signs_anew_and_it_is_on_record(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, ["DELETE FROM audit_anchor"], ids)

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
        """Seal and verify in turn; whether each verification found the log valid."""
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
