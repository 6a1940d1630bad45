"""newBrowserSignIns: a user is told of sign-ins from a browser that they had not used lately."""

from typing import Any

import pytest

from resolvers.admin.users import sessions
from tests.support.clients import Agent
from tests.support.shop import Shop

TOLD = "admin/new-browser-sign-ins"
SESSIONS = "admin/user-sessions"


async def told(agent: Agent) -> list[dict[str, Any]]:
    return list((await agent.run(TOLD)).data)


async def sign_in(shop: Shop, browser: str, username: str = "alice") -> Agent:
    """A minute later, in this browser."""
    shop.clock.advance(minutes=1)
    shop.http.headers["user-agent"] = browser
    return await shop.agent(username)


async def test_only_a_new_browser_is_told(shop: Shop) -> None:
    first = await sign_in(shop, "Firefox")
    known = await sign_in(shop, "Firefox")
    assert (await told(first), await told(known)) == ([], [])

    new = await sign_in(shop, "Chromium")

    (seen,) = await told(first)
    assert (seen["userAgent"], seen["remoteAddress"]) == ("Chromium", "127.0.0.1")
    assert seen["createdAt"] == shop.clock().isoformat()
    assert (seen["current"], seen["live"]) == (False, True)
    assert await told(new) == [seen | {"current": True}]
    listed = (await first.run(SESSIONS)).data
    assert [session["newBrowser"] for session in listed] == [True, False, False]


async def test_others_are_not_told(shop: Shop, eve: Agent) -> None:
    await sign_in(shop, "Firefox")
    await sign_in(shop, "Chromium")

    assert await told(eve) == []


async def test_what_is_over_is_told_for_seven_days(shop: Shop) -> None:
    """An intruder who signs out at once has been there all the same."""
    alice = await sign_in(shop, "Firefox")
    await (await sign_in(shop, "Curl")).run("admin/user-logout")
    await sign_in(shop, "Chromium")
    shop.clock.advance(minutes=20)
    await told(alice)
    shop.clock.advance(minutes=20)

    assert [(one["userAgent"], one["live"]) for one in await told(alice)] == [
        ("Chromium", False),
        ("Curl", False),
    ]

    shop.clock.advance(days=7, minutes=-42)
    later = await sign_in(shop, "Firefox")
    assert [one["userAgent"] for one in await told(later)] == ["Chromium"]
    shop.clock.advance(minutes=1)
    assert await told(later) == []


async def test_the_newest_are_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_TOLD", 2)
    alice = await sign_in(shop, "Browser 0")
    for number in (1, 2, 3):
        await sign_in(shop, f"Browser {number}")

    assert [one["userAgent"] for one in await told(alice)] == ["Browser 3", "Browser 2"]


async def test_a_new_password_is_no_sign_in(shop: Shop) -> None:
    await sign_in(shop, "Firefox")
    alice = await sign_in(shop, "Chromium")
    passwords = {"currentPassword": "imitate-demo", "newPassword": "another-secret"}

    changed = (await alice.run("admin/change-own-password", **passwords)).data

    renewed = Agent(shop.http, {"authorization": f"Bearer {changed['accessToken']}"})
    assert [(one["userAgent"], one["live"]) for one in await told(renewed)] == [("Chromium", False)]
