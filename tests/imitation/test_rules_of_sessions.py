"""Every imitated request is checked against today's facts, on every process."""

import asyncio

import pytest

from tests.support.audit_log import causes, endings, events
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop, Shop
from tests.support.switches import BEHIND, SWITCHES, Switch


def elsewhere(visitor: Visitor, shop: Shop) -> Visitor:
    """The same client at another process."""
    return Visitor(shop.http, dict(visitor.headers))


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=SWITCHES)
async def test_what_is_switched_off_ends_it_on_every_process(
    open_shop: OpenShop, switch: Switch
) -> None:
    shop = await open_shop()
    other = await open_shop()
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    imitator = elsewhere(await shop.imitator(alice), other)
    token = imitator.token
    assert (await imitator.context())["imitated"] is True

    await switch.turn(shop, bob)
    answer = await imitator.run("storefront/context")

    if switch.reason == "CHANNEL_DEACTIVATED":
        assert answer.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    else:
        assert (answer.data["customer"], answer.data["imitated"]) == (None, False)
        assert answer.token not in {token, None}
    assert await endings(shop) == [switch.reason]
    assert await causes(shop) == [switch.reason]
    (event,) = await events(shop, "imitation.ended")  # the address is theirs, too
    assert event["username"] == ("admin" if switch.by == "admin" else "alice")


@pytest.mark.parametrize(("statement", "reason"), BEHIND.values(), ids=BEHIND)
async def test_next_request_finds_what_changed_and_records_it_once(
    open_shop: OpenShop, statement: str, reason: str
) -> None:
    shop, other = [await open_shop() for _ in range(2)]
    imitator = await shop.imitator(await shop.agent("alice"))
    await shop.change(statement)

    here, there = imitator.copy(), elsewhere(imitator, other)
    contexts = await asyncio.gather(*(who.context() for who in (here, there, imitator)))

    assert [context["customer"] for context in contexts] == [None] * 3
    assert len({context["token"] for context in contexts}) == 3
    assert await endings(shop) == [reason]
    assert await causes(shop) == [reason]
    (event,) = await events(shop, "imitation.ended")
    assert (event["username"], event["customer_number"]) == ("alice", "10001")


async def test_closed_channel_ends_it_though_nobody_is_answered(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    await shop.change("UPDATE sales_channels SET active = false WHERE name = 'Storefront'")

    refused = await imitator.run("storefront/context")

    assert refused.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    assert await endings(shop) == ["CHANNEL_DEACTIVATED"]


async def test_consent_ends_nothing_where_it_is_never_required(open_shop: OpenShop) -> None:
    shop = await open_shop(consent_required="never")
    imitator = await shop.imitator(await shop.agent("alice"))
    await shop.change("UPDATE customers SET imitation_consent = false")

    assert (await imitator.context())["imitated"] is True


async def test_what_comes_back_revives_nothing(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    dead = imitator.copy()
    await shop.change("UPDATE customers SET active = false")
    await imitator.context()
    await shop.change("UPDATE customers SET active = true")

    assert (await dead.context())["customer"] is None
    assert await endings(shop) == ["CUSTOMER_DEACTIVATED"]


async def test_logout_of_the_user_ends_it_and_pending_tokens_too(
    open_shop: OpenShop,
) -> None:
    shop, other = await open_shop(), await open_shop()
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    imitator = elsewhere(await shop.imitator(alice), other)
    kept = await shop.imitator(admin, "heidi")
    pending = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    assert (await Agent(other.http, alice.headers).run("admin/user-logout")).data is True

    assert (await imitator.context())["customer"] is None
    refused = await shop.visitor().redeem(pending["token"])
    assert refused.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    assert (await kept.context())["imitated"] is True
    assert await causes(shop) == ["LOGOUT", "LOGOUT"]


async def test_users_session_running_out_ends_nothing(open_shop: OpenShop) -> None:
    shop = await open_shop(user_session_idle_timeout=60)
    alice = await shop.agent("alice")
    imitator = await shop.imitator(alice)

    shop.clock.advance(minutes=2)

    assert (await alice.run("admin/current-user")).code == "UNAUTHENTICATED"
    assert (await imitator.context())["imitated"] is True
    assert await causes(shop) == []
