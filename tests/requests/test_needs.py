"""What needs an approval, and for whom it ceases to: not for those who take the need away."""

from typing import Any

import pytest

from tests.requests.asking import GENERATE, NEEDED, REFUSED, approved, ask, generate, need
from tests.support.clients import Agent, Client
from tests.support.hiring import hire, role_with
from tests.support.machines import machine_with
from tests.support.shop import OpenShop, Shop

IMITATE = "api_proxy_imitate-customer"


async def needs_of(shop: Shop, agent: Agent, name: str = "bob") -> list[str]:
    """What full access needs, by the card; generate says the same, and looking needs nothing."""
    card = (await agent.run("admin/customer", id=shop.customer(name))).data["imitation"]
    made = await generate(shop, agent, name)
    reasons = made.error["reasons"] if made.errors else []
    assert card["allowed"] is True
    assert (card["needsFull"], card["needsReadOnly"]) == (reasons, [])
    return list(reasons)


async def need_of_role(admin: Agent, role_id: str, *, needed: bool) -> None:
    changed = await admin.run("admin/update-role", id=role_id, input={"needsApproval": needed})
    assert changed.data["needsApproval"] is needed


async def test_setting_needs_it_of_all_and_for_full_access_alone(open_shop: OpenShop) -> None:
    shop = await open_shop(approval_required=True)
    for name in ("admin", "alice"):
        agent = await shop.agent(name)
        assert await needs_of(shop, agent) == NEEDED
        assert (await generate(shop, agent, access="READ_ONLY")).data["token"]


async def test_role_needs_it_of_its_users(shop: Shop, admin: Agent, alice: Agent) -> None:
    await need_of_role(admin, shop.role("Support"), needed=True)

    assert await needs_of(shop, alice) == NEEDED
    assert await needs_of(shop, admin) == []


async def test_customer_needs_it_alone(shop: Shop, admin: Agent, alice: Agent) -> None:
    await need(shop, admin)

    assert await needs_of(shop, alice) == NEEDED
    assert await needs_of(shop, alice, "heidi") == []


