"""E15: every change of the audit log behind the application is found, and the first wrong event."""

import pytest

from auth.transparency.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.notes import parse_note
from db.statements.imitation import audit_tree
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.tree import leaf_hash
from resolvers.audit.verification import Verification
from resolvers.audit.walk import Flaw
from tests.audit.harms import CUT, HARMS, drop_triggers, found, harm
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import NOON, Shop

PUBLIC = SigningKey.parse(AUDIT_KEY).verifier


def checkpoint_of(verified: Verification) -> Checkpoint:
    assert verified.checkpoint is not None
    return open_checkpoint(verified.checkpoint, [PUBLIC])


async def test_e15_untouched_audit_log_holds(shop: Shop, ids: dict[str, int]) -> None:
    verified = await found(shop)

    assert (verified.valid, verified.checked, verified.unsealed) == (True, 3, 0)
    assert verified.first_broken_id is None
    assert checkpoint_of(verified) == Checkpoint("shop.example/audit", 3, verified.root)
    leaves = await shop.rows("audit_leaves")
    assert [leaf["position"] for leaf in leaves] == [0, 1, 2]
    assert [leaf["event_id"] for leaf in leaves] == [ids["first"], ids["second"], ids["third"]]
    (tile,) = await shop.rows("audit_tiles")
    assert tile["hashes"] == b"".join(leaf["hash"] for leaf in leaves)
    assert await shop.rows("audit_waiting") == []


async def test_e15_empty_audit_log_holds(shop: Shop) -> None:
    verified = await found(shop)

    assert (verified.valid, verified.checked, verified.checkpoint) == (True, 0, None)


@pytest.mark.parametrize("kind", HARMS)
async def test_e15_harm_is_found_where_it_was_done(
    shop: Shop, ids: dict[str, int], kind: str
) -> None:
    statements, first = HARMS[kind]
    await harm(shop, statements, ids)

    verified = await found(shop)

    assert (verified.valid, verified.first_broken_id) == (False, ids[first])


async def test_e15_all_but_the_signature_rewritten_is_found(
    shop: Shop, ids: dict[str, int]
) -> None:
    await harm(shop, HARMS["changed"][0], ids)
    reads = shop.application.database.reads
    ((leaf, event),) = await audit_tree.find_leaves(reads, start=1, limit=1)
    assert event is not None
    forged = {"hash": leaf_hash(event, leaf.salt)}
    await shop.change("UPDATE audit_leaves SET hash = :hash WHERE position = 1", **forged)
    hashes = b"".join(one["hash"] for one in await shop.rows("audit_leaves"))
    await shop.change("UPDATE audit_tiles SET hashes = :hashes", hashes=hashes)

    verified = await found(shop)

    assert (verified.flaw, verified.first_broken_id) == (Flaw.OTHER_TREE, ids["third"])


async def test_e15_auditor_is_told_of_a_cut_tail(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, CUT, ids)
    victor = await shop.agent("victor")

    answer = await victor.run("admin/verify-audit-log")

    assert answer.data == {
        "valid": False,
        "checked": 2,
        "unsealed": 1,
        "firstBrokenId": str(ids["third"]),
        "walkedAt": NOON.isoformat(),
    }


async def test_e15_cut_is_not_healed_by_what_comes_after(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, CUT, ids)
    await shop.agent("admin")
    admins = max(event["id"] for event in await shop.rows("audit_events"))

    assert await seal_new_events(shop.application) == 1

    verified = await found(shop)
    assert (verified.flaw, verified.checked) == (Flaw.MISPLACED, 2)
    assert verified.first_broken_id == admins


async def test_e15_everything_put_back_is_found_by_a_checkpoint_outside(shop: Shop) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)
    (tile,) = await shop.rows("audit_tiles")
    await shop.agent("alice")
    await seal_new_events(shop.application)
    outside = checkpoint_of(await found(shop))
    eves, alices = sorted(event["id"] for event in await shop.rows("audit_events"))

    await drop_triggers(shop)
    await harm(shop, CUT, {"third": alices})
    await shop.change("DELETE FROM audit_checkpoints WHERE event_id = :id", id=alices)
    await shop.change("UPDATE audit_tiles SET hashes = :hashes", hashes=tile["hashes"])

    assert (await found(shop)).valid  # the database alone does not show it
    shorter = await found(shop, outside)
    assert (shorter.flaw, shorter.first_broken_id) == (Flaw.SHORTER, eves)
    await shop.agent("victor")
    await seal_new_events(shop.application)
    victors = max(event["id"] for event in await shop.rows("audit_events"))
    replaced = await found(shop, outside)
    assert (replaced.flaw, replaced.first_broken_id) == (Flaw.OTHER_HISTORY, victors)


async def test_e15_checkpoint_outside_holds_while_the_audit_log_grows(
    shop: Shop, ids: dict[str, int]
) -> None:
    note = (await found(shop)).checkpoint
    assert note is not None
    await shop.agent("admin")
    await seal_new_events(shop.application)

    verified = await found(shop, parse_checkpoint(parse_note(note).text))

    assert (verified.valid, verified.checked) == (True, 4)
