"""A change of a user ends their sessions and imitations at the next request, on every process."""

from typing import Any

import pytest

from tests.support.clients import Agent
from tests.support.shop import PASSWORD, Shop

NEW_PASSWORD = "another-secret"


async def ended(shop: Shop) -> list[str | None]:
    return [row["end_reason"] for row in await shop.rows("imitations")]


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"active": False}, "USER_DEACTIVATED"),
        ({"password": NEW_PASSWORD}, "PASSWORD_CHANGED"),
    ],
    ids=["deactivation", "new_password"],
)
async def test_sessions_and_imitations_end(
    shop: Shop, elsewhere: Agent, alice: Agent, change: dict[str, Any], cause: str
) -> None:
    bob = await shop.imitator(alice)
    pending = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    await elsewhere.run("admin/update-user", id=alice.id, input=change)

    assert (await alice.run("admin/current-user")).code == "UNAUTHENTICATED"
    assert (await bob.context())["customer"] is None
    redeemed = await shop.visitor().redeem(pending["token"])
    assert redeemed.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    assert await ended(shop) == [cause, cause]


async def test_lost_role_ends_imitations_and_keeps_the_session(
    shop: Shop, elsewhere: Agent, alice: Agent
) -> None:
    bob = await shop.imitator(alice)
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    await elsewhere.run(
        "admin/update-user", id=alice.id, input={"roleIds": [shop.role("Catalogue")]}
    )

    assert (await bob.context())["imitated"] is False
    assert (await alice.run("admin/current-user")).data["privileges"] == [
        "customer:read",
        "sales_channel:read",
    ]
    assert await ended(shop) == ["PRIVILEGE_LOST", "PRIVILEGE_LOST"]


async def test_another_role_with_the_privilege_ends_nothing(
    shop: Shop, alice: Agent, admin: Agent
) -> None:
    bob = await shop.imitator(alice)

    roles = [shop.role("Support"), shop.role("Auditor")]
    await admin.run("admin/update-user", id=alice.id, input={"roleIds": roles})

    assert (await bob.context())["imitated"] is True
    assert await ended(shop) == [None]


async def test_demoted_admin_stops_imitating(shop: Shop, alice: Agent, admin: Agent) -> None:
    raised = {"admin": True, "roleIds": []}
    assert (await admin.run("admin/update-user", id=alice.id, input=raised)).data["admin"]
    bob = await shop.imitator(alice)

    await admin.run("admin/update-user", id=alice.id, input={"admin": False})

    assert (await bob.context())["imitated"] is False
    assert await ended(shop) == ["PRIVILEGE_LOST"]
    assert (await alice.run("admin/users")).code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"


async def test_deleted_user_is_out_and_the_audit_log_keeps_their_name(
    shop: Shop, elsewhere: Agent, alice: Agent
) -> None:
    bob = await shop.imitator(alice)

    assert (await elsewhere.run("admin/delete-user", id=alice.id)).data is True

    assert (await alice.run("admin/current-user")).code == "UNAUTHENTICATED"
    assert (await bob.context())["imitated"] is False
    (imitation,) = (await elsewhere.run("admin/imitations")).data["nodes"]
    assert imitation["user"] == {
        "id": alice.id,
        "username": "alice",
        "firstName": "Alice",
        "lastName": "Agent",
    }
    assert imitation["endReason"] == "USER_DEACTIVATED"


async def test_old_password_is_worthless_and_the_new_one_works(shop: Shop, admin: Agent) -> None:
    await admin.run("admin/update-user", id=shop.user("eve"), input={"password": NEW_PASSWORD})

    stranger = shop.stranger()
    old = await stranger.run("admin/user-login", username="eve", password=PASSWORD)
    new = await stranger.run("admin/user-login", username="eve", password=NEW_PASSWORD)

    assert old.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
    assert new.data["user"]["id"] == shop.user("eve")


async def test_reactivation_revives_no_session(shop: Shop, alice: Agent, admin: Agent) -> None:
    bob = await shop.imitator(alice)
    await admin.run("admin/update-user", id=alice.id, input={"active": False})

    await admin.run("admin/update-user", id=alice.id, input={"active": True})

    assert (await alice.run("admin/current-user")).code == "UNAUTHENTICATED"
    assert (await bob.context())["imitated"] is False
    assert (await shop.agent("alice")).id == alice.id


async def test_renaming_ends_nothing(shop: Shop, alice: Agent, admin: Agent) -> None:
    bob = await shop.imitator(alice)

    await admin.run("admin/update-user", id=alice.id, input={"username": "alicia"})

    assert (await alice.run("admin/current-user")).data["username"] == "alicia"
    assert (await bob.context())["imitatingUser"]["username"] == "alice"