async def test_refused_generate_names_it_beside_the_other_reasons(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    await need(shop, admin, "dave")

    answer = await generate(shop, alice, "dave")

    assert (answer.code, answer.error["reasons"]) == (
        REFUSED,
        ["CUSTOMER_INACTIVE", "APPROVAL_NEEDED"],
    )


async def test_who_clears_a_customer_s_need_has_it_for_a_day(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    carl = await hire(shop, admin, "carl", IMITATE, "customer:write", "customer:read")
    await need(shop, admin)
    await need(shop, carl, needed=False)

    assert await needs_of(shop, alice) == []
    assert await needs_of(shop, carl) == NEEDED
    shop.clock.advance(hours=23, minutes=59)
    assert await needs_of(shop, await shop.agent("carl")) == NEEDED
    shop.clock.advance(minutes=1)
    assert await needs_of(shop, await shop.agent("carl")) == []


@pytest.mark.parametrize("by", ["carl", "an account of carl's", "an integration of carl's"])
@pytest.mark.parametrize("way", ["deleted", "cleared and deleted", "another number"])
async def test_who_frees_a_customer_s_number_needs_approvals_for_a_day(
    shop: Shop, admin: Agent, alice: Agent, way: str, by: str
) -> None:
    """To a shop of one's own, the customer is the one with the number."""
    rights = ("customer:write", "customer:read", "user:write", "role:write", "integration:write")
    carl = await hire(shop, admin, "carl", IMITATE, *rights)
    caller: Client = carl
    if by == "an account of carl's":
        caller = await hire(shop, carl, "puppet", "customer:write", "customer:read")
    elif by == "an integration of carl's":
        caller = await (await machine_with(shop, carl, "customer:write", "customer:read")).client()
    await need(shop, admin)
    if way == "cleared and deleted":
        await need(shop, caller, needed=False)
    if way != "another number":
        await caller.run("admin/delete-customer", id=shop.customer("bob"))
    else:
        values = {"id": shop.customer("bob"), "input": {"customerNumber": "X"}}
        await caller.run("admin/update-customer", **values)
    again = {"customerNumber": "10001", "email": "b@example.com", "firstName": "B", "lastName": "B"}
    new = (await carl.run("admin/create-customer", input=again)).data["id"]
    ids = {"customerId": new, "salesChannelId": shop.channel("Storefront")}

    assert (await carl.run(GENERATE, **ids)).error["reasons"] == NEEDED
    assert (await alice.run(GENERATE, **ids)).data["token"]
    shop.clock.advance(hours=24)
    assert (await (await shop.agent("carl")).run(GENERATE, **ids)).data["token"]


async def test_account_of_the_requester_clears_nothing_for_them(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    rights = ("customer:write", "customer:read", "user:write", "role:write")
    carl = await hire(shop, admin, "carl", IMITATE, *rights)
    puppet = await hire(shop, carl, "puppet", "customer:write")
    await need(shop, admin)
    await need(shop, puppet, needed=False)

    assert await needs_of(shop, carl) == NEEDED
    assert await needs_of(shop, alice) == []


async def test_integration_clears_nothing_for_anybody(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    rights = ("customer:write", "customer:read", "sales_channel:read")
    there = await (await machine_with(shop, admin, *rights)).client()
    await need(shop, admin)
    await need(shop, there, needed=False)

    assert await needs_of(shop, alice) == NEEDED
    shop.clock.advance(hours=24)
    assert await needs_of(shop, await shop.agent("alice")) == []


@pytest.mark.parametrize("way", ["the flag", "another role", "the role is deleted"])
async def test_who_frees_themselves_of_a_role_s_need_has_it_for_a_day(
    shop: Shop, admin: Agent, way: str
) -> None:
    rights = (IMITATE, "user:write", "role:write", "customer:read")
    free = await role_with(admin, "Free", *rights)
    rolf = await hire(shop, admin, "rolf", *rights)
    (bound,) = (await admin.run("admin/user", id=rolf.id)).data["roles"]
    values: dict[str, Any] = {"roleIds": [bound["id"], free]}
    await admin.run("admin/update-user", id=rolf.id, input=values)
    await need_of_role(admin, bound["id"], needed=True)
    assert await needs_of(shop, rolf) == NEEDED

    if way == "the flag":
        await need_of_role(rolf, bound["id"], needed=False)
    elif way == "another role":
        await rolf.run("admin/update-user", id=rolf.id, input={"roleIds": [free]})
    else:
        assert (await rolf.run("admin/delete-role", id=bound["id"])).data is True

    assert await needs_of(shop, rolf) == NEEDED
    shop.clock.advance(hours=24)
    assert await needs_of(shop, await shop.agent("rolf")) == []


async def test_call_shop_takes_an_approval_in_place_of_a_code(open_shop: OpenShop) -> None:
    shop = await open_shop(consent_required="call")
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    request = (await ask(shop, alice, access="READ_ONLY")).data["id"]
    waiting = await generate(shop, alice, access="READ_ONLY", requestId=request)
    assert waiting.error["reasons"] == ["APPROVAL_NEEDED", "SUPPORT_CODE_NEEDED"]

    await lena.run("admin/approve-imitation", requestId=request)
    made = await generate(shop, alice, requestId=request)

    entered = await shop.visitor().redeem(made.data["token"])
    assert entered.data["context"]["imitation"]["access"] == "READ_ONLY"


@pytest.mark.parametrize("consent_required", ["unless-withdrawn", "call"])
async def test_withdrawal_is_refused_in_spite_of_an_approval(
    open_shop: OpenShop, consent_required: str
) -> None:
    shop = await open_shop(consent_required=consent_required)
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    bob = await shop.shopper("bob@example.com")
    used, waiting = await approved(shop, alice, lena), (await ask(shop, alice)).data["id"]
    await bob.run("storefront/set-imitation-consent", granted=False)

    answers = [
        await generate(shop, alice, requestId=used),
        await lena.run("admin/approve-imitation", requestId=waiting),
        await ask(shop, alice),
    ]

    assert [(one.code, one.error["reasons"]) for one in answers] == [
        (REFUSED, ["CONSENT_MISSING"])
    ] * 3
    assert await shop.rows("imitations") == []
