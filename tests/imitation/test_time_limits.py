"""The lifetime of an imitation and of a customer's own session, and what extends it."""

import asyncio

import pytest

from db.statements.imitation import imitations
from db.statements.imitation.imitation_filters import of_id
from db.statements.shop import carts
from tests.support.audit_log import causes, changes_noted
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop, Shop


async def test_idle_one_ends_at_the_minute(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    token = imitator.token

    shop.clock.advance(minutes=15, microseconds=-1)
    assert (await imitator.context())["imitated"] is True
    shop.clock.advance(microseconds=1)
    context = await imitator.context()

    assert (context["customer"], context["imitated"]) == (None, False)
    assert context["token"] != token
    assert await causes(shop) == ["IDLE_TIMEOUT"]


async def test_looking_at_the_context_keeps_none_alive(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    tables: list[str] = []
    async with changes_noted(shop, tables):
        for _ in range(14):
            shop.clock.advance(minutes=1)
            assert (await imitator.context())["imitated"] is True
    shop.clock.advance(minutes=1)

    assert tables == []
    assert (await imitator.context())["imitated"] is False
    assert await causes(shop) == ["IDLE_TIMEOUT"]


async def test_use_keeps_it_alive_with_one_write_a_minute(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    tables: list[str] = []
    for _ in range(12):
        shop.clock.advance(seconds=10)
        async with changes_noted(shop, tables):
            await imitator.run("storefront/products", first=1)
    shop.clock.advance(minutes=14)

    assert tables == ["imitations"] * 2
    assert (await imitator.context())["imitated"] is True


async def test_use_never_extends_the_maximum(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    for _ in range(59):
        shop.clock.advance(minutes=1)
        await imitator.run("storefront/products", first=1)
    context = await imitator.context()
    assert context["imitation"]["idleExpiresAt"] == context["imitation"]["expiresAt"]
    shop.clock.advance(minutes=1)

    assert (await imitator.context())["imitated"] is False
    assert await causes(shop) == ["MAX_DURATION"]


@pytest.mark.parametrize("waits_for", ["imitation", "cart"])
async def test_change_that_waited_beyond_the_end_is_refused(
    shop: Shop, open_shop: OpenShop, alice: Agent, waits_for: str
) -> None:
    imitator = await shop.imitator(alice)
    (imitation,) = await shop.rows("imitations")
    before = await shop.everything()
    database = (await open_shop()).application.database

    async with database.transaction() as session:
        if waits_for == "imitation":
            await imitations.hold_all(session, of_id(imitation["id"]))
        else:
            channel_id = shop.channel("Storefront")
            await carts.claim_of_customer(session, shop.customer("bob"), channel_id)
        ordering = asyncio.create_task(imitator.run("storefront/place-order"))
        await asyncio.sleep(0.5)  # by then it waits for the lock
        shop.clock.advance(minutes=15)

    assert (await ordering).code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
    assert await shop.everything() == before
    assert (await imitator.context())["imitated"] is False


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"imitation_idle_timeout": 60}, "IDLE_TIMEOUT"),
        ({"imitation_max_duration": 60}, "MAX_DURATION"),
    ],
)
async def test_time_limits_are_settings(
    open_shop: OpenShop, settings: dict[str, int], reason: str
) -> None:
    shop = await open_shop(**settings)
    imitator = await shop.imitator(await shop.agent("alice"))

    shop.clock.advance(seconds=59.9)
    assert (await imitator.context())["imitated"] is True
    shop.clock.advance(seconds=0.1)

    assert (await imitator.context())["imitated"] is False
    assert await causes(shop) == [reason]


async def test_customers_own_session_ends_a_day_after_its_last_change(
    shop: Shop, bob: Visitor
) -> None:
    shop.clock.advance(hours=24, microseconds=-1)
    assert (await bob.context())["customer"] is not None
    await bob.run("storefront/add-cart-item", productId=shop.product(1))
    shop.clock.advance(hours=24, microseconds=-1)
    assert (await bob.context())["customer"] is not None
    shop.clock.advance(microseconds=1)

    assert (await bob.context())["customer"] is None
