"""A user asks, another one approves, and the first generates a token once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.requests.asking import (
    APPROVE,
    CHANGED,
    LIST,
    NEEDED,
    REASON,
    REFUSE,
    REFUSED,
    approved,
    ask,
    asked,
    generate,
    need,
)
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import NOON, OpenShop, Shop


async def test_approval_opens_full_access_once(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    await need(shop, admin)
    request = (await ask(shop, alice)).data
    assert (request["state"], request["access"], request["reason"]) == ("OPEN", "FULL", REASON)
    assert datetime.fromisoformat(request["expiresAt"]) == NOON + timedelta(seconds=900)
    assert await shop.rows("imitations") == []

    decided = (await lena.run(APPROVE, requestId=request["id"])).data
    made = await generate(shop, alice, requestId=request["id"])
    again = await generate(shop, alice, requestId=request["id"])

    assert (decided["state"], decided["decidedBy"]["username"]) == ("APPROVED", "lena")
    entered = await shop.visitor().redeem(made.data["token"])
    assert entered.data["context"]["imitation"]["access"] == "FULL"
    (imitation,) = await shop.rows("imitations")
    assert imitation["reason"] == REASON
    assert (again.code, again.error["reasons"]) == (REFUSED, NEEDED)
    (stored,) = await shop.rows("imitation_requests")
    assert (stored["state"], stored["imitation_id"]) == ("USED", imitation["id"])


async def test_audit_log_tells_request_decision_and_use(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    await need(shop, admin)
    request = await approved(shop, alice, lena)
    await generate(shop, alice, requestId=request)

    (one,) = await events(shop, "imitation.requested")
    (other,) = await events(shop, "imitation.decided")
    (made,) = await events(shop, "imitation.generated")
    assert {event["customer_number"] for event in (one, other, made)} == {"10001"}
    about_alice = {"id": shop.user("alice"), "username": "alice"}
    assert (one["username"], one["detail"]) == (
        "alice",
        {"request": request, "reason": REASON, "access": "FULL"},
    )
    assert (other["username"], other["detail"]) == (
        "lena",
        {"request": request, "decision": "APPROVED", "access": "FULL", "for": about_alice},
    )
    assert made["detail"]["request"] == request
    assert made["detail"]["approvedBy"] == {"id": lena.id, "username": "lena"}


async def test_refusal_has_a_reason_and_opens_nothing(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    await need(shop, admin)
    request = await asked(shop, alice)

    decided = (await lena.run(REFUSE, requestId=request, reason="Call her first")).data
    used = await generate(shop, alice, requestId=request)

    assert (decided["state"], decided["decisionReason"]) == ("REFUSED", "Call her first")
    assert (used.code, used.error["reasons"]) == (REFUSED, NEEDED)
    assert await shop.rows("imitations") == []
    assert (await lena.run(APPROVE, requestId=request)).code == CHANGED


async def test_second_decision_is_refused(shop: Shop, alice: Agent, lena: Agent) -> None:
    request = await approved(shop, alice, lena)
    before = await shop.everything()

    answers = [
        await lena.run(APPROVE, requestId=request),
        await lena.run(REFUSE, requestId=request, reason="No"),
    ]

    assert [answer.code for answer in answers] == [CHANGED, CHANGED]
    assert await shop.everything() == before


@pytest.mark.parametrize(("approved_at", "used_at"), [(900, 900), (899, 900)])
async def test_request_is_over_after_its_lifetime(
    shop: Shop, alice: Agent, lena: Agent, approved_at: int, used_at: int
) -> None:
    request = await asked(shop, alice)
    shop.clock.advance(seconds=approved_at)

    decided = await lena.run(APPROVE, requestId=request)
    shop.clock.advance(seconds=used_at - approved_at)
    used = await generate(shop, alice, requestId=request)

    assert decided.errors == [] if approved_at < 900 else decided.code == CHANGED
    assert (used.code, used.error["reasons"]) == (REFUSED, NEEDED)
    (shown,) = (await alice.run(LIST)).data["nodes"]
    assert shown["state"] == "EXPIRED"


async def test_lifetime_is_a_setting(open_shop: OpenShop) -> None:
    shop = await open_shop(approval_lifetime=60)

    request = (await ask(shop, await shop.agent("alice"))).data

    assert datetime.fromisoformat(request["expiresAt"]) == NOON + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "Another reason, as long"}, "reason"),
        ({"reasonCategory": "Delivery"}, "reasonCategory"),
        ({"name": "heidi"}, "customerId"),
        ({"channel": "Headless"}, "salesChannelId"),
        ({"requestId": "no id"}, "requestId"),
        ({"supportCode": "123456"}, "supportCode"),
    ],
)
async def test_nothing_else_can_be_sent_with_a_request(
    shop: Shop, alice: Agent, lena: Agent, sent: dict[str, Any], field: str
) -> None:
    request = await approved(shop, alice, lena)
    before = await shop.everything()

    answer = await generate(shop, alice, **{"requestId": request, **sent})

    assert (answer.code, answer.error["field"]) == ("VIOLATION::INVALID", field)
    assert await shop.everything() == before


async def test_what_is_said_again_and_another_access_are_no_other_request(
    shop: Shop, alice: Agent, lena: Agent
) -> None:
    request = await approved(shop, alice, lena)

    made = await generate(shop, alice, requestId=request, reason=REASON, access="READ_ONLY")

    assert made.data["token"]
    (imitation,) = await shop.rows("imitations")
    assert imitation["access"] == "FULL"


async def test_reason_said_again_by_another_keyboard_is_the_same(
    shop: Shop, alice: Agent, lena: Agent
) -> None:
    """Some systems send an umlaut as two characters; a copied text may hold hidden ones."""
    request = await asked(shop, alice, reason="M\u00fcller sees no cart")
    assert (await lena.run(APPROVE, requestId=request)).data["state"] == "APPROVED"

    made = await generate(shop, alice, requestId=request, reason="Mu\u0308ller sees\u200b no cart ")

    assert made.data["token"]


async def test_request_of_another_user_does_not_exist(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    request = await approved(shop, alice, lena)

    answer = await generate(shop, admin, requestId=request)

    assert (answer.code, answer.error["field"]) == (
        "VIOLATION::ENTITY_DOES_NOT_EXISTS",
        "requestId",
    )


@pytest.mark.parametrize(
    ("name", "channel", "reasons"),
    [("gina", "Storefront", ["GUEST"]), ("bob", "Closed", ["NO_TARGET", "CHANNEL_INACTIVE"])],
)
async def test_what_no_approval_helps_against_is_no_request(
    shop: Shop, alice: Agent, name: str, channel: str, reasons: list[str]
) -> None:
    answer = await ask(shop, alice, name, channel)

    assert (answer.code, answer.error["reasons"]) == (REFUSED, reasons)
    assert await shop.rows("imitation_requests") == []


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "short"}, "reason"),
        ({"reason": ""}, "reason"),
        ({"access": "READ_ONLY"}, "access"),
    ],
)
async def test_bad_request_stores_nothing(
    shop: Shop, alice: Agent, sent: dict[str, str], field: str
) -> None:
    answer = await ask(shop, alice, **sent)

    assert (answer.code, answer.error["field"]) == ("VIOLATION::INVALID", field)
    assert await shop.rows("imitation_requests") == []


async def test_user_has_at_most_twenty_that_wait(shop: Shop, alice: Agent, lena: Agent) -> None:
    waiting = [await asked(shop, alice) for _ in range(20)]

    refused = await ask(shop, alice)
    await lena.run(REFUSE, requestId=waiting[0], reason="Too many")

    assert (refused.code, refused.error["field"]) == ("VIOLATION::INVALID", "customerId")
    assert (await ask(shop, alice)).errors == []


async def test_sign_out_takes_requests_along(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    await need(shop, admin)
    waiting, ready = await asked(shop, alice), await approved(shop, alice, lena)
    await alice.run("admin/user-logout")
    alice = await shop.agent("alice")

    used = await generate(shop, alice, requestId=ready)
    decided = await lena.run(APPROVE, requestId=waiting)

    assert (used.code, used.error["reasons"], decided.code) == (REFUSED, NEEDED, CHANGED)
