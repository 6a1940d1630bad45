"""The limit of time: one timer for all ends each as asyncio.timeout would."""

import asyncio

import pytest

from server.endpoint.time_limit import TimeLimit

SHORT = 0.02  # seconds


async def never(limit: TimeLimit) -> None:
    with limit():
        await asyncio.sleep(60)


async def test_what_is_done_in_time_is_left_alone() -> None:
    limit = TimeLimit(SHORT)

    with limit():
        await asyncio.sleep(0)
    await asyncio.sleep(SHORT * 3)

    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_each_ends_by_the_one_timer() -> None:
    limit = TimeLimit(SHORT)

    first, between, last = [asyncio.create_task(never(limit)) for _ in range(3)]
    await asyncio.sleep(0)
    between.cancel()

    with pytest.raises(TimeoutError):
        await first
    with pytest.raises(asyncio.CancelledError):
        await between
    with pytest.raises(TimeoutError):
        await last
    for _ in range(2):  # the timer is set anew
        with pytest.raises(TimeoutError):
            await never(limit)


async def test_what_begins_later_ends_later() -> None:
    limit = TimeLimit(0.2)
    first = asyncio.create_task(never(limit))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(never(limit))

    with pytest.raises(TimeoutError):
        await first

    assert not second.done()
    with pytest.raises(TimeoutError):
        await second


async def test_a_cancellation_from_outside_stays_one() -> None:
    limit = TimeLimit(SHORT)

    async def cancelled_both_ways() -> None:
        with limit():
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                task.cancel()
                raise

    task = asyncio.create_task(cancelled_both_ways())

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_exception_meanwhile_stays_what_it_is() -> None:
    async def fails_as_it_is_cancelled() -> None:
        with TimeLimit(SHORT)():
            try:
                await asyncio.sleep(60)
            finally:
                raise LookupError

    task = asyncio.create_task(fails_as_it_is_cancelled())

    with pytest.raises(LookupError):
        await task
    assert task.cancelling() == 0


def test_another_event_loop_has_a_timer_of_its_own() -> None:
    limit = TimeLimit(SHORT)
    gone = asyncio.new_event_loop()
    left = gone.create_task(never(limit))
    gone.run_until_complete(asyncio.sleep(0))

    with pytest.raises(TimeoutError):
        asyncio.run(never(limit))

    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        gone.run_until_complete(left)
    gone.close()
