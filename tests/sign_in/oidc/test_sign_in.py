"""Users sign in at a provider: made once, joined by issuer and subject, with the roles of today."""

import asyncio
import json
from itertools import product

from tests.sign_in.oidc.conftest import ADMIN, BINDING, Browser
from tests.sign_in.oidc.provider import CAROL, Provider
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop


async def user_named(shop: Shop, username: str) -> dict[str, object]:
    (found,) = [row for row in await shop.rows("users") if row["username"] == username]
    return found


async def roles_of(agent: Agent) -> list[str]:
    answer = await agent.run("admin/current-user")
    return sorted(role["name"] for role in answer.data["roles"])


async def test_first_sign_in_makes_the_user(shop: Shop, browser: Browser, corp: Provider) -> None:
    answer = await browser.sign_in(return_to="/admin/customers?page=2")

    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/customers?page=2")
    assert answer.headers["cache-control"] == "no-store"
    assert BINDING not in browser.cookies
    user = await user_named(shop, "carol")
    kept = ("email", "first_name", "last_name", "active", "admin", "issuer", "subject")
    assert [user[name] for name in kept] == [
        *("carol@corp.example", "Carol", "Clerk", True, False),
        *(corp.issuer, "carol-at-corp"),
    ]
    assert user["password_hash"] == ""
    assert await roles_of(browser.agent) == ["Support"]
    assert (await shop.actions())[-3:] == ["user.created", "user.updated", "user.signed_in"]
    event = (await shop.rows("audit_events"))[-1]
    identity = {"of": user["id"], "issuer": corp.issuer, "subject": "carol-at-corp"}
    assert json.loads(str(event["detail"])) == {"provider": "corp", "identity": identity}
    assert await shop.rows("oidc_attempts") == []


async def test_cookies_are_for_one_browser(browser: Browser) -> None:
    location = await browser.begin()

    assert browser.cookies[BINDING] not in location
    answer = await browser.come_back(browser.provider.authorize(location, CAROL))
    (admin,) = [
        header for header in answer.headers.get_list("set-cookie") if header.startswith(f"{ADMIN}=")
    ]
    assert admin.partition("; ")[2].lower() == "httponly; path=/; samesite=strict"


