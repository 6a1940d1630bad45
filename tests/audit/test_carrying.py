"""The events of the chain of earlier releases are verified and get leaves, batch by batch."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from auth.audit.erasable import Person
from auth.audit.seals import GENESIS, name_of, seal, sign_anchor
from db.statements.imitation import audit, audit_waiting
from resolvers.audit import carrying
from resolvers.audit.carrying import carry_over
from resolvers.audit.chain import BrokenChain, ChainHead, check_expected
from resolvers.audit.sealing import NotCarriedOver, check_end, seal_new_events
from resolvers.erasure.accounts import erase
from tests.audit.harms import drop_triggers, found
from tests.support.audit_log import events
from tests.support.shop import Shop

ROW = "INSERT INTO audit_seals VALUES (:position, :event_id, :hash, :key_name)"
ANCHOR = "INSERT INTO audit_anchor VALUES (1, :position, :event_id, :head, :key_name, :signature)"


@pytest.fixture
async def heads(shop: Shop) -> Sequence[ChainHead]:
    """The heads of the chain of five events, as an earlier release sealed them."""
    for name in ("eve", "alice", "victor", "admin", "eve"):
        await shop.agent(name)
    await open_chain(shop)
    key, head, heads = shop.application.audit_keys[0], GENESIS, []
    waiting = await audit_waiting.find_waiting(shop.application.database.reads, limit=9)
    for position, event in enumerate(waiting, start=1):
        head = seal(key=key, previous=head, position=position, facts=audit.facts(event))
        heads.append(ChainHead(position, head))
        link = {"position": position, "event_id": event.id, "hash": head, "key_name": name_of(key)}
        await shop.change(ROW, **link)
    end: dict[str, Any] = {"position": 5, "event_id": audit.id_of(waiting[-1]), "head": head}
    await shop.change(ANCHOR, **end, key_name=name_of(key), signature=sign_anchor(key=key, **end))
    await shop.change("DELETE FROM audit_waiting")
    return heads


async def test_earlier_release_adds_nothing_to_its_chain(shop: Shop) -> None:
    values = {"position": 1, "event_id": 1, "hash": "h", "key_name": None}

    with pytest.raises(DBAPIError, match="audit_seals is closed"):
        await shop.change(ROW, **values)

    assert await shop.rows("audit_seals") == []


async def test_sealing_waits_for_it(shop: Shop, heads: Sequence[ChainHead]) -> None:
    await shop.agent("alice")

    with pytest.raises(NotCarriedOver):
        await seal_new_events(shop.application)

    with pytest.raises(NotCarriedOver):
        await check_end(shop.application)
    assert await shop.rows("audit_leaves") == []


@pytest.mark.parametrize("batch", [2, 5, 500])
async def test_events_get_leaves_and_the_anchor_is_recorded(
    shop: Shop, heads: Sequence[ChainHead], monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(carrying, "BATCH", batch)

    assert await carry_over(shop.application) == 5
    assert await carry_over(shop.application) == 0
    assert await seal_new_events(shop.application) == 1

    verified = await found(shop)
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 6, 0)
    (carried,) = await events(shop, "audit_log.carried_over")
    assert carried["detail"] == {"anchor": str(heads[-1]), "verified": True}


async def test_stopped_run_goes_on_where_it_was(
    shop: Shop, heads: Sequence[ChainHead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "BATCH", 2)
    await drop_triggers(shop)
    (*_, fourth, _) = sorted(event["id"] for event in await shop.rows("audit_events"))
    await shop.change("UPDATE audit_events SET username = 'x' WHERE id = :id", id=fourth)
    with pytest.raises(BrokenChain):
        await carry_over(shop.application)
    done = await shop.rows("audit_leaves")
    await shop.change("UPDATE audit_events SET username = 'admin' WHERE id = :id", id=fourth)

    assert await carry_over(shop.application) == 3

    assert len(done) == 2
    assert (await shop.rows("audit_leaves"))[:2] == done
    assert (await found(shop)).valid


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("UPDATE audit_events SET username = 'x' WHERE id = {third}", "third"),
        ("DELETE FROM audit_events WHERE id = {third}", "third"),
        ("DELETE FROM audit_seals WHERE position = 3", "fourth"),
        ("DELETE FROM audit_seals WHERE position = 5", "fifth"),
        ("DELETE FROM audit_anchor", "fifth"),
        ("UPDATE audit_anchor SET head = '0'", "fifth"),
    ],
)
async def test_changed_chain_is_not_carried_over_unless_told_so(
    shop: Shop, heads: Sequence[ChainHead], change: str, at: str
) -> None:
    names = ("first", "second", "third", "fourth", "fifth")
    ids = dict(
        zip(names, sorted(one["id"] for one in await shop.rows("audit_events")), strict=True)
    )
    for table in ("audit_events", "audit_seals"):
        await drop_old_triggers(shop, table)
    await shop.change(change.format(**ids))

    with pytest.raises(BrokenChain) as broken:
        await carry_over(shop.application)
    nothing = await shop.rows("audit_leaves")
    await carry_over(shop.application, broken=True)
    await seal_new_events(shop.application)

    assert (broken.value.event_id, nothing) == (ids[at], [])
    (carried,) = await events(shop, "audit_log.carried_over")
    assert carried["detail"]["verified"] is False
    assert await check_end(shop.application)


async def test_anchor_that_was_kept_is_still_known(shop: Shop, heads: Sequence[ChainHead]) -> None:
    await carry_over(shop.application)

    for head in heads:
        await check_expected(shop.application, head)
    for wrong in (ChainHead(3, "0" * 64), ChainHead(6, heads[4].hash)):
        with pytest.raises(BrokenChain):
            await check_expected(shop.application, wrong)


async def test_anchor_is_still_known_when_events_of_the_chain_are_erased(
    shop: Shop, heads: Sequence[ChainHead]
) -> None:
    await carry_over(shop.application)
    third = sorted(event["id"] for event in await shop.rows("audit_events"))[2]

    await erase(shop.application, Person.USER, shop.user("eve"))

    for head in heads:
        await check_expected(shop.application, head)
    with pytest.raises(BrokenChain):
        await check_expected(shop.application, ChainHead(1, "0" * 64))
    assert (await found(shop)).valid
    await drop_triggers(shop)
    await shop.change("UPDATE audit_events SET username = 'x' WHERE id = :id", id=third)
    with pytest.raises(BrokenChain):
        await check_expected(shop.application, heads[-1])


async def open_chain(shop: Shop) -> None:
    where = "" if shop.application.database.is_sqlite else " ON audit_seals"
    await shop.change(f"DROP TRIGGER audit_seals_closed{where}")


async def drop_old_triggers(shop: Shop, table: str) -> None:
    if shop.application.database.is_sqlite:
        await shop.change(f"DROP TRIGGER {table}_no_update")
        await shop.change(f"DROP TRIGGER {table}_no_delete")
    else:
        await shop.change(f"DROP TRIGGER {table}_append_only ON {table}")
        await shop.change(f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}")
