"""Attacks on proofs and checkpoints are noticed; events of earlier releases have proofs."""

from pathlib import Path
from typing import Any

import pytest

from auth.audit.seals import GENESIS, name_of, seal, sign_anchor
from auth.transparency.checkpoints import open_checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.proofs import NotProven, verify_proof
from db.statements.imitation import audit, audit_waiting
from resolvers.audit.carrying import carry_over
from resolvers.audit.sealing import seal_new_events
from server.commands.audit import publish_once
from tests.audit.harms import drop_triggers
from tests.audit.outsiders.verifiers import follow, verify
from tests.audit.test_carrying import ANCHOR, ROW, open_chain
from tests.support.clients import Visitor
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import OpenShop, Shop

KEY = SigningKey.parse(AUDIT_KEY).verifier
MOST = 100  # events


async def proofs(bob: Visitor) -> list[tuple[str | None, str | None]]:
    """Those of each access and of its end, newest first."""
    answer = await bob.send("{ accountAccesses { nodes { proof endProof } } }")
    return [(node["proof"], node["endProof"]) for node in answer.data["nodes"]]


async def access_that_ended(shop: Shop) -> None:
    imitator = await shop.imitator(await shop.agent("alice"))
    await imitator.run("storefront/customer-logout")
    shop.clock.advance(seconds=1)


async def chain(shop: Shop) -> None:
    """Give all events places in the chain of an earlier release, as it did."""
    await open_chain(shop)
    key, head, position, event_id = shop.application.audit_keys[0], GENESIS, 0, 0
    waiting = await audit_waiting.find_waiting(shop.application.database.reads, limit=MOST)
    for position, event in enumerate(waiting, start=1):
        head = seal(key=key, previous=head, position=position, facts=audit.facts(event))
        event_id = audit.id_of(event)
        link = {"position": position, "event_id": event_id, "hash": head}
        await shop.change(ROW, **link, key_name=name_of(key))
    end: dict[str, Any] = {"position": position, "event_id": event_id, "head": head}
    await shop.change(ANCHOR, **end, key_name=name_of(key), signature=sign_anchor(key=key, **end))
    await shop.change("DELETE FROM audit_waiting")


async def test_e15_events_of_an_earlier_release_have_proofs(shop: Shop, tmp_path: Path) -> None:
    await access_that_ended(shop)
    await chain(shop)
    bob = await shop.shopper("bob@example.com")
    before = await proofs(bob)

    await carry_over(shop.application)
    ((redeemed, ended),) = await proofs(bob)

    assert before == [(None, None)]
    for proof, action in ((redeemed, "imitation.redeemed"), (ended, "imitation.ended")):
        assert verify_proof(str(proof), [KEY]).members["action"] == action
        (tmp_path / "proof").write_text(str(proof), encoding="utf-8")
        assert verify(str(KEY), "proof", str(tmp_path / "proof"))[0] == 0


async def test_e15_replayed_checkpoint_is_noticed(
    shop: Shop, open_shop: OpenShop, tmp_path: Path
) -> None:
    public = await open_shop(audit_public=True)
    await access_that_ended(shop)
    await seal_new_events(shop.application)
    old = await public.http.get("/audit/checkpoint")
    await access_that_ended(shop)
    await seal_new_events(shop.application)
    newest = await public.http.get("/audit/checkpoint")
    (tmp_path / "kept").write_text(newest.text, encoding="utf-8")
    await drop_triggers(shop)

    await shop.change(
        "INSERT INTO audit_checkpoints (at, note, event_id) "
        "SELECT at, note, event_id FROM audit_checkpoints ORDER BY id LIMIT 1"
    )

    shown = await public.http.get("/audit/checkpoint")
    assert shown.text == old.text
    beyond = open_checkpoint(old.text, [KEY]).size + 1
    assert (await public.http.get(f"/audit/tile/0/000.p/{beyond}")).status_code == 404
    await publish_once(shop.settings, tmp_path / "log")
    assert follow(str(KEY), str(tmp_path / "kept"), str(tmp_path / "log")) == (
        1,
        "NOT VERIFIED: the log has lost events since the older checkpoint\n",
    )
    bob = await shop.shopper("bob@example.com")
    second, first = await proofs(bob)
    assert second == (None, None)
    assert None not in first


async def test_e15_leaf_that_was_made_up_proves_nothing(shop: Shop) -> None:
    await access_that_ended(shop)
    await seal_new_events(shop.application)
    bob = await shop.shopper("bob@example.com")
    await access_that_ended(shop)
    await drop_triggers(shop)
    ids = [row["id"] for row in await shop.rows("audit_events") if "redeemed" in row["action"]]

    await shop.change(
        "INSERT INTO audit_leaves (position, event_id, hash, salt) "
        "SELECT 1000, :id, hash, salt FROM audit_leaves WHERE position = 0",
        id=max(ids),
    )
    beyond = (await proofs(bob))[0]
    await shop.change("DELETE FROM audit_leaves WHERE position = 1000")
    await shop.change("UPDATE audit_leaves SET event_id = :id WHERE position = 0", id=max(ids))
    ((inside, _), _) = await proofs(bob)

    assert beyond == (None, None)
    with pytest.raises(NotProven):
        verify_proof(str(inside), [KEY])
