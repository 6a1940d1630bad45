"""The customer's page tells who asked for a code last, as AUDIT_BY_NAME has it."""

import re

import pytest

from resolvers.imitation.sweep import sweep
from tests.imitation.support_codes.conftest import Generate, MakeCode
from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, OpenShop, Shop

NOBODY = {"askedByName": None, "askedAt": None}


async def state(visitor: Visitor) -> dict[str, str | None]:
    found: dict[str, str | None] = (await visitor.run("storefront/support-code-state")).data
    return found


async def test_nobody_has_asked(shop: Shop, bob: Visitor) -> None:
    before = await shop.everything()

    assert await state(bob) == {"expiresAt": None, **NOBODY}

    assert await shop.everything() == before


async def test_user_who_lacks_only_a_code_asks_for_it(
    bob: Visitor, generate: Generate, make_code: MakeCode
) -> None:
    await generate(None)
    asked = {"askedByName": "Alice Agent", "askedAt": NOON.isoformat()}
    assert await state(bob) == {"expiresAt": None, **asked}

    code = await make_code()
    assert await state(bob) == {"expiresAt": "2026-06-01T12:10:00+00:00", **asked}

    await generate(code)
    assert await state(bob) == {"expiresAt": None, **NOBODY}


async def test_last_one_is_told(
    bob: Visitor, admin: Agent, generate: Generate, make_code: MakeCode
) -> None:
    await generate(None)
    code = await make_code()

    await generate(f"{(int(code) + 1) % 10**6:06}", agent=admin)

    assert (await state(bob))["askedByName"] == "Ada Admin"


async def test_user_against_whom_more_stands_asks_for_nothing(
    shop: Shop, bob: Visitor, generate: Generate
) -> None:
    await bob.run("storefront/set-imitation-consent", granted=False)

    await generate(None)
    await generate(None, channel="Closed")

    assert await state(bob) == {"expiresAt": None, **NOBODY}
    assert await shop.rows("support_codes") == []


@pytest.mark.parametrize(("how", "name"), [("role", "Support"), ("alias", r"Agent [0-9A-F]{6}")])
async def test_name_is_told_as_the_shop_has_it(open_shop: OpenShop, how: str, name: str) -> None:
    shop = await open_shop(consent_required="call", audit_by_name=how)
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    await alice.run("admin/generate-imitate-customer-token", **ids)

    assert re.fullmatch(name, (await state(bob))["askedByName"] or "")


async def test_it_is_told_for_a_day_and_then_removed(
    shop: Shop, admin: Agent, bob: Visitor, generate: Generate, make_code: MakeCode
) -> None:
    await generate(None)
    await make_code()
    shop.clock.advance(hours=23, minutes=59)
    await sweep(shop.application)
    assert (await state(bob))["askedByName"] == "Alice Agent"

    shop.clock.advance(minutes=1, seconds=1)
    assert (await state(await shop.shopper("bob@example.com")))["askedByName"] is None
    shop.clock.advance(minutes=10)
    await sweep(shop.application)

    assert await shop.rows("support_codes") == []


async def test_deleted_user_is_not_told(
    shop: Shop, admin: Agent, bob: Visitor, generate: Generate
) -> None:
    await generate(None)

    await admin.run("admin/delete-user", id=shop.user("alice"))

    assert await state(bob) == {"expiresAt": None, **NOBODY}
