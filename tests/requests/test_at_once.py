"""Decisions, uses and what takes them away meet: each counts once, and no token lives.

The shop is opened twice, as by two processes on one database.
"""

import asyncio

import pytest

from tests.requests.asking import (
    APPROVE,
    CHANGED,
    NEEDED,
    REFUSE,
    REFUSED,
    approved,
    asked,
    generate,
    need,
)
from tests.support.clients import Agent, Answer
from tests.support.hiring import hire
from tests.support.shop import OpenShop, Shop
from tests.support.switches import SWITCHES

ROUNDS = 4
RATES = {"rate_user_tokens": 0, "rate_address_tokens": 0}
ENDS = (
    *("user deleted", "user loses the role", "role loses the privilege"),
    *("customer deleted", "customer withdraws the consent", "channel closed", "user logs out"),
)
OVER = {
    "UNAUTHENTICATED",
    "CHECKOUT__CUSTOMER_IMITATION_REFUSED",
    "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
    "VIOLATION::ENTITY_DOES_NOT_EXISTS",
}


def there(agent: Agent, other: Shop) -> Agent:
    """The same user at the other process."""
    return Agent(other.http, dict(agent.headers), agent.id)


def codes(*answers: Answer) -> list[str | None]:
    return [answer.code if answer.errors else None for answer in answers]


async def test_two_decisions_at_once_are_one(open_shop: OpenShop) -> None:
    shop, other = await open_shop(**RATES), await open_shop(**RATES)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    leo = there(await hire(shop, admin, "leo", "imitation:approve"), other)
    for operation, others in [(APPROVE, {}), (REFUSE, {"reason": "No"})] * (ROUNDS // 2):
        request = await asked(shop, alice)

        answers = await asyncio.gather(
            lena.run(APPROVE, requestId=request), leo.run(operation, requestId=request, **others)
        )

        assert sorted(codes(*answers), key=str) == [CHANGED, None]
    assert (await shop.actions()).count("imitation.decided") == ROUNDS


async def test_request_that_is_used_twice_at_once_makes_one_token(open_shop: OpenShop) -> None:
    shop, other = await open_shop(**RATES), await open_shop(**RATES)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    await need(shop, admin)
    for number in range(1, ROUNDS + 1):
        request = await approved(shop, alice, lena)

        answers = await asyncio.gather(
            *(generate(at, there(alice, at), requestId=request) for at in (shop, other) * 2)
        )

        assert sorted(codes(*answers), key=str) == [*[REFUSED] * 3, None]
        assert all(one.error["reasons"] == NEEDED for one in answers if one.errors)
        assert len(await shop.rows("imitations")) == number


@pytest.mark.parametrize("name", ENDS)
async def test_approval_beside_what_ends_imitations_leaves_no_token_that_lives(
    open_shop: OpenShop, name: str
) -> None:
    shop, other = await open_shop(**RATES), await open_shop(**RATES)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    lena = there(await hire(shop, admin, "lena", "imitation:approve"), other)
    bob = await shop.shopper("bob@example.com")
    await need(shop, admin)
    waiting, ready = await asked(shop, alice), await approved(shop, alice, lena)
    switch = SWITCHES.get(name)
    turned = switch.turn(other, bob) if switch else there(alice, other).run("admin/user-logout")

    _, made, decided = await asyncio.gather(
        turned,
        generate(shop, alice, requestId=ready),
        lena.run(APPROVE, requestId=waiting),
    )
    later = await generate(shop, alice, requestId=waiting)

    assert decided.errors == [] or decided.code in {REFUSED, CHANGED, "CONTENT__ENTITY_NOT_FOUND"}
    assert later.code in OVER
    if not made.errors:
        redeemed = await shop.visitor().redeem(made.data["token"])
        assert redeemed.code in {
            "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN",
            "FRAMEWORK__SALES_CHANNEL_NOT_FOUND",
        }
    assert all(row["started_at"] is None for row in await shop.rows("imitations"))


async def test_sign_out_takes_requests_along(open_shop: OpenShop) -> None:
    shop = await open_shop()
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    await need(shop, admin)
    waiting, ready = await asked(shop, alice), await approved(shop, alice, lena)
    await alice.run("admin/user-logout")
    alice = await shop.agent("alice")

    used = await generate(shop, alice, requestId=ready)
    decided = await lena.run(APPROVE, requestId=waiting)

    assert (used.code, used.error["reasons"], decided.code) == (REFUSED, NEEDED, CHANGED)


async def test_need_that_is_taken_away_beside_an_approval_makes_one_token(
    open_shop: OpenShop,
) -> None:
    shop, other = await open_shop(**RATES), await open_shop(**RATES)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    lena = await hire(shop, admin, "lena", "imitation:approve")
    for number in range(1, ROUNDS + 1):
        await need(shop, admin)
        request = await asked(shop, alice)

        _, decided = await asyncio.gather(
            need(other, there(admin, other), needed=False), lena.run(APPROVE, requestId=request)
        )

        assert decided.data["state"] == "APPROVED"
        assert (await generate(shop, alice, requestId=request)).data["token"]
        assert (await generate(shop, alice, requestId=request)).error["reasons"] == NEEDED
        assert len(await shop.rows("imitations")) == number
