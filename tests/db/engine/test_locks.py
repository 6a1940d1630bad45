"""Locks are taken together with BEGIN, in one order, alone or shared, until the end."""

import asyncio
from contextlib import suppress
from typing import Final

import asyncpg
import pytest

from db.engine.connections import Connections, Database
from db.engine.drivers import postgresql
from db.engine.drivers.postgresql import ALONE
from db.engine.faults import Unavailable
from db.engine.locks import Lock, Locks, Subject, locks, locks_of_token
from tests.support.clients import Agent
from tests.support.driver import OpenDatabase, scalar, sql, statements_of
from tests.support.shop import Shop

on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

ONE, OTHER = "1" * 32, "2" * 32
BOB: Final = Lock(Subject.CUSTOMER, ONE)
SHARED: Final = Lock(Subject.CUSTOMER, ONE, shared=True)
HELD: Final = """
SELECT classid, mode = 'ShareLock' FROM pg_locks
WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 2 ORDER BY classid
"""
WAITS: Final = scalar(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
)
WITHIN: Final = 30  # seconds; a loaded machine takes its time


def test_their_order_is_always_the_same() -> None:
    wanted = [
        Lock(Subject.ALL_SALES_CHANNELS),
        Lock(Subject.SALES_CHANNEL, ONE),
        Lock(Subject.CUSTOMER, OTHER),
        Lock(Subject.CUSTOMER, ONE),
        Lock(Subject.ALL_CUSTOMERS, shared=True),
        Lock(Subject.USER, ONE),
        Lock(Subject.PRIVILEGES),
        Lock(Subject.PRIVILEGES),
    ]

    assert locks(*wanted) == locks(*reversed(wanted))
    assert locks(*wanted) == (
        "SELECT pg_advisory_xact_lock(1, hashtext('')), "
        f"pg_advisory_xact_lock(2, hashtext('{ONE}')), "
        "pg_advisory_xact_lock_shared(3, hashtext('')), "
        f"pg_advisory_xact_lock(4, hashtext('{ONE}')), "
        f"pg_advisory_xact_lock(4, hashtext('{OTHER}')), "
        f"pg_advisory_xact_lock(5, hashtext('{ONE}')), "
        "pg_advisory_xact_lock(6, hashtext(''))"
    )


@pytest.mark.parametrize(
    "id_",
    ["x" * 32, "A" * 32, "1" * 31, "1" * 33, ONE + "\n", "'); DROP TABLE users --", "\u0661" * 32],
)
def test_what_is_no_id_is_not_written_into_the_text(id_: str) -> None:
    with pytest.raises(ValueError, match="32 hex"):
        locks(BOB, Lock(Subject.USER, id_))


async def begin(database: Database, wanted: Locks) -> None:
    async with database.transaction(wanted):
        pass


async def seen_waiting(database: Database) -> None:
    """Until a transaction waits for a lock."""
    async with asyncio.timeout(WITHIN):
        while await database.reads.one(WAITS) == 0:
            pass


@on_postgresql
@pytest.mark.parametrize(("first", "second"), [(BOB, BOB), (BOB, SHARED), (SHARED, BOB)])
@pytest.mark.parametrize("outcome", ["committed", "rolled back"])
async def test_one_alone_waits_for_the_end_of_the_other(
    database: Database, first: Lock, second: Lock, outcome: str
) -> None:
    waiting: list[asyncio.Task[None]] = []

    async def work() -> None:
        async with database.transaction(locks(first)):
            waiting.append(asyncio.create_task(begin(database, locks(second))))
            await seen_waiting(database)
            if outcome == "rolled back":
                raise ZeroDivisionError

    with suppress(ZeroDivisionError):
        await work()

    async with asyncio.timeout(WITHIN):
        await waiting[0]
    assert database.connections == Connections(0, 3)


