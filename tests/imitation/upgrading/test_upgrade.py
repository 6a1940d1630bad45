"""upgradeImitation: read-only becomes full access, in the same session, with the same end."""

from datetime import timedelta

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent, Answer, Visitor
from tests.support.hiring import let_support_upgrade
from tests.support.shop import NOON, OpenShop, Shop
from tests.support.shopping import add

REASON = "The voucher is not taken off"
OVER = "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"


async def upgrade(imitator: Visitor, reason: str = REASON, **others: str) -> Answer:
    return await imitator.run("storefront/upgrade-imitation", reason=reason, **others)


async def looking(shop: Shop, agent: Agent) -> Visitor:
    await let_support_upgrade(shop)
    return await shop.imitator(agent, access="READ_ONLY")


async def test_session_and_end_stay(shop: Shop, alice: Agent) -> None:
    imitator = await looking(shop, alice)
    before = await imitator.context()
    shop.clock.advance(minutes=5)

    answer = await upgrade(imitator)

    since = (NOON + timedelta(minutes=5)).isoformat()
    idle = (NOON + timedelta(minutes=20)).isoformat()
    changed = {"access": "FULL", "fullSince": since, "idleExpiresAt": idle}
    imitation = before["imitation"] | changed
    assert answer.data == before | {"imitation": imitation}
    assert answer.token == before["token"]
    assert await imitator.context() == answer.data


async def test_changes_are_possible_from_then_on(shop: Shop, alice: Agent) -> None:
    imitator = await looking(shop, alice)
    elsewhere = imitator.copy()
    refused = await add(imitator, shop.product(1), 2)
    assert refused.code == "CHECKOUT__IMITATION_READ_ONLY"

    await upgrade(imitator)

    assert (await add(elsewhere, shop.product(1), 2)).errors == []


async def test_audit_log_tells_why(open_shop: OpenShop) -> None:
    shop = await open_shop(reason_categories="Orders,Returns")
    imitator = await looking(shop, await shop.agent("alice"))

    await upgrade(imitator, f"  {REASON} ", reasonCategory="Orders")

    (event,) = await events(shop, "imitation.upgraded")
    assert event["detail"] == {
        "reason": REASON,
        "before": "READ_ONLY",
        "access": "FULL",
        "category": "Orders",
    }
    assert (event["username"], event["customer_number"]) == ("alice", "10001")
    (row,) = await shop.rows("imitations")
    assert event["imitation_id"] == row["id"]
    assert (row["full_reason"], row["full_reason_category"]) == (REASON, "Orders")


async def test_customer_and_users_see_since_when_and_why(
    shop: Shop, alice: Agent, admin: Agent, bob: Visitor
) -> None:
    looked_only = await looking(shop, alice)
    await looked_only.run("storefront/customer-logout")
    shop.clock.advance(minutes=1)
    await upgrade(await looking(shop, alice))

    told = (NOON + timedelta(minutes=1)).isoformat(), REASON, None
    for nodes in (
        (await bob.run("storefront/account-accesses")).data["nodes"],
        (await admin.run("admin/imitations")).data["nodes"],
    ):
        found = [(one["fullSince"], one["fullReason"], one["fullReasonCategory"]) for one in nodes]
        assert found == [told, (None, None, None)]
        assert [one["access"] for one in nodes] == ["FULL", "READ_ONLY"]


async def test_twice_at_once_is_one_upgrade(open_shop: OpenShop) -> None:
    shop, other = await open_shop(), await open_shop()
    imitator = await looking(shop, await shop.agent("alice"))
    there = Visitor(other.http, dict(imitator.headers))

    first = await upgrade(imitator)
    shop.clock.advance(minutes=1)
    second = await upgrade(there, "Another reason altogether")

    assert first.data["imitation"]["fullSince"] == second.data["imitation"]["fullSince"]
    assert [event["detail"]["reason"] for event in await events(shop, "imitation.upgraded")] == [
        REASON
    ]


async def test_full_access_from_the_beginning_stays_as_it_is(shop: Shop, alice: Agent) -> None:
    await let_support_upgrade(shop)
    imitator = await shop.imitator(alice)
    before = await shop.everything()

    assert (await upgrade(imitator)).data["imitation"]["fullSince"] is None

    assert await shop.everything() == before


@pytest.mark.parametrize(("before_the_end", "code"), [(1, None), (0, OVER), (-1, OVER)])
async def test_at_the_second_of_its_end(
    open_shop: OpenShop, before_the_end: int, code: str | None
) -> None:
    shop = await open_shop(imitation_max_duration=600)
    imitator = await looking(shop, await shop.agent("alice"))
    shop.clock.advance(seconds=600 - before_the_end)

    answer = await upgrade(imitator)

    assert [error["extensions"]["code"] for error in answer.errors] == ([code] if code else [])
    shop.clock.advance(seconds=1)
    assert (await imitator.context())["customer"] is None
    (row,) = await shop.rows("imitations")
    assert (row["access"], row["end_reason"]) == ("READ_ONLY" if code else "FULL", "MAX_DURATION")


async def test_banner_is_told_who_may_ask(shop: Shop, alice: Agent, admin: Agent) -> None:
    query = "{ context { imitation { mayUpgrade } } }"
    looking_, full = await looking(shop, alice), await shop.imitator(alice)
    kept = [*("api_proxy_imitate-customer", "customer:read")]

    found = [(await one.send(query)).data["imitation"] for one in (looking_, full)]
    await admin.run("admin/update-role", id=shop.role("Support"), input={"privileges": kept})
    found.append((await looking_.send(query)).data["imitation"])

    assert found == [{"mayUpgrade": True}, {"mayUpgrade": False}, {"mayUpgrade": False}]