async def test_second_sign_in_is_of_the_same_user(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()
    before = await user_named(shop, "carol")

    await browser.sign_in(CAROL | {"preferred_username": "caroline", "email": "c@corp.example"})

    assert await user_named(shop, "carol") == before


async def test_roles_follow_the_groups(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()

    await browser.sign_in(CAROL | {"groups": "leads"})
    assert await roles_of(browser.agent) == ["Auditor"]

    await browser.sign_in(CAROL | {"groups": ["agents", "leads", "others", 7]})
    assert await roles_of(browser.agent) == ["Auditor", "Support"]

    await browser.sign_in(CAROL | {"groups": None})
    assert await roles_of(browser.agent) == []


async def test_falling_role_ends_imitations(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()
    visitor = await shop.imitator(browser.agent)

    await browser.sign_in(CAROL | {"groups": []})

    assert not (await visitor.run("storefront/context")).data["imitated"]
    (row,) = await shop.rows("imitations")
    assert row["end_reason"] == "PRIVILEGE_LOST"


async def test_group_makes_super_admins(shop: Shop, browser: Browser) -> None:
    await browser.sign_in(CAROL | {"groups": ["top"]})
    assert (await user_named(shop, "carol"))["admin"]

    await browser.sign_in(CAROL | {"groups": ["agents"]})
    assert not (await user_named(shop, "carol"))["admin"]


async def test_two_first_sign_ins_at_once_make_one_user(
    open_shop: OpenShop, shop: Shop, corp: Provider
) -> None:
    other = await open_shop(oidc_providers=(corp.settings(),))
    browsers = [Browser(shop, corp), Browser(other, corp), Browser(shop, corp)]
    answers = [corp.authorize(await browser.begin(), CAROL) for browser in browsers]

    arrived = [browsers[at].come_back(answers[at]) for at in (0, 1)]
    statuses = [answer.status_code for answer in await asyncio.gather(*arrived)]

    assert statuses == [303, 303]
    await user_named(shop, "carol")


async def test_claims_of_userinfo(browser: Browser, corp: Provider) -> None:
    corp.userinfo = {**CAROL, "groups": "leads"}

    answer = await browser.sign_in({"sub": CAROL["sub"]})

    assert answer.headers["location"] == "/admin/"
    assert await roles_of(browser.agent) == ["Auditor"]


async def test_other_browser_cannot_use_the_answer(shop: Shop, corp: Provider) -> None:
    mine, theirs = Browser(shop, corp), Browser(shop, corp)
    sent = corp.authorize(await mine.begin(), CAROL)
    await theirs.begin()

    refused = await theirs.come_back(sent)
    accepted = await mine.come_back(sent)

    assert (refused.status_code, accepted.status_code) == (400, 303)


async def test_pictures_and_frames_of_other_sites_begin_and_end_nothing(
    shop: Shop, browser: Browser
) -> None:
    """31 pictures on a foreign page would lock out the network of its visitor."""
    await browser.begin()
    before = await shop.everything()

    for page, destination in product(("login", "callback", "logout"), ("image", "iframe", "empty")):
        headers = {"sec-fetch-dest": destination, "sec-fetch-site": "cross-site"}
        answer = await shop.http.get(f"/auth/oidc/corp/{page}", headers=headers)

        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert await shop.everything() == before
    await browser.come_back(browser.provider.authorize(await browser.begin(), CAROL))
    assert ADMIN in browser.cookies


async def test_users_without_a_required_factor_can_go_to_a_provider(
    open_shop: OpenShop, corp: Provider
) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(),), factor_required_roles="Support")
    alice, browser = await shop.agent("alice"), Browser(shop, corp)
    browser.cookies[ADMIN] = alice.headers["authorization"].removeprefix("Bearer ")

    assert (await browser.sign_in()).status_code == 303

    assert (await alice.run("admin/current-user")).code == "UNAUTHENTICATED"


async def test_only_the_class_that_is_asked_for_renews(open_shop: OpenShop, corp: Provider) -> None:
    """An ordinary sign-in of this moment would else do what a renewed one has to."""
    shop = await open_shop(oidc_providers=(corp.settings(acr="phr"),))
    browser, codes = Browser(shop, corp), []
    for acr in (None, "pwd", "phr"):
        await browser.sign_in(CAROL | {"acr": acr})
        answer = await browser.agent.run("admin/start-totp")
        codes.append(answer.errors and answer.code)

    assert codes == ["FRAMEWORK__STEP_UP_REQUIRED", "FRAMEWORK__STEP_UP_REQUIRED", []]


async def test_return_stays_in_the_admin(browser: Browser) -> None:
    leading_out = ["https://evil.example", "//evil.example", "/admin/../x", "/admin/\\evil"]
    for wanted in (*leading_out, "/admin/.%2E/auth/oidc/corp/login", "/admin/..?x"):
        answer = await browser.sign_in(return_to=wanted)
        assert answer.headers["location"] == "/admin/"


async def test_renewed_sign_in_takes_the_place_of_the_other(
    shop: Shop, browser: Browser, corp: Provider
) -> None:
    """The provider has to ask again: an old `auth_time` renews nothing."""
    await browser.sign_in()
    old = browser.agent
    shop.clock.advance(minutes=10)
    location = await browser.begin(renew="1")
    assert {"max_age=0", "prompt=login"} <= set(location.partition("?")[2].split("&"))
    asked_at = int(shop.clock.now.timestamp())

    kept = dict(browser.cookies)
    stale = CAROL | {"auth_time": asked_at - 120}
    assert (await browser.come_back(corp.authorize(location, stale))).status_code == 400
    browser.cookies = kept
    assert (await browser.sign_in(renew="1")).status_code == 303

    assert (await old.run("admin/current-user")).code == "UNAUTHENTICATED"
    assert await roles_of(browser.agent) == ["Support"]


async def test_another_account_renews_nothing(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()

    answer = await browser.sign_in(
        CAROL | {"sub": "x", "email": "x@corp.example", "preferred_username": "xenia"}, renew="1"
    )

    assert answer.status_code == 400
    assert {row["username"] for row in await shop.rows("users")}.isdisjoint({"xenia"})


async def test_step_up_needs_a_provider_that_asked_lately(
    open_shop: OpenShop, corp: Provider
) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(),), step_up_max_age=300)
    corp.clock, browser = shop.clock, Browser(shop, corp)
    long_ago = int(shop.clock.now.timestamp()) - 600
    wanted = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    await browser.sign_in(CAROL | {"auth_time": long_ago})

    refused = await browser.agent.run("admin/generate-imitate-customer-token", **wanted)
    await browser.sign_in(renew="1")

    assert (refused.code, refused.error["methods"]) == (
        "FRAMEWORK__STEP_UP_REQUIRED",
        ["PROVIDER"],
    )
    assert await shop.token(browser.agent)


async def test_the_sign_in_page_and_the_user_name_the_provider(
    shop: Shop, browser: Browser, corp: Provider
) -> None:
    offered = await shop.stranger().run("admin/sign-in-providers")
    assert offered.data == [{"name": "corp", "label": "corp"}]
    await browser.sign_in()

    mine = await browser.agent.run("admin/current-user")
    alice = await (await shop.agent("alice")).run("admin/current-user")

    assert (mine.data["provider"]["name"], alice.data["provider"]) == ("corp", None)
    leave = await shop.http.get("/auth/oidc/corp/logout")
    assert leave.headers["location"] == (
        f"{corp.issuer}/logout?client_id=imitate"
        "&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fadmin%2F"
    )
