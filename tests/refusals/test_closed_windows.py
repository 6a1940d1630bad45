"""Each closed window has one event, and every refusal is recorded or counted."""

import asyncio
from collections import Counter

import pytest
from sqlmodel import select

from db.models import Throttle
from resolvers.imitation.sweep import sweep
from tests.refusals.kinds import KINDS, MISSING, UNLIMITED
from tests.support.audit_log import events
from tests.support.shop import OpenShop, Shop

LIMITED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
LIMIT = {"rate_user_refusals": 2, "rate_address_refusals": 0, **UNLIMITED}


async def summed_up(shop: Shop) -> list[int]:
    """The attempts of each window that has its event."""
    return [event["detail"]["attempts"] for event in await events(shop, "throttle.refused")]


async def test_the_next_refusal_closes_the_window_before(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["guard"].prepare(shop)
    for _ in range(5):
        await refuse()
    shop.clock.advance(seconds=60)

    again = (await refuse()).code

    assert again == MISSING
    assert await summed_up(shop) == [5]
    assert (await shop.actions())[-2:] == ["throttle.refused", "user.operation_refused"]
    await sweep(shop.application)
    assert await summed_up(shop) == [5]


async def test_what_is_allowed_closes_no_window(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["use case"].prepare(shop)
    for _ in range(5):
        await refuse()
    shop.clock.advance(seconds=60)

    await shop.token(await shop.agent("alice"))

    assert await summed_up(shop) == []


async def test_windows_in_a_row_have_an_event_each_and_longer_locks(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["guard"].prepare(shop)
    for minutes in (1, 2, 4, 8, 15, 15):
        assert [(await refuse()).code for _ in range(2)] == [MISSING] * 2
        assert (await refuse()).error == {"code": LIMITED, "retryAfter": minutes * 60}
        shop.clock.advance(minutes=minutes)
    await sweep(shop.application)

    assert await summed_up(shop) == [3] * 6
    assert len(await events(shop, "user.operation_refused")) == 12


async def test_a_window_below_the_limit_has_no_event(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["guard"].prepare(shop)
    for _ in range(4):
        assert [(await refuse()).code for _ in range(2)] == [MISSING] * 2
        shop.clock.advance(seconds=300)

    await sweep(shop.application)

    assert await summed_up(shop) == []
    assert len(await events(shop, "user.operation_refused")) == 8


@pytest.mark.parametrize("kind", ["guard", "used token", "unknown user"])
async def test_two_processes_lose_no_refusal_and_close_each_window_once(
    open_shop: OpenShop, kind: str
) -> None:
    """Both refuse and sweep at once, round after round, with the window closed in between."""
    limits = {**LIMIT, "rate_address_refusals": 2}
    processes = [await open_shop(**limits) for _ in range(2)]
    refusals = [await KINDS[kind].prepare(shop) for shop in processes]
    codes: Counter[str] = Counter()
    for _ in range(6):
        asked = [refuse() for refuse in refusals * 4]
        swept = [sweep(shop.application) for shop in processes]
        answers, _ = await asyncio.gather(asyncio.gather(*asked), asyncio.gather(*swept))
        codes.update(answer.code for answer in answers)
        processes[0].clock.advance(minutes=15)
    await asyncio.gather(*(sweep(shop.application) for shop in processes))

    assert codes == {KINDS[kind].code: 6 * 2, LIMITED: 6 * 6}
    assert await summed_up(processes[0]) == [8] * 6
    assert (await processes[0].actions()).count(str(KINDS[kind].action)) == 6 * 2


async def test_many_windows_are_closed_at_once(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["guard"].prepare(shop)
    for _ in range(3):
        await refuse()
    async with shop.application.database.alchemy() as session:
        (row,) = (await session.exec(select(Throttle))).all()
        others = range(4, 124)  # more than are closed in one transaction
        session.add_all(
            Throttle(**row.model_dump() | {"key": n.to_bytes(32), "attempts": n}) for n in others
        )
    shop.clock.advance(seconds=60)

    await asyncio.gather(*(sweep(shop.application) for _ in range(2)))

    assert sorted(await summed_up(shop)) == list(range(3, 124))
