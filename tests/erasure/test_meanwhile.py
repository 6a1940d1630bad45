"""What goes on while a person is erased: walks, sealing, a chain of earlier releases, proofs."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auth.audit.erasable import Person
from auth.transparency.checkpoints import parse_checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.notes import parse_note
from auth.transparency.proofs import verify_proof
from resolvers.audit.export import export
from resolvers.audit.verification import verify
from resolvers.erasure import person, windows
from resolvers.erasure.accounts import erase
from resolvers.erasure.events import erase_values
from resolvers.erasure.windows import NotSealed
from tests.erasure.history import make_history
from tests.support.clients import Agent, Visitor
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import OpenShop, Shop

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY = SigningKey.parse(AUDIT_KEY).verifier
MANY = (
    "INSERT INTO audit_events (at, action, customer_id, customer_number) "
    "SELECT a.at, a.action, a.customer_id, 'K-0815' FROM audit_events a, audit_events b "
    "WHERE a.customer_id IS NOT NULL"
)


@pytest.fixture
async def history(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await make_history(shop, alice, bob)


async def test_batches_are_small_and_each_has_its_event(
    shop: Shop, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "BATCH", 4)
    monkeypatch.setattr(windows, "EVENTS", 3)

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    assert (await verify(shop.application)).flaw is None
    details = [
        json.loads(row["detail"])["erased"]
        for row in await shop.rows("audit_events")
        if row["action"] == "customer.erased"
    ]
    assert len(details) > 4
    named = {"customer_number", "detail", "remote_address", "user_agent"}
    assert set().union(*details) == named


async def test_stopped_run_goes_on_where_it_was(
    shop: Shop, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail_later(*arguments: Any) -> None:
        await erase_values(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(person, "erase_values", fail_later)
    with pytest.raises(KeyboardInterrupt):
        await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    rolled_back = await verify(shop.application)
    monkeypatch.setattr(person, "erase_values", erase_values)

    _, traces = await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    assert traces.events_naming > 0
    assert rolled_back.flaw is None
    assert (await verify(shop.application)).flaw is None


async def test_walk_during_an_erasure_finds_nothing_wrong(
    shop: Shop, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.change(MANY)
    monkeypatch.setattr(person, "BATCH", 10)
    monkeypatch.setattr("resolvers.audit.walk.BATCH", 16)

    erasing = asyncio.create_task(erase(shop.application, Person.CUSTOMER, shop.customer("bob")))
    flaws = []
    while not erasing.done():
        found = await verify(shop.application)
        flaws.append(found.flaw)
    await erasing

    assert len(flaws) > 1
    assert set(flaws) == {None}


async def test_two_erasures_at_once_leave_nothing(open_shop: OpenShop) -> None:
    shop, other = await open_shop(), await open_shop()
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    await make_history(shop, alice, bob)

    await asyncio.gather(
        erase(shop.application, Person.CUSTOMER, shop.customer("bob")),
        erase(other.application, Person.CUSTOMER, shop.customer("bob")),
        erase(other.application, Person.USER, shop.user("alice")),
    )

    assert (await verify(shop.application)).flaw is None
    kept = [leaf for leaf in await shop.rows("audit_leaves") if leaf["kept"] is not None]
    assert len(kept) > 8


async def test_events_that_nothing_seals_are_not_erased(
    shop: Shop, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "PATIENCE", 0.2)

    async def seal_nothing(_application: object) -> int:
        return 0

    monkeypatch.setattr(windows, "seal_new_events", seal_nothing)

    with pytest.raises(NotSealed):
        await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))


async def test_older_checkpoint_still_holds(shop: Shop, history: None) -> None:
    before = await verify(shop.application)
    assert before.checkpoint is not None
    older = parse_checkpoint(parse_note(before.checkpoint).text)

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    after = await verify(shop.application, expected=older)
    assert after.flaw is None
    assert after.checkpoint is not None
    newer = parse_checkpoint(parse_note(after.checkpoint).text)
    assert newer.size > older.size


async def test_proofs_of_what_was_not_erased_verify(shop: Shop, history: None) -> None:
    victor = await shop.agent("victor")

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    answer = await victor.send("{ imitations { nodes { proof } } }")
    found = [verify_proof(str(node["proof"]), [KEY]) for node in answer.data["nodes"]]
    assert len(found) == 3
    numbers = ["customer_number" in one.values for one in found]
    assert sorted(numbers) == [False, False, True]
    assert all(one.values["username"] == "alice" for one in found)
    for one in found:
        commitments = one.members["commitments"]
        assert isinstance(commitments, dict)
        assert "customer_number" in commitments


async def test_exported_leaf_of_an_erased_event_is_made_of_what_is_kept(
    shop: Shop, history: None
) -> None:
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    lines: list[Any] = [line async for line in export(shop.application)][:-1]

    erased = [line for line in lines if line["kept"]]
    assert {line["salt"] for line in erased} == {None}
    assert {line["customer_number"] for line in erased} == {None}
    assert all(line["salt"] for line in lines if not line["kept"])
    for line in erased:
        commitments = dict(line["kept"]["commitments"])
        for name, salt in line["kept"]["salts"].items():
            opened = bytes.fromhex(salt) + f"{name}\0{line[name]}".encode()
            commitments[name] = hashlib.sha256(opened).hexdigest()
        at = (datetime.fromisoformat(line["at"]) - EPOCH) // timedelta(microseconds=1)
        leaf = {"v": 1, "id": line["id"], "at": at, "action": line["action"]}
        text = json.dumps(
            {**leaf, "commitments": commitments}, sort_keys=True, separators=(",", ":")
        )
        assert hashlib.sha256(b"\0" + text.encode()).hexdigest() == line["hash"]
