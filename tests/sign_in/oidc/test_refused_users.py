"""Accounts of a provider that may not sign in here: nothing is made, nothing falls."""

import json

from tests.sign_in.oidc.conftest import Browser
from tests.sign_in.oidc.provider import CAROL, Provider
from tests.support.shop import OpenShop, Shop


async def cause_of_last_event(shop: Shop) -> str:
    event = (await shop.rows("audit_events"))[-1]
    assert event["action"] == "user.sign_in_refused"
    return str(json.loads(event["detail"])["cause"])


async def test_deactivated_user(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()
    await shop.change("UPDATE users SET active = false WHERE username = 'carol'")
    before = await shop.rows("user_sessions")

    answer = await browser.sign_in()

    assert answer.status_code == 403
    assert await cause_of_last_event(shop) == "user_inactive"
    assert await shop.rows("user_sessions") == before


async def test_last_super_admin_keeps_the_rank(shop: Shop, browser: Browser) -> None:
    await browser.sign_in(CAROL | {"groups": ["top"]})
    await shop.change("UPDATE users SET active = false WHERE admin AND username <> 'carol'")

    answer = await browser.sign_in(CAROL | {"groups": ["agents"]})

    assert answer.status_code == 403
    assert await cause_of_last_event(shop) == "last_admin"
    (carol,) = [row for row in await shop.rows("users") if row["username"] == "carol"]
    assert carol["admin"]


async def test_nobody_is_made_unless_the_setting_says_so(
    open_shop: OpenShop, corp: Provider
) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(create_users=False),))
    corp.clock, before = shop.clock, len(await shop.rows("users"))

    answer = await Browser(shop, corp).sign_in()

    assert answer.status_code == 403
    assert await cause_of_last_event(shop) == "user_unknown"
    assert len(await shop.rows("users")) == before
