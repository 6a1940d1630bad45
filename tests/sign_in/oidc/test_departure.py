"""Users who are signed out or deactivated at their provider are out here, imitations included."""

from typing import Any

import pytest

from resolvers.oidc.rechecking import recheck
from server.background.rechecking import recheck_sign_ins
from server.oidc.fetching import Fetcher
from server.oidc.remote import Remote
from tests.sign_in.oidc.conftest import Browser
from tests.sign_in.oidc.provider import CAROL, LOGOUT, Provider
from tests.support.shop import OpenShop, Shop

URL = "/auth/oidc/corp/backchannel-logout"


async def is_out(browser: Browser) -> bool:
    answer = await browser.agent.run("admin/current-user")
    return bool(answer.errors) and answer.code == "UNAUTHENTICATED"


async def send(shop: Shop, token: str) -> int:
    return (await shop.http.post(URL, data={"logout_token": token})).status_code


async def test_logout_of_one_sign_in_ends_the_imitation(
    shop: Shop, browser: Browser, corp: Provider
) -> None:
    await browser.sign_in()
    visitor = await shop.imitator(browser.agent)

    assert await send(shop, corp.logout_token(sid="session-one")) == 200

    assert await is_out(browser)
    assert not (await visitor.run("storefront/context")).data["imitated"]


BAD: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "x"},
    "no event": {"events": None},
    "other event": {"events": {"http://example.com": {}}},
    "no name": {"jti": None},
    "nobody": {"sid": None},
    "sid of another kind": {"sid": 7},
    "sid that nothing stores": {"sid": "session-one\0"},
    "other audience": {"aud": "another"},
    "other issuer": {"iss": "https://evil.example"},
    "old": {"iat": 1_780_315_200 - 400},
    "over": {"exp": 1_780_315_200 - 61},
    "no end": {"exp": None},
}


async def test_bad_logout_tokens(shop: Shop, browser: Browser, corp: Provider) -> None:
    await browser.sign_in()
    before = await shop.everything()

    for name, changed in BAD.items():
        token = corp.logout_token(**{"sid": "session-one", **changed})
        assert await send(shop, token) == 400, name
    assert await send(shop, "a.b.c") == 400
    assert (await shop.http.post(URL)).status_code == 400
    assert (await shop.http.get(URL)).status_code == 405

    assert await shop.everything() == before
    assert not await is_out(browser)


async def test_logout_token_counts_once(shop: Shop, browser: Browser, corp: Provider) -> None:
    await browser.sign_in()
    token = corp.logout_token(sub=CAROL["sub"])
    assert await send(shop, token) == 200
    await browser.sign_in()

    assert await send(shop, token) == 400

    assert not await is_out(browser)
    assert LOGOUT not in str(await shop.rows("oidc_logouts"))


async def test_both_names_have_to_fit(shop: Shop, browser: Browser, corp: Provider) -> None:
    await browser.sign_in()

    assert await send(shop, corp.logout_token(sub="another", sid="session-one")) == 200

    assert not await is_out(browser)


@pytest.fixture
def remote(corp: Provider) -> Remote:
    return Remote(corp.settings().provider, Fetcher())


async def test_recheck_goes_on(shop: Shop, browser: Browser, remote: Remote) -> None:
    await browser.sign_in()
    (first,) = await shop.rows("oidc_sessions")
    await recheck_sign_ins(shop.application, remotes=[remote])
    assert await shop.rows("oidc_sessions") == [first]
    shop.clock.advance(minutes=5)

    await recheck_sign_ins(shop.application, remotes=[remote])

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
        await recheck_sign_ins(shop.application, remotes=[remote])
        assert not await is_out(browser)

    shop.clock.advance(minutes=5)
    await recheck_sign_ins(shop.application, remotes=[remote])

    assert await is_out(browser)


async def test_answer_that_nobody_expects(shop: Shop, browser: Browser) -> None:
    """Nothing lives on because a question fails in a way of its own."""
    await browser.sign_in()

    async def ask(*_: str) -> None:
        raise RuntimeError

    for _ in range(3):
        assert not await is_out(browser)
        shop.clock.advance(minutes=5)
        await recheck(shop.application, ask)

    assert await is_out(browser)


async def test_provider_left_the_settings(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()
    shop.clock.advance(minutes=5)

    await recheck_sign_ins(shop.application, remotes=[])

    assert await is_out(browser)


async def test_two_processes_ask_once(open_shop: OpenShop, shop: Shop, browser: Browser) -> None:
    other = await open_shop()
    await browser.sign_in()
    shop.clock.advance(minutes=5)
    asked: list[str] = []

    async def ask(name: str, _: str) -> None:
        asked.append(name)
        assert await recheck(other.application, ask) == 0

    await recheck(shop.application, ask)

    assert asked == ["corp"]


async def test_without_refresh_token_an_hour(
    shop: Shop, browser: Browser, corp: Provider, remote: Remote
) -> None:
    corp.gives_refresh_tokens = False
    await browser.sign_in()
    for _ in range(3):
        shop.clock.advance(minutes=19)
        await recheck_sign_ins(shop.application, remotes=[remote])
        assert not await is_out(browser)

    shop.clock.advance(minutes=3)

    assert await is_out(browser)
