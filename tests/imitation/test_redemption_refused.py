"""imitateCustomerLogin refused: one code and one text for every cause."""

import pytest

from tests.support.audit_log import causes, endings, events
from tests.support.clients import Agent, Answer, Visitor
from tests.support.shop import OpenShop, Shop
from tests.support.switches import BEHIND, SWITCHES, Switch

REFUSAL = {
    "message": "This token is not valid.",
    "extensions": {"code": "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"},
}
NEVER_MADE = ["", "x", "imi_", "imi_" + "a" * 43, "x" * 5000, "imi_" + "\0" * 43, "\u00e4" * 47]
MALFORMED = ["", "x", "A" * 32, "a" * 33, "\0", "x" * 5000, "' OR 1=1 --"]


def assert_refused(answer: Answer, token: str) -> None:
    """The answer is the one for every refusal, without the token."""
    (error,) = answer.errors
    assert {key: error[key] for key in REFUSAL} == REFUSAL
    assert answer.body["data"] is None
    assert len(token) < 47 or token not in answer.response.text
    assert answer.response.status_code == 200


async def assert_still_redeems(shop: Shop, token: str) -> None:
    visitor = shop.visitor()
    assert (await visitor.redeem(token)).data["context"]["imitated"] is True


async def test_second_use_is_refused(shop: Shop, alice: Agent) -> None:
    token = await shop.token(alice)
    first = shop.visitor()
    await first.redeem(token)

    for visitor in (shop.visitor(), first):
        assert_refused(await visitor.redeem(token), token)

    assert (await first.context())["imitated"] is True
    assert len(await shop.rows("contexts")) == 1


async def test_use_after_the_end_is_refused(shop: Shop, alice: Agent) -> None:
    token = await shop.token(alice)
    visitor = shop.visitor()
    await visitor.redeem(token)
    await visitor.run("storefront/customer-logout")

    assert_refused(await visitor.redeem(token), token)
    assert (await visitor.context())["customer"] is None


@pytest.mark.parametrize(("seconds", "redeems"), [(59.999999, True), (60, False), (61, False)])
async def test_lives_a_minute_and_no_longer(
    shop: Shop, alice: Agent, seconds: float, *, redeems: bool
) -> None:
    token = await shop.token(alice)
    shop.clock.advance(seconds=seconds)

    answer = await shop.visitor().redeem(token)

    if redeems:
        assert answer.data["context"]["imitated"] is True
    else:
        assert_refused(answer, token)
        assert await shop.rows("contexts") == []


@pytest.mark.parametrize("token", NEVER_MADE, ids=range(len(NEVER_MADE)))
async def test_what_we_never_made_is_refused_without_a_trace(shop: Shop, token: str) -> None:
    before = await shop.everything()

    assert_refused(await shop.visitor().redeem(token), token)

    assert await shop.everything() == before


async def test_other_kinds_of_tokens_are_refused(shop: Shop, alice: Agent, bob: Visitor) -> None:
    before = await shop.everything()

    for token in (alice.headers["authorization"].removeprefix("Bearer "), bob.token):
        assert_refused(await shop.visitor().redeem(token), token)

    assert await shop.everything() == before


async def test_another_channel_is_refused_and_consumes_nothing(shop: Shop, alice: Agent) -> None:
    token = await shop.token(alice)

    assert_refused(await shop.visitor("Outlet").redeem(token), token)

    await assert_still_redeems(shop, token)


@pytest.mark.parametrize(
    "others", [{"customerId": "heidi"}, {"userId": "eve"}, {"customerId": "bob", "userId": "eve"}]
)
async def test_another_customer_or_user_is_refused_and_consumes_nothing(
    shop: Shop, alice: Agent, others: dict[str, str]
) -> None:
    token = await shop.token(alice)
    ids = {
        key: shop.customer(name) if key == "customerId" else shop.user(name)
        for key, name in others.items()
    }

    assert_refused(await shop.visitor().redeem(token, **ids), token)

    await assert_still_redeems(shop, token)


@pytest.mark.parametrize("field", ["customerId", "userId"])
@pytest.mark.parametrize("sent", MALFORMED, ids=range(len(MALFORMED)))
async def test_malformed_id_is_refused_and_consumes_nothing(
    shop: Shop, alice: Agent, field: str, sent: str
) -> None:
    token = await shop.token(alice)
    before = await shop.everything()

    assert_refused(await shop.visitor().redeem(token, **{field: sent}), token)

    assert await shop.everything() == before
    await assert_still_redeems(shop, token)


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=SWITCHES)
async def test_what_is_switched_off_meanwhile_is_refused(
    open_shop: OpenShop, switch: Switch
) -> None:
    shop = await open_shop()
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    token = await shop.token(alice)
    await switch.turn(shop, bob)

    answer = await shop.visitor().redeem(token)

    if switch.reason == "CHANNEL_DEACTIVATED":
        assert answer.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    else:
        assert_refused(answer, token)
    assert await endings(shop) == [switch.reason]
    assert await causes(shop) == [switch.reason]
    assert [row for row in await shop.rows("contexts") if row["imitation_id"]] == []


BEHIND_A_TOKEN = {
    **BEHIND,
    "customer deleted": ("DELETE FROM customers", "CUSTOMER_DEACTIVATED"),
    "customer made a guest": ("UPDATE customers SET guest = true", "CUSTOMER_DEACTIVATED"),
    "domains gone": ("DELETE FROM sales_channel_domains", "CHANNEL_DEACTIVATED"),
    "user signed out": ("UPDATE user_sessions SET ended_at = created_at", "LOGOUT"),
}


@pytest.mark.parametrize(("statement", "reason"), BEHIND_A_TOKEN.values(), ids=BEHIND_A_TOKEN)
async def test_todays_truth_decides_and_uses_the_token_up(
    open_shop: OpenShop, statement: str, reason: str
) -> None:
    shop = await open_shop()
    token = await shop.token(await shop.agent("alice"))
    await shop.change(statement)

    assert_refused(await shop.visitor().redeem(token), token)

    assert await endings(shop) == [reason]
    assert await causes(shop) == [reason]
    (refusal,) = await events(shop, "imitation.redemption_refused")
    assert refusal["detail"] == {"cause": reason}
    assert await shop.rows("contexts") == []


async def test_a_logged_in_customer_is_refused_with_a_bad_token_too(
    shop: Shop, bob: Visitor
) -> None:
    token = "imi_" + "a" * 43

    assert_refused(await bob.redeem(token, customerId=shop.customer("bob")), token)

    assert (await bob.context())["imitated"] is False
