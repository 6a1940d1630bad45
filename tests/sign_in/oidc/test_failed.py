"""Refused sign-ins: no code stays in the address bar, nothing is made, and nothing falls."""

import json
import re

import pytest

from auth.sign_in.oidc.refusals import Advice
from tests.sign_in.oidc.conftest import BINDING, FAILED, Browser
from tests.sign_in.oidc.provider import CAROL, Provider
from tests.support.shop import OpenShop, Shop

URL = "/auth/oidc/corp/failed"
TITLES = {"en": "You are not signed in", "de": "Du bist nicht angemeldet"}


async def test_the_address_names_the_cause_alone(
    shop: Shop, browser: Browser, corp: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = corp.authorize(await browser.begin(), CAROL)
    cookies = {"cookie": f"{BINDING}={browser.cookies[BINDING]}"}
    corp.codes.clear()
    capsys.readouterr()

    led = await shop.http.get("/auth/oidc/corp/callback", params=sent, headers=cookies)

    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (number,) = [line["request_id"] for line in logged if line["event"] == "oidc.refused"]
    assert (led.status_code, led.headers["location"]) == (303, f"{URL}?cause=start_again")
    kept = led.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in kept} == {BINDING, FAILED}
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in kept)
    page = await shop.http.get(led.headers["location"], headers={"cookie": f"{FAILED}={number}"})
    assert page.status_code == 400
    assert f"<code>{number}</code>" in page.text
    for answer in (led, page):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        for secret in (sent["code"], sent["state"]):
            assert secret not in f"{answer.text}{answer.headers}"


async def test_every_cause_has_a_page_in_both_languages(shop: Shop) -> None:
    texts = set()
    for cause in Advice:
        for language, title in (
            ("en", "You are not signed in"),
            ("de", "Du bist nicht angemeldet"),
        ):
            headers = {"accept-language": language}
            page = await shop.http.get(f"{URL}?cause={cause}", headers=headers)
            assert f"<h1>{title}</h1>" in page.text
            assert page.status_code >= 400
            texts |= set(re.findall("<p>([^<]+)</p>", page.text))
    assert len(texts) == 2 * len(Advice)


async def test_nothing_else_is_shown(shop: Shop) -> None:
    for cause in ("", "x", "<script>", "START_AGAIN"):
        assert (await shop.http.get(URL, params={"cause": cause})).status_code == 404
    assert (await shop.http.get(URL)).status_code == 404
    assert (await shop.http.post(f"{URL}?cause=try_later")).status_code == 405

    headers = {"cookie": f"{FAILED}=<script>"}
    page = await shop.http.get(f"{URL}?cause=try_later", headers=headers)

    assert "<code>" not in page.text
    assert "<script>" not in page.text


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
