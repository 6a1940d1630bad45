"""Lists that wait at the same time are completed turn by turn, first come, first served."""

import asyncio

from schema.pieces.pace import AT_ONCE, Pace


async def turns_of(*lists: int) -> list[int]:
    """In which turn of the event loop each of the lists had its turn."""
    pace, now, taken = Pace(), 0, list[int]()

    async def count_turns() -> None:
        nonlocal now
        while True:
            await asyncio.sleep(0)
            now += 1

    async def take(items: int) -> None:
        await pace.take(items)
        taken.append(now)

    counting = asyncio.create_task(count_turns())
    await asyncio.gather(*(take(items) for items in lists))
    counting.cancel()
    return taken


async def test_short_lists_share_a_turn() -> None:
    assert len(set(await turns_of(*[1] * AT_ONCE))) == 1


async def test_long_lists_have_a_turn_each() -> None:
    turns = await turns_of(*[AT_ONCE] * 10)

    assert turns == sorted(turns)
    assert len(set(turns)) == 10


async def test_no_turn_has_many_more_items_than_fit() -> None:
    turns = await turns_of(*[60] * 50)

    assert max(turns.count(turn) * 60 for turn in turns) < AT_ONCE + 60
