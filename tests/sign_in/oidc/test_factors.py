"""Full access needs a second factor of users of providers as well, which an ID token must show."""

from typing import Any

import pytest

from auth.sign_in.oidc.strength import shows_factor
from tests.sign_in.oidc.conftest import Browser
from tests.sign_in.oidc.provider import CAROL, Provider
from tests.support.clients import Agent, Answer
from tests.support.hiring import let_support_upgrade
from tests.support.shop import NOON, OpenShop, Shop

STEP_UP = {"code": "FRAMEWORK__STEP_UP_REQUIRED", "maxAge": 28_800, "methods": ["PROVIDER"]}
STRONG = {"amr": ["pwd", "otp"]}
CASES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {}, False),
    ({}, {"amr": []}, False),
    ({}, {"amr": ["pwd"]}, False),
    ({}, {"amr": ["pwd", "kba"]}, False),
    ({}, {"amr": ["otp"]}, False),
    ({}, {"amr": ["hwk", "user"]}, False),
    ({}, {"amr": ["geo", "rba"]}, False),
    ({}, {"amr": "mfa"}, False),
    ({}, {"amr": {"mfa": True}}, False),
    ({}, {"amr": [["mfa"], None, 7]}, False),
    ({}, {"acr": "urn:two"}, False),
    ({}, {"amr": ["mfa"]}, True),
    ({}, {"amr": ["pwd", "otp"]}, True),
    ({}, {"amr": ["hwk", "pin"]}, True),
    ({}, {"amr": ["hwk", "fpt"]}, True),
    ({"requires_factor": True}, {}, True),
    ({"acr": "urn:two"}, {"acr": "urn:two"}, True),
    ({"acr": "urn:two"}, {"acr": "urn:one", "amr": ["mfa"]}, False),
    ({"acr": "urn:two"}, {"acr": ["urn:two"]}, False),
    ({"acr": "urn:two", "requires_factor": True}, {"amr": ["mfa"]}, False),
]


@pytest.mark.parametrize(("settings", "claims", "shown"), CASES)
def test_what_shows_a_factor(
    settings: dict[str, Any], claims: dict[str, Any], *, shown: bool
) -> None:
    provider = Provider(clock=lambda: NOON, port=1).settings(**settings).provider

    assert shows_factor(claims, provider) is shown


async def generate(shop: Shop, agent: Agent, access: str = "FULL") -> Answer:
    wanted = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    return await agent.run("admin/generate-imitate-customer-token", **wanted, access=access)


@pytest.fixture
async def strict(open_shop: OpenShop, corp: Provider) -> Shop:
    shop = await open_shop(oidc_providers=(corp.settings(),), full_needs_factor=True)
    corp.clock = shop.clock
    return shop


async def test_a_sign_in_without_a_factor_is_renewed_with_it(strict: Shop, corp: Provider) -> None:
    browser = Browser(strict, corp)
    await browser.sign_in()

    looked = await generate(strict, browser.agent, "READ_ONLY")
    refused = await generate(strict, browser.agent)
    await browser.sign_in(renew="1")
    still_refused = await generate(strict, browser.agent)
    await browser.sign_in(CAROL | STRONG, renew="1")
    allowed = await generate(strict, browser.agent)

    assert (looked.errors, allowed.errors) == ([], [])
    assert (refused.error, still_refused.error) == (STEP_UP, STEP_UP)
    kept = [row["factor"] for row in await strict.rows("user_sessions")]
    assert sorted(map(str, kept)) == ["None", "None", "PROVIDER"]


async def test_upgrades_need_it_as_well(strict: Shop, corp: Provider) -> None:
    await let_support_upgrade(strict)
    browser = Browser(strict, corp)
    await browser.sign_in()
    looking = await strict.imitator(browser.agent, access="READ_ONLY")
    reason = "The voucher is not taken off"

    refused = await looking.run("storefront/upgrade-imitation", reason=reason)
    await Browser(strict, corp).sign_in(CAROL | STRONG)  # elsewhere
    assert (await looking.run("storefront/upgrade-imitation", reason=reason)).error == STEP_UP
    await strict.change("UPDATE user_sessions SET expires_at = created_at WHERE factor IS NULL")
    await browser.sign_in(CAROL | STRONG, renew="1")
    upgraded = await looking.run("storefront/upgrade-imitation", reason=reason)

    assert refused.error == STEP_UP
    assert upgraded.data["imitation"]["access"] == "FULL"
