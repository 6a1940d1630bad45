"""Consent is not asked, given or withdrawn; CONSENT_REQUIRED says which is enough."""

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, OpenShop, Shop
from tests.support.shopping import add, enter


@pytest.fixture
async def strict(open_shop: OpenShop) -> Shop:
    """A shop with CONSENT_REQUIRED=always."""
    return await open_shop(consent_required="always")


@pytest.fixture
async def agent(strict: Shop) -> Agent:
    return await strict.agent("alice")


async def generate(shop: Shop, agent: Agent, name: str) -> dict[str, object]:
    answer = await agent.run(
        "admin/generate-imitate-customer-token",
        customerId=shop.customer(name),
        salesChannelId=shop.channel("Storefront"),
    )
    return answer.error if answer.errors else {}


async def consent(visitor: Visitor, *, granted: bool) -> tuple[bool, str | None]:
    """Whether it is given, and the time of a withdrawal."""
    answer = await visitor.run("storefront/set-imitation-consent", granted=granted)
    customer = answer.data["customer"]
    return customer["imitationConsent"], customer["imitationConsentWithdrawnAt"]


async def test_missing_consent_refuses_the_token(strict: Shop, agent: Agent) -> None:
    refused = await generate(strict, agent, "heidi")

    assert refused == {
        "code": "CHECKOUT__CUSTOMER_IMITATION_REFUSED",
        "reasons": ["CONSENT_MISSING"],
    }
    assert await strict.rows("imitations") == []


async def test_granting_it_opens_the_account(strict: Shop, agent: Agent) -> None:
    heidi = await strict.shopper("heidi@example.com")

    assert await consent(heidi, granted=True) == (True, None)

    assert await generate(strict, agent, "heidi") == {}


async def test_withdrawing_it_ends_live_imitations(strict: Shop, agent: Agent) -> None:
    imitator = await strict.imitator(agent)
    pending = await agent.token_for(strict.customer("bob"), strict.channel("Storefront"))
    bob = await strict.shopper("bob@example.com")

    assert await consent(bob, granted=False) == (False, NOON.isoformat())

    assert (await imitator.context())["customer"] is None
    assert (await strict.visitor().redeem(pending["token"])).code == (
        "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    )
    ended = {row["end_reason"] for row in await strict.rows("imitations")}
    assert ended == {"CONSENT_WITHDRAWN"}
    assert (await bob.context())["customer"]["customerNumber"] == "10001"


async def test_consent_gone_behind_the_back_ends_it_at_the_next_request(
    strict: Shop, agent: Agent
) -> None:
    imitator = await strict.imitator(agent)
    await strict.change(
        "UPDATE customers SET imitation_consent = false WHERE email = 'bob@example.com'"
    )

    answer = await add(imitator, strict.product(1))

    assert len(answer.data["cart"]["lineItems"]) == 1  # a guest's
    (imitation,) = await strict.rows("imitations")
    assert imitation["end_reason"] == "CONSENT_WITHDRAWN"
    assert (await strict.actions())[-1] == "imitation.ended"


async def test_nobody_is_asked_by_default_and_a_withdrawal_holds(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    assert await generate(shop, alice, "heidi") == {}
    imitator = await shop.imitator(alice)

    await consent(bob, granted=False)

    assert (await imitator.context())["imitated"] is False
    assert (await generate(shop, alice, "bob"))["reasons"] == ["CONSENT_MISSING"]
    await consent(bob, granted=True)
    assert await generate(shop, alice, "bob") == {}


async def test_customer_who_was_not_asked_can_object(shop: Shop, alice: Agent) -> None:
    heidi = await shop.shopper("heidi@example.com")

    said = await consent(heidi, granted=False)
    shop.clock.advance(minutes=1)

    assert said == await consent(heidi, granted=False) == (False, NOON.isoformat())
    assert (await generate(shop, alice, "heidi"))["reasons"] == ["CONSENT_MISSING"]


async def test_withdrawing_ends_imitations_even_where_it_is_never_asked_for(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(consent_required="never")
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    imitator = await shop.imitator(alice)

    await consent(bob, granted=False)

    assert (await imitator.context())["imitated"] is False
    await enter(shop, imitator, alice, "bob")
    assert (await imitator.context())["imitated"] is True


async def test_user_s_no_withdraws_only_what_was_given(
    shop: Shop, alice: Agent, admin: Agent
) -> None:
    withdrawn = {}
    for name in ("bob", "heidi"):
        change = {"id": shop.customer(name), "input": {"imitationConsent": False}}
        changed = (await admin.run("admin/update-customer", **change)).data
        withdrawn[name] = changed["imitationConsentWithdrawnAt"]

    assert withdrawn == {"bob": NOON.isoformat(), "heidi": None}
    assert (await generate(shop, alice, "bob"))["reasons"] == ["CONSENT_MISSING"]
    assert await generate(shop, alice, "heidi") == {}


async def test_every_change_is_recorded(shop: Shop, bob: Visitor) -> None:
    await consent(bob, granted=False)
    await consent(bob, granted=True)

    details = [
        row["detail"]
        for row in sorted(await shop.rows("audit_events"), key=lambda row: row["id"])
        if row["action"] == "customer.consent_changed"
    ]
    assert details == ['{"granted": false}', '{"granted": true}']
