"""Guesses are few: five wrong ones end a code, and a user has twenty an hour."""

import pytest

from tests.imitation.support_codes.conftest import Generate, MakeCode
from tests.support.audit_log import events
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop, Shop

INVALID = "CHECKOUT__SUPPORT_CODE_INVALID"
LIMITED = {"code": "FRAMEWORK__RATE_LIMIT_EXCEEDED", "retryAfter": 3600}


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """Refusals are recorded one by one."""
    return await open_shop(consent_required="call", rate_user_refusals=0, rate_address_refusals=0)


def wrong(code: str) -> str:
    """Any other code."""
    return f"{(int(code) + 1) % 10**6:06}"


async def test_four_wrong_guesses_leave_the_code(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    code = await make_code()

    answers = [await generate(wrong(code)) for _ in range(4)]

    assert [answer.error for answer in answers] == [{"code": INVALID}] * 4
    assert await shop.rows("imitations") == []
    assert (await generate(code)).data["token"]


async def test_fifth_wrong_guess_ends_it_whoever_guesses(
    shop: Shop, admin: Agent, generate: Generate, make_code: MakeCode, bob: Visitor
) -> None:
    code = await make_code()
    for number in range(5):
        others = {"agent": admin} if number % 2 else {}
        assert (await generate(wrong(code), **others)).code == INVALID

    assert (await generate(code)).error == {"code": INVALID}

    assert await shop.rows("imitations") == []
    assert (await bob.run("storefront/support-code-state")).data["expiresAt"] is None
    assert (await generate(await make_code())).data["token"]  # the count begins anew


async def test_old_code_is_a_wrong_guess_of_the_new_one(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    old, new = await make_code(), await make_code()
    old = wrong(new) if old == new else old

    assert [(await generate(old)).code for _ in range(5)] == [INVALID] * 5

    assert (await generate(new)).code == INVALID
    assert [row["wrong"] for row in await shop.rows("support_codes")] == [5]


async def test_no_number_grows_for_ever(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    code = await make_code()
    for _ in range(7):
        await generate(wrong(code))
        await generate("123456", name="heidi")

    rows = {row["customer_id"]: row["wrong"] for row in await shop.rows("support_codes")}
    assert rows == {shop.customer("bob"): 5, shop.customer("heidi"): 0}


async def test_twenty_wrong_guesses_lock_a_user_for_an_hour(
    shop: Shop, admin: Agent, generate: Generate, make_code: MakeCode
) -> None:
    for _ in range(20):
        assert (await generate("123456", name="heidi")).code == INVALID
    code = await make_code()
    before = await shop.everything()

    locked = await generate(code)

    assert locked.error == LIMITED
    assert await shop.everything() == before
    assert (await generate(code, agent=admin)).data["token"]
    (event,) = await events(shop, "throttle.locked")
    assert (event["username"], event["detail"]) == ("alice", {"attempts_of": "support-code"})
    shop.clock.advance(hours=1)
    alice = await shop.agent("alice")  # her sign-in has run out
    bob = await shop.shopper("bob@example.com")
    new = (await bob.run("storefront/create-support-code")).data["code"]
    assert (await generate(new, agent=alice)).data["token"]


async def test_right_codes_are_no_guesses(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    for _ in range(19):
        await generate("123456", name="heidi")

    for _ in range(3):
        assert (await generate(await make_code())).data["token"]

    assert await events(shop, "throttle.locked") == []


async def test_customer_makes_eight_codes_an_hour(
    shop: Shop, bob: Visitor, generate: Generate, make_code: MakeCode
) -> None:
    codes = [await make_code() for _ in range(8)]
    before = await shop.rows("support_codes")

    refused = await bob.run("storefront/create-support-code")

    assert refused.error == LIMITED
    assert await shop.rows("support_codes") == before
    (event,) = await events(shop, "throttle.locked")
    assert event["detail"] == {"attempts_of": "new-support-code"}
    assert (await generate(codes[-1])).data["token"]


async def test_other_reasons_against_it_cost_no_guess(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    """What is refused anyway tells nothing about a code."""
    code = await make_code()
    for _ in range(6):
        refused = await generate(wrong(code), channel="Closed")
        assert refused.error["reasons"] == ["NO_TARGET", "CHANNEL_INACTIVE"]

    assert (await generate(code)).data["token"]


async def test_customer_without_a_code_has_the_same_answer(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    without = await generate("123456", name="heidi")
    with_one = await generate(wrong(await make_code()))

    assert [error["message"] for error in without.errors] == ["This support code is not valid."]
    assert without.errors == with_one.errors
