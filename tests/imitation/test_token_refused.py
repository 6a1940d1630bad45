"""generateImitateCustomerToken refused: the privilege first, then each argument with its code."""

from typing import Any

import pytest

from tests.support.audit_log import events, only_denied
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

GENERATE = "admin/generate-imitate-customer-token"
OPERATION = "generateImitateCustomerToken"
REASON = "The cart looks empty to bob"
UNKNOWN = "0" * 32
MALFORMED = ["", "x", "A" * 32, "a" * 33, "\0", "x" * 5000, "' OR 1=1 --"]


def ids(shop: Shop, name: str = "bob", channel: str = "Storefront") -> dict[str, str]:
    return {"customerId": shop.customer(name), "salesChannelId": shop.channel(channel)}


@pytest.mark.parametrize("sent", [UNKNOWN, *MALFORMED], ids=range(len(MALFORMED) + 1))
async def test_privilege_is_decided_before_ids_are_looked_at(
    shop: Shop, eve: Agent, sent: str
) -> None:
    missing = ["api_proxy_imitate-customer"]

    async with only_denied(shop, "eve", OPERATION, OPERATION, missing=missing):
        answers = [
            await eve.run(GENERATE, **ids(shop)),
            await eve.run(GENERATE, customerId=sent, salesChannelId=sent, reason="x"),
        ]

    for answer in answers:
        assert answer.error == {
            "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
            "missingPrivileges": missing,
        }


async def test_editing_customers_does_not_imply_it(shop: Shop, admin: Agent, eve: Agent) -> None:
    others = ["customer:read", "customer:write", "imitation:read", "imitation:end", "user:write"]
    changed = {"privileges": others}
    assert (await admin.run("admin/update-role", id=shop.role("Catalogue"), input=changed)).data[
        "privileges"
    ] == sorted(others)

    refused = await eve.run(GENERATE, **ids(shop))

    assert refused.error["missingPrivileges"] == ["api_proxy_imitate-customer"]


async def test_stranger_is_refused(shop: Shop) -> None:
    before = await shop.everything()

    assert (await shop.stranger().run(GENERATE, **ids(shop))).code == "UNAUTHENTICATED"

    assert await shop.everything() == before


@pytest.mark.parametrize("field", ["customerId", "salesChannelId"])
async def test_unknown_id_is_refused(shop: Shop, alice: Agent, field: str) -> None:
    before = await shop.everything()

    refused = await alice.run(GENERATE, **{**ids(shop), field: UNKNOWN})

    assert refused.error == {"code": "VIOLATION::ENTITY_DOES_NOT_EXISTS", "field": field}
    assert await shop.everything() == before


@pytest.mark.parametrize("field", ["customerId", "salesChannelId"])
@pytest.mark.parametrize("sent", MALFORMED, ids=range(len(MALFORMED)))
async def test_malformed_id_is_refused(shop: Shop, alice: Agent, field: str, sent: str) -> None:
    before = await shop.everything()

    refused = await alice.run(GENERATE, **{**ids(shop), field: sent})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


@pytest.mark.parametrize("reason", ["x" * 10, "x" * 500, "\u00dc" * 10])
async def test_reason_is_kept(shop: Shop, alice: Agent, reason: str) -> None:
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"), reason=f" {reason} ")

    (row,) = await shop.rows("imitations")
    assert row["reason"] == reason


@pytest.mark.parametrize(
    "reason", ["", "x" * 9, "x" * 501, " " * 20, "on two lines\nof text", "with a NUL \0 in it"]
)
async def test_other_reasons_are_refused(shop: Shop, alice: Agent, reason: str) -> None:
    before = await shop.everything()

    refused = await alice.run(GENERATE, **ids(shop), reason=reason)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "reason"}
    assert await shop.everything() == before


@pytest.mark.parametrize("sent", [{}, {"reason": None}, {"reason": ""}])
async def test_reason_is_required_by_setting(open_shop: OpenShop, sent: dict[str, Any]) -> None:
    shop = await open_shop(reason_required=True)
    alice = await shop.agent("alice")

    refused = await alice.run(GENERATE, **ids(shop), **sent)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "reason"}
    assert await shop.rows("imitations") == []
    assert (await alice.run(GENERATE, **ids(shop), reason=REASON)).data["token"]


async def test_old_password_check_needs_a_step_up(open_shop: OpenShop) -> None:
    shop = await open_shop(step_up_max_age=300)
    alice = await shop.agent("alice")
    shop.clock.advance(seconds=300)
    assert (await alice.run(GENERATE, **ids(shop))).data["token"]
    shop.clock.advance(seconds=1)

    refused = await alice.run(GENERATE, **ids(shop))

    code = "FRAMEWORK__STEP_UP_REQUIRED"
    assert refused.error == {"code": code, "maxAge": 300, "methods": ["PASSWORD"]}
    (event,) = await events(shop, "user.operation_refused")
    assert (event["username"], event["detail"]) == (
        "alice",
        {"operation": OPERATION, "code": "FRAMEWORK__STEP_UP_REQUIRED"},
    )
    assert len(await shop.rows("imitations")) == 1
    again = await shop.agent("alice")
    assert (await again.run(GENERATE, **ids(shop))).data["token"]


async def test_signed_out_user_gets_none(shop: Shop, alice: Agent) -> None:
    await alice.run("admin/user-logout")

    assert (await alice.run(GENERATE, **ids(shop))).code == "UNAUTHENTICATED"
    assert await shop.rows("imitations") == []
