"""AUDIT_RETENTION removes the bodies of old events and keeps what verifies them."""

import asyncio
from typing import Any

import pytest

from auth.audit.erasable import RETIRED, Person
from auth.transparency.checkpoints import Checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.proofs import verify_proof
from db.statements.imitation import audit
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import verify
from resolvers.audit.watching.seen_end import SeenEnd, SetBack
from resolvers.erasure import retention
from resolvers.erasure.accounts import erase
from resolvers.erasure.retention import retire
from tests.audit.harms import drop_triggers
from tests.erasure.history import make_history
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import OpenShop, Shop

KEY = SigningKey.parse(AUDIT_KEY).verifier
BODY = [name for name in audit.COLUMNS if name not in {"at", "action", "imitation_id"}]


@pytest.fixture
async def kept(open_shop: OpenShop) -> Shop:
    """A shop that keeps bodies for 30 days, with a history of Alice and Bob that has ended."""
    shop = await open_shop(audit_retention=30)
    await make_history(shop, await shop.agent("alice"), await shop.shopper("bob@example.com"))
    admin = await shop.agent("admin")
    await admin.run("admin/delete-user", id=shop.user("alice"))
    await seal_new_events(shop.application)
    return shop


async def bodies(shop: Shop) -> list[dict[str, Any]]:
    """Events with a value."""
    rows = await shop.rows("audit_events")
    return [row for row in rows if any(row[name] is not None for name in BODY)]


async def test_bodies_are_kept_until_their_time_is_over(kept: Shop) -> None:
    kept.clock.advance(days=30)
    before = await kept.everything()

    assert await retire(kept.application) == 0

    assert await kept.everything() == before


async def test_bodies_go_and_hashes_stay(kept: Shop) -> None:
    events, leaves = await kept.rows("audit_events"), await kept.rows("audit_leaves")
    kept.clock.advance(days=30, seconds=1)

    number = await retire(kept.application)

    (record,) = await bodies(kept)
    after = await kept.rows("audit_events")
    assert number == len(events)
    assert record["action"] == RETIRED
    assert [(row["id"], row["action"]) for row in after][: len(events)] == [
        (row["id"], row["action"]) for row in events
    ]
    hashes = [leaf["hash"] for leaf in await kept.rows("audit_leaves")]
    assert hashes[: len(leaves)] == [leaf["hash"] for leaf in leaves]
    assert {leaf["salt"] for leaf in await kept.rows("audit_leaves")} > {b""}
    assert (await verify(kept.application)).flaw is None


async def test_ended_imitations_lose_names_and_reasons(kept: Shop) -> None:
    kept.clock.advance(days=30, seconds=1)

    await retire(kept.application)

    for row in await kept.rows("imitations"):
        named = [row[name] for name in row if name.startswith(("user_", "customer_"))]
        assert (row["reason"], row["erased_at"] is None) == (None, False)
        assert not {"alice", "Alice", "Bob", "Heidi", "bob@example.com"} & set(map(str, named))


async def test_nothing_is_left_to_do_the_second_time(kept: Shop) -> None:
    kept.clock.advance(days=30, seconds=1)
    await retire(kept.application)
    before = await kept.everything()

    assert await retire(kept.application) == 0

    assert await kept.everything() == before


async def test_two_processes_retire_in_small_batches(
    kept: Shop, open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    other = await open_shop(audit_retention=30)
    kept.clock.advance(days=30, seconds=1)

    await asyncio.gather(retire(kept.application), retire(other.application))

    assert {row["action"] for row in await bodies(kept)} == {RETIRED}
    assert (await verify(kept.application)).flaw is None


async def test_only_old_events_are_retired(kept: Shop) -> None:
    kept.clock.advance(days=30, seconds=1)
    await kept.agent("admin")
    await seal_new_events(kept.application)

    await retire(kept.application)

    actions = [row["action"] for row in await bodies(kept)]
    assert actions == ["user.signed_in", RETIRED]


async def test_erased_event_is_retired_and_an_erasure_is_kept(kept: Shop) -> None:
    await erase(kept.application, Person.CUSTOMER, kept.customer("bob"))
    kept.clock.advance(days=31)

    await retire(kept.application)

    assert [row["action"] for row in await bodies(kept)] == ["customer.erased", RETIRED]
    assert (await verify(kept.application)).flaw is None


async def test_proofs_of_retired_events_verify(kept: Shop) -> None:
    kept.clock.advance(days=31)
    await retire(kept.application)
    victor = await kept.agent("victor")

    answer = await victor.send("{ imitations { nodes { proof } } }")

    found = [verify_proof(str(node["proof"]), [KEY]) for node in answer.data["nodes"]]
    assert [set(one.values) for one in found] == [{"imitation_id"}] * 3


async def test_changed_leaf_does_not_stop_retention(kept: Shop) -> None:
    await drop_triggers(kept)
    ids = sorted(int(row["id"]) for row in await kept.rows("audit_events"))
    await kept.change(
        "UPDATE audit_leaves SET kept = 'x', salt = hash WHERE event_id = :id", id=ids[1]
    )
    await kept.change("UPDATE audit_events SET username = 'x' WHERE id = :id", id=ids[2])
    kept.clock.advance(days=31)

    await retire(kept.application)

    assert [row["action"] for row in await bodies(kept)] == [RETIRED]
    assert (await verify(kept.application)).first_broken_id == ids[1]


async def test_tree_that_was_set_back_is_not_signed(kept: Shop) -> None:
    seen, kept_now = SeenEnd(), await kept.everything()
    seen.note(Checkpoint("shop.example/audit", 1000, b"r" * 32))
    kept.clock.advance(days=31)

    with pytest.raises(SetBack):
        await retire(kept.application, seen=seen)

    after = await kept.everything()
    for table in ("audit_events", "audit_leaves", "audit_checkpoints"):
        assert after[table] == kept_now[table]


async def test_without_the_setting_nothing_is_retired(shop: Shop) -> None:
    await shop.agent("alice")
    await seal_new_events(shop.application)
    shop.clock.advance(days=36_500)
    before = await shop.everything()

    assert await retire(shop.application) == 0

    assert await shop.everything() == before
