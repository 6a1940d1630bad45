"""Providers are asked whether sign-ins go on, each by itself; what they do not vouch for ends."""

import asyncio

import pytest

from auth.sign_in.oidc.refusals import Cause, SignInRefused
from resolvers.oidc.rechecking import AGAIN, TOGETHER, find_due, recheck
from server.background.rechecking import rechecking
from server.oidc.fetching import Fetcher
from server.oidc.remote import Remote
from tests.sign_in.oidc.conftest import Browser, ask_again, is_out
from tests.sign_in.oidc.provider import CAROL, Provider, serving
from tests.support.shop import NOON, OpenShop, Shop


@pytest.fixture
def remote(corp: Provider) -> Remote:
    return Remote(corp.settings().provider, Fetcher())


async def test_recheck_goes_on(shop: Shop, browser: Browser, remote: Remote) -> None:
    await browser.sign_in()
    (first,) = await shop.rows("oidc_sessions")
    await ask_again(shop.application, remote)
    assert await shop.rows("oidc_sessions") == [first]
    shop.clock.advance(minutes=5)

    await ask_again(shop.application, remote)

    (row,) = await shop.rows("oidc_sessions")
    assert row["checked_at"] > first["checked_at"]
    assert row["sealed_refresh_token"] != first["sealed_refresh_token"]
    assert not await is_out(browser)


async def test_provider_is_down(
    shop: Shop, browser: Browser, corp: Provider, remote: Remote
) -> None:
    """It is waited for until three rechecks were not answered."""
    await browser.sign_in()
    corp.answers["/token"] = (503, {})
    for minutes in (5, 5):
        shop.clock.advance(minutes=minutes)
        await ask_again(shop.application, remote)
        assert not await is_out(browser)

    shop.clock.advance(minutes=5)
    await ask_again(shop.application, remote)

    assert await is_out(browser)


async def test_answer_that_nobody_expects(shop: Shop, browser: Browser) -> None:
    """Nothing lives on because a question fails in a way of its own."""
    await browser.sign_in()

    async def ask(*_: str) -> None:
        raise RuntimeError

    for _ in range(3):
        assert not await is_out(browser)
        shop.clock.advance(minutes=5)
        await recheck(shop.application, ask, "corp")

    assert await is_out(browser)


async def test_provider_left_the_settings(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()
    shop.clock.advance(minutes=5)

    await ask_again(shop.application)

    assert await is_out(browser)


async def test_two_processes_ask_once(open_shop: OpenShop, shop: Shop, browser: Browser) -> None:
    other = await open_shop()
    await browser.sign_in()
    shop.clock.advance(minutes=5)
    asked: list[str] = []

    async def ask(name: str, _: str) -> None:
        asked.append(name)
        assert await find_due(other.application) == []
        await recheck(other.application, ask, name)

    await recheck(shop.application, ask, "corp")

    assert asked == ["corp"]


async def test_without_refresh_token_an_hour(
    shop: Shop, browser: Browser, corp: Provider, remote: Remote
) -> None:
    corp.gives_refresh_tokens = False
    await browser.sign_in()
    for _ in range(3):
        shop.clock.advance(minutes=19)
        await ask_again(shop.application, remote)
        assert not await is_out(browser)

    shop.clock.advance(minutes=3)

    assert await is_out(browser)


async def test_one_that_hangs_delays_no_other(open_shop: OpenShop, corp: Provider) -> None:
    partner = Provider(lambda: NOON, "partner")
    async with serving(partner):
        shop = await open_shop(oidc_providers=(corp.settings(), partner.settings()))
        corp.clock = partner.clock = shop.clock
        await Browser(shop, corp).sign_in()
        dora = {"sub": "dora", "preferred_username": "dora", "email": "dora@partner.example"}
        await Browser(shop, partner).sign_in(CAROL | dora)
        before = await checked(shop, "corp")
        shop.clock.advance(minutes=5)
        corp.is_silent, corp.asked = True, []
        patient = Fetcher(within=600)
        asked = [Remote(one.settings().provider, patient) for one in (corp, partner)]
        lanes = rechecking(asked)

        await lanes.look(shop.application)
        async with asyncio.timeout(25):
            while not corp.asked or await checked(shop, "partner") == before:  # noqa: ASYNC110 - lanes signal nothing
                await asyncio.sleep(0.01)

        assert await checked(shop, "corp") == before
        await lanes.close()


async def checked(shop: Shop, provider: str) -> str:
    """When the provider last said that a sign-in goes on."""
    rows = await shop.rows("oidc_sessions")
    return next(str(row["checked_at"]) for row in rows if row["provider"] == provider)


class Silence:
    """A provider that does not answer; `asked` counts the questions."""

    asked = 0

    async def __call__(self, _name: str, _token: str) -> None:
        self.asked += 1
        raise SignInRefused(Cause.PROVIDER_UNREACHABLE)


@pytest.fixture
async def many(shop: Shop, corp: Provider) -> list[Browser]:
    """More sign-ins than are asked about at once."""
    browsers = [Browser(shop, corp) for _ in range(TOGETHER + 2)]
    for browser in browsers:
        await browser.sign_in()
    return browsers


async def test_one_that_answers_nothing_is_left_alone(shop: Shop, many: list[Browser]) -> None:
    silence = Silence()
    shop.clock.advance(minutes=5)

    await recheck(shop.application, silence, "corp")

    assert silence.asked == TOGETHER
    assert await find_due(shop.application) == []
    shop.clock.advance(seconds=AGAIN.total_seconds() - 1)
    assert await find_due(shop.application) == []
    shop.clock.advance(seconds=1)
    assert await find_due(shop.application) == ["corp"]
    assert [await is_out(browser) for browser in many] == [False] * len(many)


async def test_time_is_over_for_those_whom_nobody_asked_about(
    shop: Shop, many: list[Browser]
) -> None:
    silence = Silence()
    shop.clock.advance(minutes=14, seconds=45)
    await recheck(shop.application, silence, "corp")
    assert [await is_out(browser) for browser in many] == [False] * len(many)
    shop.clock.advance(seconds=15)  # less than it is left alone

    await recheck(shop.application, silence, "corp")

    assert silence.asked == 2 * TOGETHER
    assert [await is_out(browser) for browser in many] == [True] * len(many)
