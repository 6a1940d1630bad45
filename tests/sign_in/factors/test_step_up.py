"""Which sign-in an imitation needs: its age by role, and a factor for full access."""

from datetime import timedelta
from typing import Any

import pytest

from auth.sign_in.factors.step_up import greatest_age
from server.settings.settings import Settings
from tests.requests.asking import APPROVE, GENERATE, asked
from tests.sign_in.factors.app import FACTOR, agent_with, set_up
from tests.support.clients import Agent, Answer, Visitor
from tests.support.hiring import hire
from tests.support.shop import OpenShop, Shop

STEP_UP = "FRAMEWORK__STEP_UP_REQUIRED"


async def generate(shop: Shop, agent: Agent, access: str = "FULL") -> Answer:
    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    return await agent.run("admin/generate-imitate-customer-token", **ids, access=access)


@pytest.mark.parametrize(
    ("set_", "seconds"),
    [
        ({}, None),
        ({"step_up_max_age": 600}, 600),
        ({"step_up_roles": "Support=300"}, 300),
        ({"step_up_roles": "Support=300, Night shift = 60"}, 60),
        ({"step_up_roles": "Auditor=60", "step_up_max_age": 600}, 600),
        ({"step_up_roles": "Support=900", "step_up_max_age": 600}, 600),
        ({"step_up_roles": "admin=0"}, None),
    ],
)
def test_the_strictest_age_counts(set_: dict[str, Any], seconds: int | None) -> None:
    rules = Settings.model_validate(set_).rules

    age = greatest_age(rules, frozenset({"Support", "Night shift"}))

    assert age == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("wrong", ["Support", "Support=", "=60", "Support=1.5", "Support=-1"])
def test_a_role_has_whole_seconds(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"step_up_roles\n.*whole seconds: Support=900"):
        Settings.model_validate({"step_up_roles": wrong})


async def test_roles_have_ages_of_their_own(open_shop: OpenShop) -> None:
    shop = await open_shop(step_up_roles="Support=60,Auditor=1")
    alice = await shop.agent("alice")
    shop.clock.advance(seconds=60)
    assert (await generate(shop, alice)).errors == []
    shop.clock.advance(seconds=1)

    refused = await generate(shop, alice)

    assert refused.error == {"code": STEP_UP, "maxAge": 60, "methods": ["PASSWORD"]}


async def test_full_access_needs_a_factor_and_looking_does_not(open_shop: OpenShop) -> None:
    shop = await open_shop(full_needs_factor=True)
    alice = await shop.agent("alice")

    looked, refused = await generate(shop, alice, "READ_ONLY"), await generate(shop, alice)

    assert looked.errors == []
    assert refused.error == {"code": FACTOR, "methods": []}
    await set_up(shop, alice)  # shows the factor in this session
    assert (await generate(shop, alice)).errors == []


@pytest.mark.parametrize(("access", "refused"), [("READ_ONLY", None), ("FULL", FACTOR)])
async def test_with_an_approval_the_approved_access_counts(
    open_shop: OpenShop, access: str, refused: str | None
) -> None:
    """A shop that wants a support code takes an approval in its place, also to look alone."""
    shop = await open_shop(full_needs_factor=True, consent_required="call")
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    request = await asked(shop, alice, access=access)
    assert (await lena.run(APPROVE, requestId=request)).data["state"] == "APPROVED"
    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}

    answer = await alice.run(GENERATE, **ids, requestId=request, access="READ_ONLY")

    assert (answer.code if answer.errors else None) == refused
    assert [row["access"] for row in await shop.rows("imitations")] == [access] * (not refused)


async def test_a_sign_in_without_the_factor_is_renewed_with_it(open_shop: OpenShop) -> None:
    shop = await open_shop(full_needs_factor=True)
    alice = await shop.agent("alice")
    app = await set_up(shop, alice)
    await shop.change("UPDATE user_sessions SET factor = NULL")  # by an earlier release
    shop.clock.advance(seconds=60)

    refused = await generate(shop, alice)

    methods = ["PASSWORD", "TOTP", "RECOVERY_CODE"]
    assert refused.error == {"code": STEP_UP, "maxAge": 28_800, "methods": methods}
    assert (await generate(shop, await agent_with(shop, "alice", app.code()))).errors == []


async def test_upgrades_need_the_factor_as_well(open_shop: OpenShop) -> None:
    shop = await open_shop(full_needs_factor=True)
    admin = await shop.agent("admin")
    looking = await shop.imitator(admin, access="READ_ONLY")
    reason = "The voucher is not taken off"

    refused = await looking.run("storefront/upgrade-imitation", reason=reason)
    await set_up(shop, admin)
    upgraded = await looking.run("storefront/upgrade-imitation", reason=reason)

    assert refused.error == {"code": FACTOR, "methods": []}
    assert upgraded.data["imitation"]["access"] == "FULL"


async def test_who_has_to_add_a_factor_upgrades_nothing(open_shop: OpenShop) -> None:
    """The role requires one since the imitation began."""
    before, shop = await open_shop(), await open_shop(factor_required_roles="admin")
    bob = await before.imitator(await before.agent("admin"), access="READ_ONLY")
    visitor = Visitor(shop.http, bob.headers)

    refused = await visitor.run("storefront/upgrade-imitation", reason="A refund")

    assert refused.error == {"code": FACTOR, "methods": []}
    assert [row["access"] for row in await shop.rows("imitations")] == ["READ_ONLY"]
