"""A deletion that is disguised as an erasure is refused by the triggers, or found."""

import json

import pytest
from sqlalchemy.exc import DBAPIError

from auth.audit.erasable import Person
from auth.audit.erasures import Erasure
from auth.audit.kept import Kept
from db.statements.imitation import audit, audit_tree
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import verify
from resolvers.audit.walk import Flaw
from resolvers.erasure.accounts import erase
from tests.audit.harms import drop_triggers
from tests.support.clients import Agent
from tests.support.shop import Shop

KEEP = "UPDATE audit_leaves SET salt = :salt, kept = :kept, erasure_id = :by WHERE event_id = :of"
RECORD = (
    "INSERT INTO audit_events (at, action, detail) "
    "SELECT max(at), 'customer.erased', :detail FROM audit_events"
)
PLACE = (
    "INSERT INTO audit_leaves (position, event_id, hash, salt) "
    "SELECT position + 1, :id, hash, salt FROM audit_leaves ORDER BY position DESC LIMIT 1"
)


@pytest.fixture
async def target(shop: Shop, alice: Agent) -> int:
    """The id of a sealed event of Alice's and Bob's."""
    await shop.imitator(alice, reason="Ticket 4711: a lost parcel")
    await seal_new_events(shop.application)
    rows = await shop.rows("audit_events")
    return next(int(row["id"]) for row in rows if row["action"] == "imitation.redeemed")


async def forge(shop: Shop, target: int, names: set[str], by: int) -> None:
    """Let the leaf keep commitments, as an erasure does."""
    ((leaf, event),) = await audit_tree.find_placed(shop.application.database.reads, [target])
    assert event is not None
    values = audit.values(event)
    before = Kept.whole(values, leaf.salt) if leaf.kept is None else Kept.parse(leaf.kept)
    kept = before.without(names, values, erasure_id=by).text
    await shop.change(KEEP, salt=b"", kept=kept, by=by, of=target)


async def newest(shop: Shop) -> int:
    return max(int(row["id"]) for row in await shop.rows("audit_events"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET username = NULL WHERE id = :id",
        "UPDATE audit_events SET detail = 'x' WHERE id = :id",
        "UPDATE audit_leaves SET salt = hash WHERE event_id = :id",
        "UPDATE audit_leaves SET kept = '{}' WHERE event_id = :id",
        "DELETE FROM audit_events WHERE id = :id",
        "DELETE FROM audit_leaves WHERE event_id = :id",
    ],
)
async def test_change_without_a_recorded_erasure_is_refused(
    shop: Shop, target: int, change: str
) -> None:
    before = await shop.everything()

    with pytest.raises(DBAPIError, match="append-only"):
        await shop.change(change, id=target)

    assert await shop.everything() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET username = 'x' WHERE id = :id",
        "UPDATE audit_events SET at = (SELECT min(created_at) FROM customers) WHERE id = :id",
        "UPDATE audit_events SET action = 'x' WHERE id = :id",
        "UPDATE audit_events SET imitation_id = NULL WHERE id = :id",
        "UPDATE audit_events SET username = NULL WHERE id <> :id",
        "DELETE FROM audit_events WHERE id = :id",
    ],
)
async def test_recorded_erasure_lets_values_become_null_and_nothing_else(
    shop: Shop, target: int, change: str
) -> None:
    await shop.change(RECORD, detail="{}")
    await forge(shop, target, {"username"}, await newest(shop))
    before = await shop.everything()

    with pytest.raises(DBAPIError, match="append-only"):
        await shop.change(change, id=target)

    assert await shop.everything() == before


async def test_sealed_erasure_lets_nothing_more_pass(shop: Shop, target: int) -> None:
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    before = await shop.everything()

    with pytest.raises(DBAPIError, match="append-only"):
        await shop.change("UPDATE audit_events SET username = NULL WHERE id = :id", id=target)

    assert await shop.everything() == before


