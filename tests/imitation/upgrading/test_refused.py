"""upgradeImitation refused: with the codes of a new token; nothing but the refusal is written."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent, Visitor
from tests.support.hiring import let_support_upgrade
from tests.support.shop import PASSWORD, OpenShop, Shop

REASON: Final = "The voucher is not taken off"
OPERATION: Final = "upgradeImitation"
OVER: Final = {"code": "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"}
MISSING: Final = {
    "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
    "missingPrivileges": ["imitation:upgrade"],
}
STEP_UP: Final = {
    "code": "FRAMEWORK__STEP_UP_REQUIRED",
    "maxAge": 58,
    "methods": ["PASSWORD"],
}
REFUSED: Final = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
INVALID: Final = "VIOLATION::INVALID"
Prepare = Callable[[Shop], Awaitable[None]]


async def nothing(_shop: Shop) -> None: ...


def changed(statement: str) -> Prepare:
    async def change(shop: Shop) -> None:
        await shop.change(statement)

    return change


async def later(shop: Shop) -> None:
    shop.clock.advance(seconds=59)


async def withdrawn(shop: Shop) -> None:
    bob = await shop.shopper("bob@example.com")
    await bob.run("storefront/set-imitation-consent", granted=False)


@dataclass(frozen=True)
class Case:
    """What is true, what is sent, the answer, and the action of the event that tells of it."""

    error: dict[str, Any]
    action: str | None = None
    prepare: Prepare = nothing
    sent: dict[str, Any] = field(default_factory=lambda: {"reason": REASON})
    settings: dict[str, Any] = field(default_factory=dict)


def unfit(value: str, **settings: Any) -> Case:
    error = {"code": INVALID, "field": "reason"}
    return Case(error, sent={"reason": value}, settings=settings)


def uncategorised(value: str | None, **settings: Any) -> Case:
    error = {"code": INVALID, "field": "reasonCategory"}
    sent = {"reason": REASON, "reasonCategory": value}
    return Case(error, sent=sent, settings={"reason_categories": "Orders", **settings})


NO_PRIVILEGE: Final = changed("DELETE FROM role_privileges WHERE privilege = 'imitation:upgrade'")
NO_DOMAIN: Final = changed("DELETE FROM sales_channel_domains")
DENIED, AGAINST = "imitation.operation_refused", "imitation.refused"
CASES: Final = {
    "without the privilege": Case(MISSING, DENIED, NO_PRIVILEGE),
    "the privilege before arguments": Case(MISSING, DENIED, NO_PRIVILEGE, {"reason": ""}),
    "long signed in": Case(STEP_UP, DENIED, later, settings={"step_up_max_age": 58}),
    "no page left": Case({"code": REFUSED, "reasons": ["NO_TARGET"]}, AGAINST, NO_DOMAIN),
    "a guest by now": Case(
        {"code": REFUSED, "reasons": ["GUEST"]},
        AGAINST,
        changed("UPDATE customers SET guest = true WHERE customer_number = '10001'"),
    ),
    "an approval needed by now": Case(
        {"code": REFUSED, "reasons": ["APPROVAL_NEEDED"]},
        AGAINST,
        changed("UPDATE customers SET needs_approval = true WHERE customer_number = '10001'"),
    ),
    "empty reason": unfit(""),
    "short reason": unfit("x" * 9),
    "long reason": unfit("x" * 501),
    "two lines": unfit("on two lines\nof text"),
    "no ticket": unfit(REASON, reason_pattern="^T-[0-9]+"),
    "unknown category": uncategorised("Returns"),
    "no category": uncategorised(None, reason_required=True),
    "consent withdrawn": Case(OVER, None, withdrawn),
    "ended by time": Case(OVER, None, later, settings={"imitation_max_duration": 59}),
}


@pytest.mark.parametrize("name", CASES)
async def test_code_is_that_of_a_new_token(open_shop: OpenShop, name: str) -> None:
    case = CASES[name]
    shop = await open_shop(**case.settings)
    imitator = await looking(shop)
    await case.prepare(shop)
    await imitator.copy().context()  # ends what may not go on
    before = await shop.everything()

    refused = await imitator.run("storefront/upgrade-imitation", **case.sent)

    assert refused.error == case.error
    after = await shop.everything()
    told = [one for one in after.pop("audit_events") if one not in before["audit_events"]]
    assert [one["action"] for one in told] == ([case.action] if case.action else [])
    assert after == {table: rows for table, rows in before.items() if table != "audit_events"}


async def looking(shop: Shop, alice: Agent | None = None) -> Visitor:
    """An imitator with read-only access; the reason and category satisfy every setting here."""
    await let_support_upgrade(shop)
    alice, sent = alice or await shop.agent("alice"), {"reason": f"T-4711 {REASON}"}
    if shop.application.rules.reason_categories:
        sent["reasonCategory"] = "Orders"
    return await shop.imitator(alice, access="READ_ONLY", **sent)


async def test_refusals_name_the_imitation(open_shop: OpenShop) -> None:
    shop = await open_shop()
    imitator = await looking(shop)
    await NO_DOMAIN(shop)
    await imitator.run("storefront/upgrade-imitation", reason=REASON)
    await NO_PRIVILEGE(shop)
    await imitator.run("storefront/upgrade-imitation", reason=REASON)

    (against,), (denied,) = await events(shop, AGAINST), await events(shop, DENIED)
    assert against["detail"] == {"operation": OPERATION, "reasons": ["NO_TARGET"]}
    assert denied["detail"] == {
        "operation": OPERATION,
        "code": MISSING["code"],
        "missing": ["imitation:upgrade"],
    }
    (row,) = await shop.rows("imitations")
    assert {one["imitation_id"] for one in (against, denied)} == {row["id"]}
    assert {one["username"] for one in (against, denied)} == {"alice"}


async def test_signing_in_again_in_that_browser_is_the_step_up(open_shop: OpenShop) -> None:
    shop = await open_shop(step_up_max_age=58)
    alice = await shop.agent("alice")
    imitator = await looking(shop, alice)
    await later(shop)
    await shop.agent("eve")  # another user's sign-in does not count, nor one in another browser
    await shop.agent("alice")
    by_eve = await alice.run("admin/user-login", username="eve", password=PASSWORD)
    assert by_eve.data["user"]["username"] == "eve"
    refused = await imitator.run("storefront/upgrade-imitation", reason=REASON)
    assert refused.error == STEP_UP

    for _ in range(2):  # once is over already: the sign-in after it has its place
        again = await alice.run("admin/user-login", username="alice", password=PASSWORD)
        alice = Agent(shop.http, {"authorization": f"Bearer {again.data['accessToken']}"})
        await later(shop)
    refused = await imitator.run("storefront/upgrade-imitation", reason=REASON)
    assert refused.error == STEP_UP
    await alice.run("admin/user-login", username="alice", password=PASSWORD)

    answer = await imitator.run("storefront/upgrade-imitation", reason=REASON)
    assert answer.data["imitation"]["access"] == "FULL"


async def test_upgrades_count_among_the_tokens_of_a_user(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_user_tokens=1)
    imitator = await looking(shop)

    refused = await imitator.run("storefront/upgrade-imitation", reason=REASON)

    assert refused.code == "FRAMEWORK__RATE_LIMIT_EXCEEDED"
    assert (await imitator.context())["imitation"]["access"] == "READ_ONLY"


async def test_other_imitations_count_and_this_one_does_not(open_shop: OpenShop) -> None:
    shop = await open_shop()
    imitator = await looking(shop)
    fewer, one = await open_shop(imitations_per_user=1), imitator.copy()
    one.http = fewer.http
    other = await looking(shop)

    refused = await one.run("storefront/upgrade-imitation", reason=REASON)
    await other.run("storefront/customer-logout")
    allowed = await one.run("storefront/upgrade-imitation", reason=REASON)

    assert refused.error == {"code": REFUSED, "reasons": ["TOO_MANY_IMITATIONS"]}
    assert allowed.data["imitation"]["access"] == "FULL"


async def test_sign_in_of_the_admin_beside_it_changes_nothing(shop: Shop, admin: Agent) -> None:
    """The imitating user's privilege counts, not that of an access token in the same request."""
    imitator = await looking(shop)
    await NO_PRIVILEGE(shop)
    imitator.headers.update(admin.headers)

    assert (await imitator.run("storefront/upgrade-imitation", reason=REASON)).error == MISSING
