"""E15, G2: new events are sealed in one tree, whichever process seals, under each of the keys."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from auth.transparency.checkpoints import open_checkpoint
from auth.transparency.keys import SigningKey
from db.engine.dialect import POSTGRESQL, SQLITE
from db.engine.session import Row, Session
from db.engine.statement import Statement
from db.statements.imitation import audit_tree, audit_waiting
from resolvers.application import Application
from resolvers.audit.sealing import check_end, seal_new_events
from resolvers.audit.signing_anew import sign_anew
from resolvers.audit.tree import NoCheckpoint, NoKey, signed_end
from resolvers.audit.verification import verify
from resolvers.audit.walk import Flaw
from tests.audit.harms import HARMS, found, harm
from tests.support.driver import sql
from tests.support.lifespan import started
from tests.support.shop import OpenShop, Shop

OLD, NEW = SigningKey.generate("shop.example/audit"), SigningKey.generate("shop.example/audit")


class Overtaken(Session):
    """A session after whose first statement another process seals."""

    def __init__(self, session: Session, application: Application) -> None:
        self.dialect = session.dialect
        self.sealed: int | None = None
        self._session = session
        self._application = application

    async def all(self, statement: Statement[Row], /, **values: Any) -> Sequence[Row]:
        rows = await self._session.all(statement, **values)
        if self.sealed is None:
            self.sealed = await seal_new_events(self._application)
        return rows

    async def run(self, statement: Statement[Any], /, **values: Any) -> int:
        return await self._session.run(statement, **values)

    async def many(self, statement: Statement[Any], rows: Sequence[Mapping[str, Any]], /) -> None:
        await self._session.many(statement, rows)


@pytest.mark.parametrize("kind", ["checkpoint removed", "added"])
async def test_e15_nothing_is_sealed_after_another_end_than_the_signed_one(
    shop: Shop, ids: dict[str, int], kind: str
) -> None:
    await harm(shop, HARMS[kind][0], ids)
    await shop.agent("admin")
    before = await shop.everything()

    with pytest.raises(NoCheckpoint):
        await seal_new_events(shop.application)

    assert await shop.everything() == before


async def test_e15_nothing_is_sealed_without_a_key(shop: Shop) -> None:
    await shop.agent("eve")
    keyless = replace(shop.application, signing_keys=())

    with pytest.raises(NoKey):
        await seal_new_events(keyless)

    with pytest.raises(NoKey):
        await check_end(keyless)
    assert await shop.rows("audit_leaves") == await shop.rows("audit_tiles") == []
    assert len(await shop.rows("audit_waiting")) == 1


async def test_e15_sealing_that_goes_on_between_two_reads_is_no_missing_checkpoint(
    shop: Shop,
) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)
    await shop.agent("alice")
    reads = Overtaken(shop.application.database.reads, shop.application)

    end = await signed_end(shop.application, reads)

    assert (reads.sealed, end.size) == (1, 2)


async def test_e15_process_that_seals_keeps_others_from_it(shop: Shop) -> None:
    await shop.agent("eve")
    if shop.application.database.is_sqlite:
        return  # it has one writer at a time
    async with shop.application.database.transaction() as session:
        assert await audit_tree.lock(session) is not None

        assert await seal_new_events(shop.application) == 0

    assert await seal_new_events(shop.application) == 1


async def test_e15_operator_signs_anew_and_it_is_on_record(shop: Shop, ids: dict[str, int]) -> None:
    await harm(shop, ["DELETE FROM audit_checkpoints"], ids)

    signed = await sign_anew(shop.application)
    await seal_new_events(shop.application)

    verified = await found(shop)
    assert (signed, verified.valid, verified.checked) == (3, True, 4)
    assert (await shop.actions())[-1] == "audit_log.signed_anew"


@pytest.mark.parametrize("kind", ["changed", "tail cut", "checkpoint removed as well"])
async def test_e15_changed_audit_log_is_not_signed_anew(
    shop: Shop, ids: dict[str, int], kind: str
) -> None:
    statements = [*HARMS["checkpoint removed"][0], *HARMS["changed"][0]]
    await harm(shop, HARMS[kind][0] if kind in HARMS else statements, ids)
    before = await shop.everything()

    with pytest.raises(NoCheckpoint):
        await sign_anew(shop.application)

    assert await shop.everything() == before


async def test_e15_event_may_wait_a_minute_for_its_place(shop: Shop) -> None:
    await shop.agent("eve")
    (event,) = await shop.rows("audit_events")

    shop.clock.advance(seconds=60)
    in_time = await found(shop)
    shop.clock.advance(seconds=1)
    late = await found(shop)

    assert (in_time.valid, in_time.unsealed, in_time.checked) == (True, 1, 0)
    assert (late.flaw, late.first_broken_id) == (Flaw.OVERDUE, event["id"])


async def test_e15_server_seals_by_itself_within_seconds(shop: Shop) -> None:
    async with started(shop.settings):
        await shop.agent("eve")
        for _ in range(300):  # tenths of a second; 20 on an idle machine
            if await shop.rows("audit_leaves"):
                break
            await asyncio.sleep(0.1)

    verified = await found(shop)
    assert (verified.valid, verified.checked) == (True, 1)


async def test_e15_processes_that_seal_while_others_write_and_verify_make_one_tree(
    open_shop: OpenShop,
) -> None:
    shop, other = [await open_shop(rate_account_logins=0) for _ in range(2)]

    async def write(number: int) -> None:
        await (shop, other)[number % 2].agent("eve")

    async def tend(where: Shop) -> list[bool]:
        """Seal and verify in turn; whether each verification found the log valid."""
        said = []
        for _ in range(10):
            await seal_new_events(where.application)
            said.append((await found(where)).valid)
        return said

    tended = asyncio.gather(tend(shop), tend(other))
    await asyncio.gather(*(write(number) for number in range(20)))
    one, two = await tended
    await seal_new_events(shop.application)

    assert [*one, *two] == [True] * 20
    verified = await found(shop)
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 20, 0)


async def test_g2_tree_holds_over_a_rotation_in_which_both_keys_sign(shop: Shop) -> None:
    old = replace(shop.application, signing_keys=(OLD,))
    both = replace(shop.application, signing_keys=(NEW, OLD))
    new = replace(shop.application, signing_keys=(NEW,))
    await shop.agent("eve")
    await seal_new_events(old)

    too_soon = await verify(new)
    await shop.agent("alice")
    await seal_new_events(both)
    after = await verify(new)

    (event, _) = sorted(event["id"] for event in await shop.rows("audit_events"))
    assert (too_soon.flaw, too_soon.first_broken_id) == (Flaw.NO_CHECKPOINT, event)
    assert (after.valid, after.checked) == (True, 2)
    assert after.checkpoint is not None
    for key in (OLD, NEW):
        assert open_checkpoint(after.checkpoint, [key.verifier]).size == 2


async def test_e15_sealing_does_not_read_the_events_that_have_leaves(shop: Shop) -> None:
    """SQLite had chosen to look at each event whether it waits."""
    database = shop.application.database
    text = audit_waiting.waiting(("customer.erased",)).on(
        SQLITE if database.is_sqlite else POSTGRESQL
    )
    if database.is_sqlite:
        explain = sql(f"EXPLAIN QUERY PLAN {text.text.replace('?', '500')}")
        plan = [row[3] for row in await database.reads.all(explain)]
        assert plan[0] == "SCAN audit_waiting"
        return
    async with database.transaction() as session:
        await session.run(sql("SET LOCAL enable_seqscan = off"))  # the tables are small
        explain = sql(f"EXPLAIN {text.text.replace('$1::INTEGER', '500').replace('$1', '500')}")
        plan = [row[0] for row in await session.all(explain)]
    assert not [line for line in plan if "Seq Scan on audit_events" in line]
