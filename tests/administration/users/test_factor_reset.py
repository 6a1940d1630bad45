"""resetUserFactors: another administrator, never above oneself, and the user is signed out."""

from tests.sign_in.factors.app import log_in, set_up
from tests.sign_in.factors.device import Device, register
from tests.sign_in.test_user import is_alive
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.hiring import hire
from tests.support.shop import OpenShop, Shop

RESET = "admin/reset-user-factors"


async def test_the_password_signs_in_again_and_all_else_ended(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=0)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    await set_up(shop, alice)
    await register(alice, Device())
    guesses = [await log_in(shop, "alice", "wrong") for _ in range(11)]
    bob = await shop.imitator(alice)

    answer = await admin.run(RESET, id=alice.id)

    assert answer.data == {"id": alice.id, "hasFactor": False}
    assert not await is_alive(alice)
    assert (await bob.context())["customer"] is None
    assert (await log_in(shop, "alice", None)).data["user"]["username"] == "alice"
    for table in ("totp_secrets", "recovery_codes", "passkeys"):
        assert await shop.rows(table) == []
    (event,) = await events(shop, "user.factors_reset")
    assert guesses[-1].code == "FRAMEWORK__RATE_LIMIT_EXCEEDED"
    app = await set_up(shop, await shop.agent("alice"))
    assert (await log_in(shop, "alice", app.recovery_codes[0])).data["accessToken"]
    assert (event["username"], alice.id in str(event["detail"])) == ("admin", True)


async def test_nobody_resets_their_own(shop: Shop, admin: Agent) -> None:
    await set_up(shop, admin)

    refused = await admin.run(RESET, id=admin.id)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "id"}
    assert len(await shop.rows("totp_secrets")) == 1


async def test_who_holds_more_keeps_their_factors(shop: Shop, admin: Agent) -> None:
    await set_up(shop, admin)
    helper = await hire(shop, admin, "helper", "user:write")

    refused = await helper.run(RESET, id=admin.id)

    assert refused.code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    assert len(await shop.rows("recovery_codes")) == 10
    assert (await admin.run(RESET, id="0" * 32)).code == "CONTENT__ENTITY_NOT_FOUND"
