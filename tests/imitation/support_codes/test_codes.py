"""A code of the customer opens one token for this customer in this channel."""

import re
from datetime import timedelta

import pytest

from tests.imitation.support_codes.conftest import Generate, MakeCode
from tests.support.audit_log import events
from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, OpenShop, Shop

INVALID = "CHECKOUT__SUPPORT_CODE_INVALID"
REFUSED = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"


async def test_code_has_six_digits_and_ten_minutes(shop: Shop, bob: Visitor) -> None:
    made = (await bob.run("storefront/create-support-code")).data

    assert re.fullmatch("[0-9]{6}", made["code"])
    assert made["expiresAt"] == (NOON + timedelta(minutes=10)).isoformat()
    (stored,) = await shop.rows("support_codes")
    assert made["code"] not in str(stored)
    assert len(stored["code_hash"]) == 32
    (event,) = await events(shop, "customer.support_code_made")
    assert (event["customer_id"], event["sales_channel_id"], event["detail"]) == (
        shop.customer("bob"),
        shop.channel("Storefront"),
        None,
    )


async def test_code_opens_one_token(shop: Shop, generate: Generate, make_code: MakeCode) -> None:
    code = await make_code()

    token = (await generate(code)).data["token"]
    again = await generate(code)

    assert again.error == {"code": INVALID}
    assert (await shop.visitor().redeem(token)).data["context"]["imitated"]
    assert len(await shop.rows("imitations")) == 1
    (generated,) = await events(shop, "imitation.generated")
    assert generated["detail"] == {"reason": None, "access": "FULL", "support_code": True}
    (refused,) = await events(shop, "imitation.refused")
    assert (refused["customer_id"], refused["detail"]) == (
        shop.customer("bob"),
        {"reasons": [INVALID]},
    )


async def test_without_a_code_it_is_asked_for(shop: Shop, generate: Generate) -> None:
    answers = [await generate(None), await generate(None, access="READ_ONLY")]

    for answer in answers:
        assert answer.error == {"code": REFUSED, "reasons": ["SUPPORT_CODE_NEEDED"]}
    assert await shop.rows("imitations") == []


@pytest.mark.parametrize("typed", ["{} {}", " {}{}\n", "{}\u3000{}", "{}\u2009{}\u200b", "full"])
async def test_code_may_be_typed_as_people_do(
    generate: Generate, make_code: MakeCode, typed: str
) -> None:
    code = await make_code()
    wide = "".join(chr(ord("０") + int(digit)) for digit in code)  # noqa: RUF001 - full width
    sent = wide if typed == "full" else typed.format(code[:3], code[3:])

    assert (await generate(sent)).data["token"]


@pytest.mark.parametrize("sent", ["", " ", "12345", "1234567", "12345a", "12-3456", "½23456", "\0"])
async def test_what_is_no_code_is_invalid_and_no_guess(
    shop: Shop, generate: Generate, make_code: MakeCode, sent: str
) -> None:
    code = await make_code()
    before = await shop.rows("support_codes")

    answer = await generate(sent)

    assert answer.error == {"code": "VIOLATION::INVALID", "field": "supportCode"}
    assert await shop.rows("support_codes") == before
    assert (await generate(code)).data["token"]


async def test_code_is_over_after_ten_minutes(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    code = await make_code()
    shop.clock.advance(minutes=10)

    assert (await generate(code)).code == INVALID
    assert await shop.rows("imitations") == []


async def test_new_code_replaces_the_old(generate: Generate, make_code: MakeCode) -> None:
    old, new = await make_code(), await make_code()

    assert old == new or (await generate(old)).code == INVALID
    assert (await generate(new)).data["token"]


async def test_code_is_for_one_customer_and_one_channel(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    code = await make_code()

    elsewhere = [
        await generate(code, name="heidi"),
        await generate(code, channel="Outlet"),
        await generate(code, channel="Headless"),
    ]

    assert [answer.code for answer in elsewhere] == [INVALID] * 3
    assert await shop.rows("imitations") == []
    assert (await generate(code)).data["token"]


async def test_withdrawal_is_refused_in_spite_of_a_code(
    shop: Shop, generate: Generate, make_code: MakeCode, bob: Visitor
) -> None:
    code = await make_code()
    await bob.run("storefront/set-imitation-consent", granted=False)
    before = await shop.rows("support_codes")

    answer = await generate(code)

    assert answer.error == {"code": REFUSED, "reasons": ["CONSENT_MISSING"]}
    assert (await shop.rows("support_codes"), await shop.rows("imitations")) == (before, [])


async def test_imitator_makes_no_code_and_sees_none(
    shop: Shop, generate: Generate, make_code: MakeCode
) -> None:
    imitator = shop.visitor()
    await imitator.redeem((await generate(await make_code())).data["token"])
    before = await shop.rows("support_codes")

    made = await imitator.run("storefront/create-support-code")
    seen = await imitator.run("storefront/support-code-state")

    assert [made.code, seen.code] == ["CHECKOUT__IMITATION_FORBIDDEN"] * 2
    assert await shop.rows("support_codes") == before


async def test_new_key_in_front_leaves_codes_alive(open_shop: OpenShop) -> None:
    old, new = (f"{word} key of this test, 4711-0815-x" for word in ("old", "new"))
    before = await open_shop(secret=old)
    bob = await before.shopper("bob@example.com")
    code = (await bob.run("storefront/create-support-code")).data["code"]
    after = await open_shop(secret=f"{new},{old}")

    assert await token_with(code, after)


async def test_shop_that_needs_no_code_uses_one_that_is_sent(open_shop: OpenShop) -> None:
    shop = await open_shop()
    bob = await shop.shopper("bob@example.com")
    code = (await bob.run("storefront/create-support-code")).data["code"]

    assert [await token_with(None, shop), await token_with(code, shop)] == [True, True]

    details = [event["detail"] for event in await events(shop, "imitation.generated")]
    assert [detail.get("support_code") for detail in details] == [None, True]
    assert await shop.rows("support_codes") == []


async def token_with(code: str | None, shop: Shop) -> bool:
    alice = await shop.agent("alice")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"), supportCode=code)
    return bool(made["token"])


async def test_deleted_customer_takes_the_code_with_them(
    shop: Shop, admin: Agent, make_code: MakeCode
) -> None:
    await make_code()

    await admin.run("admin/delete-customer", id=shop.customer("bob"))

    assert await shop.rows("support_codes") == []
