"""A veto refuses a token and its redemption; plug-ins decide by today's facts, and lock nothing."""

import json
from typing import Any

import pytest

from auth.audit.erasable import Person, names_of_person
from auth.imitation.vetoes import Attempt
from tests.plugins.conftest import Install, Plugin
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.hiring import let_support_upgrade
from tests.support.shop import OpenShop, Shop
from tests.support.window import Window

GENERATE = "admin/generate-imitate-customer-token"
REASON = "The cart looks empty to bob"
INVALID = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
ASKED = {"reason": REASON, "reasonCategory": "Orders", "access": "READ_ONLY"}
HOLD = "Legal hold: ask the lawyers"


async def nothing(_asked: Attempt) -> None: ...


class Rules:
    """A plug-in whose words tests choose; it remembers what it was asked."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}  # by step
        self.asked: list[Attempt] = []
        self.meanwhile: Plugin = nothing  # while it is asked

    async def hold(self, attempt: Attempt) -> str | None:
        self.asked.append(attempt)
        await self.meanwhile(attempt)
        return self.words.get(attempt.step)


@pytest.fixture
def rules(install: Install) -> Rules:
    rules = Rules()
    install(hold=rules.hold)
    return rules


@pytest.fixture
async def shop(open_shop: OpenShop, rules: Rules) -> Shop:
    return await open_shop(plugins="hold", reason_categories="Orders")


def bob(shop: Shop, **others: Any) -> dict[str, Any]:
    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    return ids | others


def attempt(shop: Shop, step: str, **others: Any) -> Attempt:
    values: dict[str, Any] = {
        "user_id": shop.user("alice"),
        "username": "alice",
        "customer_id": shop.customer("bob"),
        "customer_number": "10001",
        "customer_external_id": None,
        "customer_email": "bob@example.com",
        "sales_channel_id": shop.channel("Storefront"),
        "access": "READ_ONLY",
        "reason": REASON,
        "reason_category": "Orders",
    }
    return Attempt(step=step, **values | others)


async def test_nothing_against_it_takes_two_questions(
    shop: Shop, rules: Rules, alice: Agent
) -> None:
    made = await alice.run(GENERATE, **bob(shop, **ASKED))
    redeemed = await shop.visitor().redeem(made.data["token"])

    assert redeemed.data["context"]["imitated"] is True
    assert rules.asked == [attempt(shop, "generate"), attempt(shop, "redeem")]
    assert {type(rules.asked[0].step), type(rules.asked[0].access)} == {str}


async def test_a_vetoed_token_is_not_made(shop: Shop, rules: Rules, alice: Agent) -> None:
    rules.words["generate"] = HOLD

    refused = await alice.run(GENERATE, **bob(shop))

    assert refused.error == {
        "code": "CHECKOUT__CUSTOMER_IMITATION_REFUSED",
        "reasons": ["VETOED"],
        "vetoes": [HOLD],
    }
    assert await shop.rows("imitations") == []
    (event,) = await events(shop, "imitation.refused")
    assert event["detail"] == {
        "reasons": ["VETOED"],
        "vetoes": [{"plugin": "hold", "reason": HOLD}],
    }
    values = {**event, "detail": json.dumps(event["detail"])}
    assert "detail" in names_of_person(Person.CUSTOMER, shop.customer("bob"), values)  # erased


async def test_veto_comes_after_all_other_reasons(shop: Shop, rules: Rules, alice: Agent) -> None:
    rules.words["generate"] = HOLD

    refused = await alice.run(GENERATE, **bob(shop, customerId=shop.customer("gina")))

    assert refused.error["reasons"] == ["GUEST", "VETOED"]


async def test_a_vetoed_redemption_gets_the_one_answer(
    shop: Shop, rules: Rules, alice: Agent
) -> None:
    token = await shop.token(alice)
    rules.words["redeem"] = HOLD

    assert (await shop.visitor().redeem(token)).error == {"code": INVALID}

    assert await shop.rows("contexts") == []
    (event,) = await events(shop, "imitation.redemption_refused")
    assert event["detail"] == {
        "cause": "VETOED",
        "vetoes": [{"plugin": "hold", "reason": HOLD}],
    }
    rules.words.clear()
    assert (await shop.visitor().redeem(token)).data["context"]["imitated"] is True


async def test_a_vetoed_upgrade_changes_nothing(shop: Shop, rules: Rules, alice: Agent) -> None:
    await let_support_upgrade(shop)
    imitator = await shop.imitator(alice, access="READ_ONLY")
    upgrade = "storefront/upgrade-imitation"
    rules.words["upgrade"] = HOLD
    sent = {"reason": REASON, "reasonCategory": "Orders"}

    refused = await imitator.run(upgrade, **sent)

    assert (refused.error["reasons"], refused.error["vetoes"]) == (["VETOED"], [HOLD])
    assert rules.asked[-1] == attempt(shop, "upgrade", access="FULL")
    (event,) = await events(shop, "imitation.refused")
    vetoes = [{"plugin": "hold", "reason": HOLD}]
    told = {"operation": "upgradeImitation", "reasons": ["VETOED"], "vetoes": vetoes}
    assert event["detail"] == told
    assert (await imitator.context())["imitation"]["access"] == "READ_ONLY"
    rules.words.clear()
    assert (await imitator.run(upgrade, **sent)).data["imitation"]["access"] == "FULL"


async def test_the_page_for_full_access_tells_the_veto(
    shop: Shop, rules: Rules, alice: Agent
) -> None:
    await let_support_upgrade(shop)
    window, page = Window.open(shop), "/account/imitation/full-access"
    made = await alice.run(GENERATE, **bob(shop, **ASKED))
    await window.land(made.data)
    await window.visit(page)
    rules.words["upgrade"] = HOLD

    refused = await window.submit(page, reason=REASON, reasonCategory="Orders")

    assert (refused.status_code, f"<li><bdi>{HOLD}</bdi></li>" in refused.text) == (403, True)


async def test_nobody_is_asked_about_what_is_refused_anyway(
    shop: Shop, rules: Rules, alice: Agent
) -> None:
    token = await shop.token(alice)
    await shop.visitor().redeem(token)
    rules.asked.clear()

    another = await shop.token(alice)
    for sent, visitor in (
        (token, shop.visitor()),
        ("imi_" + "a" * 43, shop.visitor()),
        (another, shop.visitor("Outlet")),
    ):
        assert (await visitor.redeem(sent)).code == INVALID
    await alice.run(GENERATE, **bob(shop, customerId="0" * 32))

    assert [one.step for one in rules.asked] == ["generate"]


@pytest.mark.parametrize("step", ["generate", "redeem"])
async def test_the_customer_may_change_while_plugins_are_asked(
    shop: Shop, rules: Rules, admin: Agent, alice: Agent, step: str
) -> None:
    """The change waits for no lock, and the plug-ins are asked again about what is true now."""

    async def change(asked: Attempt) -> None:
        if asked.step == step and asked.customer_email == "bob@example.com":
            changed = {"email": "bob@new.example"}
            saved = await admin.run("admin/update-customer", id=shop.customer("bob"), input=changed)
            assert saved.data["email"] == "bob@new.example"

    rules.meanwhile = change

    token = await shop.token(alice)
    assert (await shop.visitor().redeem(token)).data["context"]["imitated"] is True

    emails = [one.customer_email for one in rules.asked if one.step == step]
    assert emails == ["bob@example.com", "bob@new.example"]


async def test_facts_that_never_stay_are_decided_by_nobody(
    shop: Shop, rules: Rules, admin: Agent, alice: Agent
) -> None:
    async def change(asked: Attempt) -> None:
        if asked.step == "generate":  # not on the card, which the answer of the change is
            changed = {"externalId": str(len(rules.asked))}
            await admin.run("admin/update-customer", id=shop.customer("bob"), input=changed)

    rules.meanwhile = change

    refused = await alice.run(GENERATE, **bob(shop))

    assert refused.code == "UNAVAILABLE"
    assert await shop.rows("imitations") == []


@pytest.mark.parametrize(("seconds", "code"), [(2, None), (2.001, "UNAVAILABLE")])
async def test_an_answer_counts_for_two_seconds(
    shop: Shop, rules: Rules, alice: Agent, seconds: float, code: str | None
) -> None:
    async def wait(_asked: Attempt) -> None:
        shop.clock.advance(seconds=seconds)

    token = await shop.token(alice)
    rules.meanwhile = wait

    answer = await shop.visitor().redeem(token)

    assert answer.code == code if code else answer.data["context"]["imitated"]
    assert bool(await shop.rows("contexts")) is (code is None)
