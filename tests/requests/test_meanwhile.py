"""What has changed between a request, its approval and its use is decided by what is true then."""

from typing import Any

import pytest

from tests.requests.asking import APPROVE, REFUSED, approved, asked, generate, need
from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.support.switches import SWITCHES

REASONS = {
    "customer deactivated": ["CUSTOMER_INACTIVE"],
    "customer bound elsewhere": ["BOUND_TO_ANOTHER_CHANNEL"],
    "customer withdraws the consent": ["CONSENT_MISSING"],
    "channel closed": ["CHANNEL_INACTIVE"],
}
OVER = {  # the requester's, whose requests end with their imitations
    "user deactivated": "UNAUTHENTICATED",
    "user gets another password": "UNAUTHENTICATED",
    "user loses the role": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
    "role deleted": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
}


@pytest.mark.parametrize("name", REASONS)
async def test_what_no_longer_allows_it_refuses_approval_and_use(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent, name: str
) -> None:
    await need(shop, admin)
    waiting, ready = await asked(shop, alice), await approved(shop, alice, lena)
    await SWITCHES[name].turn(shop, await shop.shopper("bob@example.com"))
    before = await shop.rows("imitation_requests")

    answers = [
        await lena.run(APPROVE, requestId=waiting),
        await generate(shop, alice, requestId=ready),
    ]

    assert [(one.code, one.error["reasons"]) for one in answers] == [(REFUSED, REASONS[name])] * 2
    assert await shop.rows("imitation_requests") == before
    assert await shop.rows("imitations") == []


@pytest.mark.parametrize("name", OVER)
async def test_what_takes_the_requester_away_ends_their_requests(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent, name: str
) -> None:
    waiting, ready = await asked(shop, alice), await approved(shop, alice, lena)
    await SWITCHES[name].turn(shop, await shop.shopper("bob@example.com"))

    decided = await lena.run(APPROVE, requestId=waiting)
    used = await generate(shop, alice, requestId=ready)

    assert decided.code in {REFUSED, "CONTENT__ENTITY_CHANGED"}
    assert used.code == OVER[name]
    assert {row["state"] for row in await shop.rows("imitation_requests")} == {"EXPIRED"}
    assert await shop.rows("imitations") == []


async def test_consent_that_is_withdrawn_before_the_redemption_refuses_it(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    await need(shop, admin)
    made = await generate(shop, alice, requestId=await approved(shop, alice, lena))
    bob = await shop.shopper("bob@example.com")
    await bob.run("storefront/set-imitation-consent", granted=False)

    refused = await shop.visitor().redeem(made.data["token"])

    assert refused.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    assert [row["end_reason"] for row in await shop.rows("imitations")] == ["CONSENT_WITHDRAWN"]


@pytest.mark.parametrize("sent", ["", "x", "0" * 31, "G" * 32, "0" * 33, "\0" * 32])
async def test_what_is_no_id_of_a_request_is_invalid(
    shop: Shop, alice: Agent, lena: Agent, sent: str
) -> None:
    before = await shop.everything()
    answers: list[Any] = [
        await lena.run(APPROVE, requestId=sent),
        await generate(shop, alice, requestId=sent),
    ]

    assert {(one.code, one.error["field"]) for one in answers} == {
        ("VIOLATION::INVALID", "requestId")
    }
    assert await shop.everything() == before
