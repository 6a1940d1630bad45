"""Events of imitations name the account at a provider of the user whom they name."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from auth.audit.erasable import Person
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import verify
from resolvers.erasure.accounts import erase
from tests.requests.asking import REFUSE, approved, asked, generate
from tests.sign_in.oidc.conftest import Browser
from tests.sign_in.oidc.provider import CAROL, Provider
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.hiring import let_support_upgrade
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.sending import send, subscribe

DIANA = CAROL | {
    "sub": "diana-at-corp",
    "preferred_username": "diana",
    "email": "diana@corp.example",
    "groups": ["top"],
}
UPGRADE = {"reason": "The voucher is not taken off"}
SUBJECTS = ("carol-at-corp", "diana-at-corp")


@dataclass
class Staff:
    """Carol imitates, and Diana may approve; both come from the provider."""

    carol: Agent
    diana: Agent
    ids: dict[str, str]
    issuer: str

    def account(self, name: str) -> dict[str, str]:
        return {"issuer": self.issuer, "subject": f"{name}-at-corp"}

    def identity(self, name: str) -> dict[str, str]:
        return {"of": self.ids[name], **self.account(name)}

    def named(self, name: str) -> dict[str, str]:
        return {"id": self.ids[name], "username": name, **self.account(name)}


@pytest.fixture
async def staff(shop: Shop, corp: Provider) -> Staff:
    browsers = [Browser(shop, corp), Browser(shop, corp)]
    for browser, claims in zip(browsers, (CAROL, DIANA), strict=True):
        assert (await browser.sign_in(claims)).status_code == 303
    ids = {str(row["username"]): str(row["id"]) for row in await shop.rows("users")}
    await let_support_upgrade(shop)
    return Staff(browsers[0].agent, browsers[1].agent, ids, corp.issuer)


async def of_imitations(shop: Shop) -> list[tuple[str, Any]]:
    """The actions of their events, each with the account."""
    rows = sorted(await shop.rows("audit_events"), key=lambda row: row["id"])
    return [
        (row["action"], json.loads(row["detail"] or "{}").get("identity"))
        for row in rows
        if row["action"].startswith("imitation.")
    ]


async def imitate(shop: Shop, agent: Agent) -> None:
    """From a token to the end, with what can happen between."""
    visitor = await shop.imitator(agent, access="READ_ONLY")
    refused = await visitor.run("storefront/add-cart-item", productId=shop.product(1), quantity=1)
    assert refused.code == "CHECKOUT__IMITATION_READ_ONLY"
    assert (await visitor.run("storefront/upgrade-imitation", **UPGRADE)).data["imitated"]
    await add(visitor, shop.product(1))
    await visitor.run("storefront/customer-logout")


async def test_events_name_the_account_of_a_provider_s_user_alone(shop: Shop, staff: Staff) -> None:
    await imitate(shop, staff.carol)
    await imitate(shop, await shop.agent("alice"))

    carol = staff.identity("carol")
    told = await of_imitations(shop)
    assert told[6:] == [(action, None) for action, _ in told[:6]]
    assert told[:6] == [
        ("imitation.generated", carol),
        ("imitation.redeemed", carol),
        ("imitation.operation_refused", carol),
        ("imitation.upgraded", carol),
        # An erasure takes the detail with the account, and the customer would lose what was done.
        ("imitation.operation", None),
        ("imitation.ended", carol),
    ]
    assert (await verify(shop.application)).flaw is None


async def test_who_asks_and_who_decides(shop: Shop, staff: Staff) -> None:
    request = await approved(shop, staff.carol, staff.diana)
    other = await asked(shop, staff.carol, name="heidi")
    await staff.diana.run(REFUSE, requestId=other, reason="Heidi is on the phone")
    assert (await generate(shop, staff.carol, requestId=request)).data["token"]

    carol, diana = staff.identity("carol"), staff.identity("diana")
    asking = await events(shop, "imitation.requested")
    assert [event["detail"]["identity"] for event in asking] == [carol, carol]
    for event in await events(shop, "imitation.decided"):
        assert event["detail"]["identity"] == diana
        assert event["detail"]["for"] == staff.named("carol")
    (made,) = await events(shop, "imitation.generated")
    assert (made["detail"]["identity"], made["detail"]["approvedBy"]) == (
        carol,
        staff.named("diana"),
    )


async def test_an_end_names_the_account_of_who_asked_for_it(shop: Shop, staff: Staff) -> None:
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    for agent, ender in ((alice, staff.diana), (staff.carol, admin)):
        await shop.imitator(agent)
        (row,) = [one for one in await shop.rows("imitations") if one["ended_at"] is None]
        await ender.run("admin/end-imitation", id=row["id"])

    ended = await events(shop, "imitation.ended")
    assert [(one["username"], one["detail"].get("identity")) for one in ended] == [
        ("diana", staff.identity("diana")),
        ("admin", None),
    ]


async def test_erased_users_leave_no_account(shop: Shop, staff: Staff) -> None:
    await imitate(shop, staff.carol)
    request = await approved(shop, staff.carol, staff.diana)
    await generate(shop, staff.carol, requestId=request)
    await asked(shop, await shop.agent("alice"))
    await seal_new_events(shop.application)

    await erase(shop.application, Person.USER, staff.ids["carol"])
    await erase(shop.application, Person.USER, staff.ids["diana"])

    assert [one for one in SUBJECTS if one in str(await shop.everything())] == []
    assert (await verify(shop.application)).flaw is None
    (operation,) = await events(shop, "imitation.operation")
    assert operation["detail"]["operation"] == "addCartItem"


async def test_webhooks_name_it_also_of_users_who_are_gone(
    open_shop: OpenShop, corp: Provider
) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(),), webhook_allow_networks="127.0.0.0/8")
    shop.clock.now = datetime.now(UTC)
    corp.clock = shop.clock
    admin, browser, receiver = await shop.agent("admin"), Browser(shop, corp), Receiver()
    await browser.sign_in()
    (carol,) = [row for row in await shop.rows("users") if row["username"] == "carol"]
    async with receiving(receiver):
        await subscribe(admin, receiver)
        await shop.imitator(browser.agent)
        await shop.imitator(await shop.agent("alice"), "heidi")
        await browser.agent.run("admin/user-logout")
        await admin.run("admin/delete-user", id=carol["id"])
        await send(shop)

    told = [
        (one.kind, one.data["username"], one.data["issuer"], one.data["subject"])
        for one in receiver.got
    ]
    assert sorted(told, key=str) == [
        ("imitation.ended", "carol", corp.issuer, "carol-at-corp"),
        ("imitation.started", "alice", None, None),
        ("imitation.started", "carol", corp.issuer, "carol-at-corp"),
    ]
