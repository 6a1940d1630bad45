"""Each access to a customer's account has a proof that verifies without the server."""

import base64
import json
from typing import Any

import pytest

from auth.transparency.keys import SigningKey
from auth.transparency.proofs import NotProven, Proven, verify_proof
from resolvers.audit.sealing import seal_new_events
from tests.audit.harms import HARMS, harm
from tests.audit.outsiders.verifiers import verify
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import Shop

KEY = SigningKey.parse(AUDIT_KEY).verifier
FOR_CUSTOMERS = "{ accountAccesses { nodes { proof } } }"
FOR_AUDITORS = "{ imitations { nodes { proof } } }"
ENDS_FOR_CUSTOMERS = "{ accountAccesses { nodes { proof: endProof } } }"
ENDS_FOR_AUDITORS = "{ imitations { nodes { proof: endProof } } }"
REASON = "Ticket 4711: the cart looks empty"


async def proofs(caller: Any, query: str) -> list[str | None]:
    answer = await caller.send(query)
    return [node["proof"] for node in answer.data["nodes"]]


async def proven(caller: Any, query: str) -> list[Proven]:
    return [verify_proof(str(proof), [KEY]) for proof in await proofs(caller, query)]


async def test_e15_customer_has_a_proof_of_each_access(shop: Shop, tmp_path: Any) -> None:
    alice = await shop.agent("alice")
    for _ in range(2):
        await shop.imitator(alice, reason=REASON)
        shop.clock.advance(seconds=1)
    await seal_new_events(shop.application)
    bob = await shop.shopper("bob@example.com")

    found = await proven(bob, FOR_CUSTOMERS)

    rows = [row for row in await shop.rows("audit_events") if row["action"] == "imitation.redeemed"]
    assert [one.members["id"] for one in found] == [rows[1]["id"], rows[0]["id"]]
    for one, row in zip(found, reversed(rows), strict=True):
        assert one.members["action"] == "imitation.redeemed"
        assert one.values == {
            name: row[name]
            for name in ("imitation_id", "customer_id", "customer_number", "sales_channel_id")
        }
    for proof in await proofs(bob, FOR_CUSTOMERS):
        (tmp_path / "proof").write_text(str(proof), encoding="utf-8")
        assert verify(str(KEY), "proof", str(tmp_path / "proof"))[0] == 0


async def test_e15_proof_tells_the_customer_nothing_about_the_user(shop: Shop) -> None:
    alice = await shop.agent("alice")
    await shop.imitator(alice)
    await seal_new_events(shop.application)
    bob = await shop.shopper("bob@example.com")

    (proof,) = await proofs(bob, FOR_CUSTOMERS)

    (row,) = [one for one in await shop.rows("audit_events") if one["action"].endswith("redeemed")]
    extra = base64.b64decode(str(proof).split("\n")[1].removeprefix("extra ")).decode()
    (salt,) = [
        leaf["salt"].hex()
        for leaf in await shop.rows("audit_leaves")
        if leaf["event_id"] == row["id"]
    ]
    for secret in ("alice", row["user_id"], row["request_id"], salt):
        assert secret not in extra
    assert "username" in json.loads(json.loads(extra)["leaf"])["commitments"]


async def test_e15_auditor_sees_all_values_of_a_redemption(shop: Shop) -> None:
    alice = await shop.agent("alice")
    await shop.imitator(alice)
    await seal_new_events(shop.application)
    victor = await shop.agent("victor")

    (found,) = await proven(victor, FOR_AUDITORS)

    assert found.values["username"] == "alice"
    assert found.values["user_id"] == shop.user("alice")


async def test_e15_event_that_is_not_sealed_has_no_proof(shop: Shop) -> None:
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    await shop.imitator(alice)

    nothing_sealed = await proofs(bob, FOR_CUSTOMERS)
    await seal_new_events(shop.application)
    shop.clock.advance(seconds=1)
    await shop.imitator(alice)
    one_sealed = await proofs(bob, FOR_CUSTOMERS)

    assert nothing_sealed == [None]
    assert [proof is None for proof in one_sealed] == [True, False]


