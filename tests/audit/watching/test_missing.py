"""Ids that were given and are missing are counted; a removal is told from what was rolled back."""

import pytest

from resolvers.audit.recording import Source, record
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.signing_anew import sign_anew
from resolvers.audit.verification import verify_new
from resolvers.audit.walk import Flaw
from resolvers.audit.watching.missing import Missing
from server.commands.audit import verify_once
from tests.audit.harms import drop_triggers, found
from tests.support.engines.databases import execute
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.support.shop import Shop

on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


class Fault(Exception):
    """Undoes a transaction."""


async def fail(shop: Shop, events: int) -> None:
    """Record events in a transaction that fails afterwards."""
    async with shop.application.database.transaction() as session:
        for _ in range(events):
            await record(session, Source(shop.clock()), "order.placed")
        raise Fault


async def roll_back(shop: Shop, events: int = 1) -> None:
    with pytest.raises(Fault):
        await fail(shop, events)


async def remove(shop: Shop, event_id: int) -> None:
    """Remove an event and its row of those that wait, so that the statistics know it at once."""
    await drop_triggers(shop)
    await shop.change("DELETE FROM audit_waiting WHERE event_id = :id", id=event_id)
    if shop.application.database.is_sqlite:
        await shop.change("DELETE FROM audit_events WHERE id = :id", id=event_id)
        return
    await execute(
        shop.settings.database_url,
        f"SELECT pg_stat_force_next_flush(); DELETE FROM audit_events WHERE id = {event_id}",
    )


async def grow(shop: Shop) -> None:
    """Two sealed events, and a minute after which transactions before them are over."""
    await shop.agent("victor")
    await shop.agent("victor")
    await seal_new_events(shop.application)
    shop.clock.advance(minutes=1)


async def test_rolled_back_events_are_counted_where_their_ids_are_used_up(shop: Shop) -> None:
    await shop.agent("eve")
    await roll_back(shop, 3)
    await grow(shop)

    verified = await found(shop)

    gap = Missing() if shop.application.database.is_sqlite else Missing(3, 2, removed=False)
    assert (verified.missing, verified.valid) == (gap, True)


@pytest.mark.parametrize("removed", [1, 2])
async def test_event_that_was_removed_before_it_was_sealed_is_found(
    shop: Shop, removed: int
) -> None:
    for name in ("eve", "alice", "eve"):
        await shop.agent(name)
    await remove(shop, removed)
    await grow(shop)

    verified = await found(shop)

    assert verified.missing == Missing(1, removed, removed=True)
    assert (verified.flaw, verified.first_broken_id) == (Flaw.MISSING, removed)
    assert (await verify_new(shop.application)).flaw is Flaw.MISSING


async def test_sealed_events_are_signed_anew_all_the_same(shop: Shop) -> None:
    await shop.agent("eve")
    await shop.agent("eve")
    await remove(shop, 1)
    await grow(shop)

    assert await sign_anew(shop.application) == 3


@on_postgresql
async def test_id_of_a_transaction_that_may_still_be_running_is_not_missing(shop: Shop) -> None:
    await shop.agent("eve")
    async with shop.application.database.transaction() as session:
        await record(session, Source(shop.clock()), "order.placed")
        await shop.agent("alice")
        meanwhile = await found(shop)
    shop.clock.advance(minutes=1)

    assert meanwhile.missing == (await found(shop)).missing == Missing()


@on_postgresql
async def test_command_says_what_is_missing(shop: Shop) -> None:
    await shop.agent("eve")
    await roll_back(shop, 2)
    await grow(shop)
    env = environment(database_url=shop.settings.database_url, **CHEAP)

    verified = command("audit", "verify", env=env)

    assert verified.returncode == 0
    assert verified.stdout.splitlines()[-1] == (
        "2 ids have no event, the first is 2: transactions were rolled back. "
        "PostgreSQL's statistics count no event that was deleted."
    )


async def test_auditor_reads_the_number(shop: Shop) -> None:
    await shop.agent("eve")
    await roll_back(shop)
    await grow(shop)
    victor = await shop.agent("victor")

    answer = await victor.send("{ verifyAuditLog { valid missing } }")

    missing = 0 if shop.application.database.is_sqlite else 1
    assert answer.data == {"valid": True, "missing": missing}
    assert (await verify_once(shop.settings, None)).valid