async def test_forged_erasure_is_found_and_never_sealed(shop: Shop, target: int) -> None:
    detail = Erasure.of({target: {"username"}}).detail
    await shop.change(RECORD, detail=json.dumps(detail))
    forged = await newest(shop)
    await forge(shop, target, {"username"}, forged)
    await shop.change("UPDATE audit_events SET username = NULL WHERE id = :id", id=target)

    sealed = await seal_new_events(shop.application)
    found = await verify(shop.application)

    assert sealed == 0
    assert (found.flaw, found.first_broken_id) == (Flaw.NOT_ERASED, target)
    assert [row["event_id"] for row in await shop.rows("audit_waiting")] == [forged]


async def test_forged_erasure_alone_is_found_once_it_is_overdue(shop: Shop, target: int) -> None:
    await shop.change(RECORD, detail="{}")
    shop.clock.advance(minutes=2)

    await seal_new_events(shop.application)
    found = await verify(shop.application)

    assert (found.flaw, found.first_broken_id) == (Flaw.OVERDUE, await newest(shop))


async def test_forged_erasure_with_a_leaf_of_its_own_is_found(shop: Shop, target: int) -> None:
    detail = Erasure.of({target: {"username"}}).detail
    await shop.change(RECORD, detail=json.dumps(detail))
    forged = await newest(shop)
    await forge(shop, target, {"username"}, forged)
    await shop.change("UPDATE audit_events SET username = NULL WHERE id = :id", id=target)
    await shop.change(PLACE, id=forged)
    await shop.change("DELETE FROM audit_waiting")

    found = await verify(shop.application)

    assert found.flaw is Flaw.NO_CHECKPOINT
    assert found.first_broken_id == forged


async def test_more_values_than_were_erased_are_found(shop: Shop, target: int) -> None:
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    (honest,) = {leaf["erasure_id"] for leaf in await shop.rows("audit_leaves")} - {None}
    await drop_triggers(shop)
    await forge(shop, target, {"username"}, honest)
    await shop.change("UPDATE audit_events SET username = NULL WHERE id = :id", id=target)

    found = await verify(shop.application)

    assert (found.flaw, found.first_broken_id) == (Flaw.NOT_ERASED, target)


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        (["UPDATE audit_events SET username = NULL WHERE id = {target}"], Flaw.CHANGED),
        (["UPDATE audit_events SET customer_number = 'x' WHERE id = {target}"], Flaw.CHANGED),
        (["UPDATE audit_leaves SET kept = 'x' WHERE event_id = {target}"], Flaw.CHANGED),
        (["UPDATE audit_leaves SET kept = NULL WHERE event_id = {target}"], Flaw.CHANGED),
        (["UPDATE audit_events SET detail = NULL WHERE id = {erasure}"], Flaw.NOT_ERASED),
        (["DELETE FROM audit_events WHERE id = {erasure}"], Flaw.NOT_ERASED),
        (
            [
                "DELETE FROM audit_leaves WHERE event_id = {erasure}",
                "DELETE FROM audit_events WHERE id = {erasure}",
            ],
            Flaw.NOT_ERASED,
        ),
    ],
)
async def test_change_after_an_erasure_is_found(
    shop: Shop, target: int, changes: list[str], flaw: Flaw
) -> None:
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    (erasure,) = {leaf["erasure_id"] for leaf in await shop.rows("audit_leaves")} - {None}
    first = min(
        leaf["event_id"] for leaf in await shop.rows("audit_leaves") if leaf["kept"] is not None
    )
    await drop_triggers(shop)
    for change in changes:
        await shop.change(change.format(target=target, erasure=erasure))

    found = await verify(shop.application)

    broken = target if flaw is Flaw.CHANGED else first
    assert (found.flaw, found.first_broken_id) == (flaw, broken)


async def test_erasure_hides_no_earlier_change(shop: Shop, target: int) -> None:
    await drop_triggers(shop)
    await shop.change("UPDATE audit_events SET username = 'x' WHERE id = :id", id=target)

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    found = await verify(shop.application)
    assert (found.flaw, found.first_broken_id) == (Flaw.CHANGED, target)