@on_postgresql
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SHARED, SHARED),
        (BOB, Lock(Subject.CUSTOMER, OTHER)),
        (BOB, Lock(Subject.USER, ONE)),
        (Lock(Subject.PRIVILEGES), Lock(Subject.ALL_CUSTOMERS)),
    ],
)
async def test_those_that_share_or_want_others_go_on(
    database: Database, first: Lock, second: Lock
) -> None:
    async with asyncio.timeout(WITHIN):
        async with database.transaction(locks(first)):
            await begin(database, locks(second))


@on_postgresql
async def test_they_are_sent_together_with_begin(database: Database) -> None:
    with statements_of(database) as sent:
        async with database.transaction(locks(BOB, Lock(Subject.PRIVILEGES, shared=True))) as held:
            found = [tuple(row) for row in await held.all(sql(HELD))]
        await asyncio.sleep(0)  # asyncpg tells of a statement in the next turn of the loop

    assert found == [(1, True), (4, False)]
    assert len(sent) == 3
    assert sent[0].startswith(f"{ALONE}; SELECT pg_advisory_xact_lock_shared(1,")


@on_postgresql
async def test_whatever_order_they_are_asked_for_in_nobody_waits_in_a_circle(
    open_database: OpenDatabase,
) -> None:
    database = open_database(connections=8)
    subjects = [Lock(subject, ONE) for subject in Subject]

    async with asyncio.timeout(WITHIN):
        await asyncio.gather(
            *(
                begin(database, locks(*subjects[turn % 6 :], *subjects[: turn % 6]))
                for turn in range(100)
            )
        )


@on_postgresql
async def test_one_that_waits_too_long_is_refused_and_has_begun_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.START_UP, "statement_timeout", "100")

    async with database.transaction(locks(BOB)):
        with pytest.raises(Unavailable, match="QueryCanceledError"):
            await begin(database, locks(Lock(Subject.PRIVILEGES), BOB))
        async with asyncio.timeout(WITHIN):
            await begin(database, locks(Lock(Subject.PRIVILEGES)))

    assert database.connections == Connections(0, 3)


@on_postgresql
async def test_a_redemption_has_all_that_it_depends_on(
    shop: Shop, alice: Agent, database_url: str
) -> None:
    await shop.token(alice)
    (imitation,) = await shop.rows("imitations")
    wanted = locks_of_token(imitation["token_hash"])
    database = shop.application.database
    other = await asyncpg.connect(database_url)

    async with database.transaction(wanted) as session:
        found = [tuple(row) for row in await session.all(sql(HELD))]
        kept = [await is_kept(other, lock) for lock in depends_on(shop)]
    free = [await is_kept(other, lock) for lock in depends_on(shop)]
    await other.close()

    assert found == [(1, True), (2, False), (3, True), (4, True), (5, True), (6, True)]
    assert kept == [True] * 6
    assert free == [False] * 6


def depends_on(shop: Shop) -> list[Lock]:
    """What would end a session of bob in the storefront that alice began."""
    return [
        Lock(Subject.PRIVILEGES),
        Lock(Subject.USER, shop.user("alice")),
        Lock(Subject.ALL_CUSTOMERS),
        Lock(Subject.CUSTOMER, shop.customer("bob")),
        Lock(Subject.SALES_CHANNEL, shop.channel("Storefront")),
        Lock(Subject.ALL_SALES_CHANNELS),
    ]


async def is_kept(other: asyncpg.Connection, lock: Lock) -> bool:
    """Whether another transaction would wait for the lock."""
    tried = str(locks(lock)).replace("pg_advisory", "pg_try_advisory")
    return not await other.fetchval(tried)


@on_postgresql
async def test_an_unknown_token_has_no_locks(database: Database) -> None:
    async with database.transaction(locks_of_token(b"\x00" * 32)) as session:
        assert await session.all(sql(HELD)) == []


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_sqlite_has_one_writer_and_needs_none(database: Database) -> None:
    with statements_of(database) as sent:
        await begin(database, locks(BOB))

    assert [text for text in sent if not text.startswith("PRAGMA")] == ["BEGIN IMMEDIATE", "COMMIT"]