async def test_e15_proof_of_many_events_verifies(shop: Shop) -> None:
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    await shop.imitator(alice)
    await seal_new_events(shop.application)
    await shop.change(
        "INSERT INTO audit_events (at, action) SELECT a.at, 'x' FROM audit_events a, "
        "audit_events b, audit_events c, audit_events d, audit_events e, audit_events f"
    )
    while await seal_new_events(shop.application):
        pass

    (found,) = await proven(bob, FOR_CUSTOMERS)

    assert found.checkpoint.size > 512


async def test_e15_changed_event_proves_nothing(shop: Shop, ids: dict[str, int]) -> None:
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    await shop.imitator(alice)
    await seal_new_events(shop.application)
    await shop.change("UPDATE audit_events SET customer_number = 'x' WHERE action LIKE '%redeemed'")
    changed = await proofs(bob, FOR_CUSTOMERS)
    await harm(shop, HARMS["checkpoint removed"][0], ids)

    assert await proofs(bob, FOR_CUSTOMERS) == [None]
    with pytest.raises(NotProven):
        verify_proof(str(changed[0]), [KEY])


async def test_e15_end_has_a_proof_of_its_own(shop: Shop) -> None:
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    imitator = await shop.imitator(alice)
    await seal_new_events(shop.application)
    while_it_lasts = await proofs(bob, ENDS_FOR_CUSTOMERS)
    shop.clock.advance(minutes=1)
    await imitator.run("storefront/customer-logout")
    not_sealed = await proofs(bob, ENDS_FOR_CUSTOMERS)
    await seal_new_events(shop.application)

    (ended,) = await proven(bob, ENDS_FOR_CUSTOMERS)
    (redeemed,) = await proven(bob, FOR_CUSTOMERS)
    (whole,) = await proven(await shop.agent("victor"), ENDS_FOR_AUDITORS)

    assert while_it_lasts == not_sealed == [None]
    assert ended.members["action"] == whole.members["action"] == "imitation.ended"
    assert [int(str(one.members["at"])) for one in (ended, whole)] == [
        int(str(redeemed.members["at"])) + 60_000_000
    ] * 2
    assert ended.values == redeemed.values
    assert (whole.values["username"], whole.values["detail"]) == ("alice", '{"cause": "LOGOUT"}')


async def test_e15_proofs_are_found_whatever_else_was_done(shop: Shop) -> None:
    """Refused redemptions of a token, before and after the real one, had hidden its proof."""
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    outlet, token = shop.visitor("Outlet"), await shop.token(alice)
    imitator = shop.visitor()
    for _ in range(25):
        await outlet.redeem(token)
    await imitator.redeem(token)
    await imitator.run("storefront/customer-logout")
    for _ in range(25):
        await outlet.redeem(token)
    while await seal_new_events(shop.application):
        pass

    (redeemed,) = await proven(bob, FOR_CUSTOMERS)
    (ended,) = await proven(bob, ENDS_FOR_CUSTOMERS)

    assert redeemed.members["action"] == "imitation.redeemed"
    assert ended.members["action"] == "imitation.ended"


async def test_e15_access_of_another_customer_has_no_proof(shop: Shop) -> None:
    alice = await shop.agent("alice")
    await shop.imitator(alice)
    await shop.imitator(alice, "carol", "Outlet")
    await shop.token(alice)  # never redeemed
    while await seal_new_events(shop.application):
        pass
    rows = await shop.rows("imitations")
    bob = await shop.shopper("bob@example.com")
    before = await shop.everything()

    seen = {
        row["id"]: (await bob.run("storefront/account-access", id=row["id"])).data for row in rows
    }
    malformed = await bob.run("storefront/account-access", id="x")

    bobs = shop.customer("bob")
    own = [row["id"] for row in rows if row["customer_id"] == bobs and row["started_at"]]
    assert [one for one, access in seen.items() if access is not None] == own
    assert malformed.code == "VIOLATION::INVALID"
    assert await shop.everything() == before
