"""E15: every change of the audit log behind the application is found, and the first wrong event."""

import pytest

from resolvers.audit.chain import ChainHead
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import Flaw
from tests.audit.harms import CUT, HARMS, drop_triggers, found, harm, put_back
from tests.support.shop import Shop


async def test_e15_untouched_audit_log_holds(shop: Shop, ids: dict[str, int]) -> None:
    verified = await found(shop)

    (anchor,) = await shop.rows("audit_anchor")
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 3, 0)
    assert verified.first_broken_id is None
    assert verified.head == ChainHead(3, anchor["head"])
    assert (anchor["position"], anchor["event_id"]) == (3, ids["third"])


@pytest.mark.parametrize("kind", HARMS)
async def test_e15_harm_is_found_where_it_was_done(
    shop: Shop, ids: dict[str, int], kind: str
) -> None:
    statements, first = HARMS[kind]
    await harm(shop, statements, ids)

    verified = await found(shop)

    assert (verified.valid, verified.first_broken_id) == (False, ids[first])


async def test_e15_auditor_is_told_of_a_cut_tail(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, CUT, ids)
    victor = await shop.agent("victor")

    answer = await victor.run("admin/verify-audit-log")

    assert answer.data == {
        "valid": False,
        "checked": 2,
        "unsealed": 1,
        "firstBrokenId": str(ids["third"]),
    }


async def test_e15_cut_is_not_healed_by_what_comes_after(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, CUT, ids)
    await shop.agent("admin")
    admins = max(event["id"] for event in await shop.rows("audit_events"))

    assert await seal_new_events(shop.application) == 1

    verified = await found(shop)
    assert (verified.flaw, verified.checked) == (Flaw.CHANGED, 2)
    assert verified.first_broken_id == admins


async def test_e15_cut_with_the_anchor_put_back_is_found_by_an_anchor_outside(shop: Shop) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)
    (earlier,) = await shop.rows("audit_anchor")
    await shop.agent("alice")
    await seal_new_events(shop.application)
    outside = (await found(shop)).head
    eves, alices = sorted(event["id"] for event in await shop.rows("audit_events"))

    await drop_triggers(shop)
    await harm(shop, CUT, {"third": alices})
    await put_back(shop, earlier)

    assert (await found(shop)).valid  # the database alone does not show it
    shorter = await found(shop, outside)
    assert (shorter.flaw, shorter.first_broken_id) == (Flaw.SHORTER, eves)
    await shop.agent("victor")
    await seal_new_events(shop.application)
    victors = max(event["id"] for event in await shop.rows("audit_events"))
    replaced = await found(shop, outside)
    assert (replaced.flaw, replaced.first_broken_id) == (Flaw.NOT_THE_SAME, victors)


async def test_e15_anchor_outside_holds_while_the_audit_log_grows(
    shop: Shop, ids: dict[str, int]
) -> None:
    outside = (await found(shop)).head
    await shop.agent("admin")
    await seal_new_events(shop.application)

    verified = await found(shop, ChainHead.parse(str(outside)))

    assert (verified.valid, verified.checked) == (True, 4)
