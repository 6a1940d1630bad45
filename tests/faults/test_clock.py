"""I8: processes whose machines' clocks differ decide alike, because the database's time counts."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from server.app import create
from server.background.failures import Failures
from server.background.timekeeping import UNKNOWN, read_time
from server.clock import SharedClock
from server.commands.wired import wired
from tests.support.lifespan import started
from tests.support.shop import OpenShop, Shop

AHEAD, BEHIND = timedelta(minutes=5), timedelta(minutes=-5)
NEAR = timedelta(seconds=5)  # a busy machine's round trip


def off_by(difference: timedelta) -> Callable[[], datetime]:
    """A machine's clock that is wrong by this much."""
    return lambda: datetime.now(UTC) + difference


async def process(shop: Shop, difference: timedelta) -> Shop:
    """One more process on the shop's database, on a machine whose clock differs."""
    clock = SharedClock(shop.application.database, local=off_by(difference))
    await clock.ask()
    application = replace(shop.application, clock=clock)
    transport = httpx.ASGITransport(create(shop.settings, application))
    http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
    return replace(shop, application=application, http=http)


@pytest.mark.parametrize(("made", "redeemed"), [(AHEAD, BEHIND), (BEHIND, AHEAD)])
async def test_i8_token_and_sessions_live_as_long_everywhere(
    shop: Shop, made: timedelta, redeemed: timedelta
) -> None:
    here, there = await process(shop, made), await process(shop, redeemed)
    alice = await here.agent("alice")
    token = await here.token(alice)

    visitor = there.visitor()

    assert (await visitor.redeem(token)).data["context"]["imitated"] is True
    visitor.http = here.http
    assert (await visitor.context())["imitated"] is True
    alice.http = there.http
    assert (await alice.run("admin/current-user")).data["username"] == "alice"


@pytest.mark.parametrize(("made", "redeemed"), [(AHEAD, BEHIND), (BEHIND, AHEAD)])
async def test_i8_no_clock_revives_a_token(
    open_shop: OpenShop, made: timedelta, redeemed: timedelta
) -> None:
    shop = await open_shop(token_lifetime=1)
    here, there = await process(shop, made), await process(shop, redeemed)
    token = await here.token(await here.agent("alice"))

    await asyncio.sleep(1.1)

    refused = await there.visitor().redeem(token)
    assert refused.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"


async def test_i8_answer_is_how_far_the_machine_is_ahead(shop: Shop) -> None:
    for difference in (AHEAD, BEHIND):
        clock = SharedClock(shop.application.database, local=off_by(difference))

        assert abs(await clock.ask() - difference) < NEAR
        assert abs(clock() - datetime.now(UTC)) < NEAR
        assert clock().utcoffset() == timedelta(0)


async def test_i8_setting_the_machines_clock_changes_nothing(shop: Shop) -> None:
    times, ticks = [datetime.now(UTC)], [100.0]
    database = shop.application.database
    clock = SharedClock(database, local=lambda: times[0], ticks=lambda: ticks[0])
    await clock.ask()
    before = clock()

    times[0] += timedelta(days=365)
    ticks[0] += 30

    assert clock() - before == timedelta(seconds=30)


async def test_i8_server_asks_before_it_answers(shop: Shop) -> None:
    async with started(shop.settings) as application:
        assert isinstance(application.clock, SharedClock)
        assert application.clock.is_shared


async def test_i8_command_asks_before_it_decides(shop: Shop) -> None:
    async with wired(shop.settings) as application:
        assert isinstance(application.clock, SharedClock)
        assert application.clock.is_shared


async def test_i8_clock_of_the_database_that_was_set_back_is_told(shop: Shop) -> None:
    ticks = [100.0]
    clock = SharedClock(shop.application.database, ticks=lambda: ticks[0])
    failures = Failures(UNKNOWN)

    with capture_logs() as logged:
        assert await read_time(clock, failures)
        ticks[0] += 3600  # an hour has passed here, and none there
        assert await read_time(clock, failures)

    (line,) = logged
    assert (line["event"], line["log_level"]) == ("clock.set_back", "error")
    assert line["seconds"] == pytest.approx(3600, abs=NEAR.total_seconds())
