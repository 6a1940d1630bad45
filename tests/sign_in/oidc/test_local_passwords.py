"""Passwords of this server, where users sign in at a provider."""

from tests.sign_in.oidc.conftest import Browser
from tests.sign_in.oidc.provider import Provider
from tests.support.clients import Client
from tests.support.hiring import hire, person
from tests.support.shop import PASSWORD, OpenShop, Shop

LOGIN = "admin/user-login"
BAD = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


async def test_users_of_a_provider_have_none(shop: Shop, browser: Browser) -> None:
    await browser.sign_in()
    (alice,) = [row for row in await shop.rows("users") if row["username"] == "alice"]
    await shop.change(
        "UPDATE users SET password_hash = :hash WHERE username = 'carol'",
        hash=alice["password_hash"],
    )
    before = len(await shop.rows("user_sessions"))

    answer = await Client(shop.http).run(LOGIN, username="carol", password=PASSWORD)
    form = {"grant_type": "password", "client_id": "administration", "scopes": "write"}
    shopware = await shop.http.post(
        "/api/oauth/token", json={**form, "username": "carol", "password": PASSWORD}
    )

    changed = {"currentPassword": PASSWORD, "newPassword": "another-secret"}
    own = await browser.agent.run("admin/change-own-password", **changed)

    assert [answer.code, own.code] == [BAD, BAD]
    assert shopware.status_code in {400, 401}
    assert len(await shop.rows("user_sessions")) == before
    assert (await shop.agent("alice")).id


async def test_names_of_emergency_accounts_are_taken(open_shop: OpenShop, corp: Provider) -> None:
    """Before anybody has made the account: a passkey of such a user would count here."""
    shop = await open_shop(oidc_providers=(corp.settings(),), emergency_accounts=("Carol",))

    assert (await Browser(shop, corp).sign_in()).status_code == 403

    assert "carol" not in [row["username"] for row in await shop.rows("users")]


async def test_super_admins_alone_make_and_change_such_accounts(
    open_shop: OpenShop, corp: Provider
) -> None:
    """Else a user who edits users could take one, with a password that outlives their account."""
    shop = await open_shop(oidc_providers=(corp.settings(),), emergency_accounts=("Rescue",))
    admin = await shop.agent("admin")
    editor = await hire(shop, admin, "ed", "user:read", "user:write")
    before = await shop.rows("users")
    taken = {"username": "RESCUE", "password": PASSWORD}

    created = await editor.run("admin/create-user", input=person("x", **taken))
    renamed = await editor.run("admin/update-user", id=editor.id, input=taken)

    for refused in (created, renamed):
        assert refused.error["missingPrivileges"] == ["admin"]
    assert await shop.rows("users") == before
    made = await admin.run("admin/create-user", input=person("x", **taken))
    assert made.data["username"] == "rescue"
    before = await shop.rows("users")
    for change in ({"username": "other"}, {"password": PASSWORD}):
        refused = await editor.run("admin/update-user", id=made.data["id"], input=change)
        assert refused.error["missingPrivileges"] == ["admin"]
    assert await shop.rows("users") == before
    kept = {"username": "Rescue", "firstName": "Red"}
    assert (await editor.run("admin/update-user", id=made.data["id"], input=kept)).errors == []


async def test_emergency_accounts_alone(open_shop: OpenShop, corp: Provider) -> None:
    shop = await open_shop(
        oidc_providers=(corp.settings(),),
        local_passwords="emergency",
        emergency_accounts=("Admin",),
    )

    refused = await Client(shop.http).run(LOGIN, username="alice", password=PASSWORD)

    assert refused.code == BAD
    assert (await shop.rows("audit_events"))[-1]["action"] == "user.sign_in_refused"
    assert (await shop.agent("admin")).id
    event = (await shop.rows("audit_events"))[-1]
    assert (event["action"], event["detail"]) == ("user.signed_in", '{"emergency": true}')


async def test_sign_in_from_an_unseen_browser_is_told(shop: Shop) -> None:
    agents = ["firefox", "firefox", "chromium", "firefox"]

    for agent in agents:
        shop.http.headers["user-agent"] = agent
        await shop.agent("alice")

    events = [event for event in await shop.rows("audit_events") if event["username"] == "alice"]
    assert [event["detail"] for event in events] == [None, None, '{"new_browser": true}', None]


async def test_so_is_one_at_a_provider(shop: Shop, browser: Browser) -> None:
    for agent in ("firefox", "chromium"):
        shop.http.headers["user-agent"] = agent
        await browser.sign_in()

    (told,) = (await browser.agent.run("admin/new-browser-sign-ins")).data
    assert (told["userAgent"], told["current"]) == ("chromium", True)
