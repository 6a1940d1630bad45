"""Look-ups that wait at the same time are sent together, each answered with its own rows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy import ARRAY, Integer, String, bindparam, cast, func
from sqlmodel import col, select

from db.demo.shop import demo_id
from db.engine import batches
from db.engine.batches import Lookup
from db.engine.connections import Connections, Database
from db.engine.faults import Unavailable
from db.engine.statement import Statement
from db.models import Customer
from tests.support.clients import Agent
from tests.support.driver import OpenDatabase, in_use_elsewhere, statements_of
from tests.support.shop import Shop

on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)
LANES: Final = 2


def listed(name: str) -> Any:
    """A column of the values of many look-ups, with its number."""
    return (
        func.unnest(bindparam(name, type_=ARRAY(String)))
        .table_valued(name, with_ordinality="number")
        .render_derived("asked")
    )


def pairs(values: Sequence[Any]) -> tuple[int, Any]:
    return values[0], values[1]


_email, _factor = listed("email"), listed("factor")
IDS: Final = Lookup(
    Statement(select(Customer.id).where(col(Customer.email) == bindparam("email")), by_key=True),
    Statement(
        select(_email.c.number, Customer.id).join(Customer, col(Customer.email) == _email.c.email),
        pairs,
    ),
)
# Fails for what is no number, and on PostgreSQL all of them with it.
NUMBERS: Final = Lookup(
    Statement(select(cast(bindparam("factor", type_=String()), Integer)), by_key=True),
    Statement(select(_factor.c.number, cast(_factor.c.factor, Integer)), pairs),
)
Locked = Callable[[str], AbstractAsyncContextManager[asyncpg.Connection]]


@pytest.fixture
def locked(database_url: str) -> Locked:
    """Another client has the table for itself: look-ups of it wait."""

    @asynccontextmanager
    async def lock(table: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(database_url)
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table}")
            yield connection
        await connection.close()

    return lock


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def asked(looks: Sequence[Awaitable[Any]]) -> "list[asyncio.Future[Any]]":
    return [asyncio.ensure_future(look) for look in looks]


def bob(database: Database) -> Awaitable[Sequence[str]]:
    return database.look_up(IDS, email="bob@example.com")


async def in_lanes(database: Database) -> "list[asyncio.Future[Any]]":
    """A look-up in each lane, asked one after another: those of one turn are sent together."""
    looking = []
    for _ in range(LANES):
        looking += asked([bob(database)])
        await turns()
    return looking


@on_postgresql
async def test_those_that_are_asked_at_once_are_sent_together(database: Database) -> None:
    """One token twice as well."""
    with statements_of(database) as sent:
        found = await asyncio.gather(*(bob(database) for _ in range(8)))

    assert found == [[demo_id("customer", "bob")]] * 8
    assert len(sent) == 1


@on_postgresql
async def test_many_that_are_asked_at_once_are_sent_in_two_halves(database: Database) -> None:
    """While PostgreSQL looks up one half, the other is answered."""
    with statements_of(database) as sent:
        found = await asyncio.gather(*(bob(database) for _ in range(20)))

    assert found == [[demo_id("customer", "bob")]] * 20
    assert len(sent) == LANES


async def test_each_gets_its_own_rows(database: Database) -> None:
    names = ["bob", "nobody", "carol", "dave", "bob"] * 20

    found = await asyncio.gather(
        *(database.look_up(IDS, email=f"{name}@example.com") for name in names)
    )

    ids = {name: [demo_id("customer", name)] for name in names} | {"nobody": []}
    assert found == [ids[name] for name in names]
    assert database.connections.in_use == 0


@on_postgresql
async def test_those_that_wait_are_sent_together(database: Database, locked: Locked) -> None:
    with statements_of(database) as sent:
        async with locked("customers"):
            looking = [*await in_lanes(database), *asked([bob(database) for _ in range(10)])]
            await turns()
            assert database.connections == Connections(LANES, 3)
        assert await asyncio.gather(*looking) == [[demo_id("customer", "bob")]] * (LANES + 10)

    assert len(sent) == LANES + 1


@on_postgresql
async def test_so_many_are_sent_together_and_no_more(
    open_database: OpenDatabase, locked: Locked
) -> None:
    database = open_database(together=4)
    with statements_of(database) as sent:
        async with locked("customers"):
            looking = [*await in_lanes(database), *asked([bob(database) for _ in range(9)])]
            await turns()
        await asyncio.gather(*looking)

    assert len(sent) == LANES + 3  # of 4, 4 and 1


@on_postgresql
async def test_only_the_same_is_sent_together(database: Database, locked: Locked) -> None:
    with statements_of(database) as sent:
        async with locked("customers"):
            looking = await in_lanes(database)
            looking += asked(
                [
                    *(bob(database) for _ in range(3)),
                    *(database.look_up(NUMBERS, factor=str(number)) for number in range(3)),
                ]
            )
            await turns()
        found = await asyncio.gather(*looking)

    assert found == [[demo_id("customer", "bob")]] * 5 + [[0], [1], [2]]
    assert len(sent) == LANES + 2


@on_postgresql
async def test_a_client_that_is_gone_takes_no_neighbour_with_it(
    database: Database, locked: Locked
) -> None:
    """Neither where it waits, nor where it is asked alone, nor in the middle of a batch."""
    with statements_of(database) as sent:
        async with locked("customers"):
            looking = asked([bob(database) for _ in range(LANES + 4)])
            await turns()
            looking[0].cancel()  # in a lane
            looking[LANES].cancel()  # waits
            await asyncio.sleep(0.1)  # the batch is sent, and waits for the table
            looking[LANES + 1].cancel()
            await turns()
        found = await asyncio.gather(*looking, return_exceptions=True)

    gone = {0, LANES, LANES + 1}
    assert [each for at, each in enumerate(found) if at not in gone] == [
        [demo_id("customer", "bob")]
    ] * 3
    assert all(isinstance(found[at], asyncio.CancelledError) for at in gone)
    assert len(sent) <= LANES + 1
    assert [await bob(database) for _ in range(LANES + 1)] == [[demo_id("customer", "bob")]] * 3
    assert database.connections.in_use == 0


@on_postgresql
async def test_a_batch_that_fails_is_asked_one_by_one(database: Database, locked: Locked) -> None:
    async with locked("customers"):
        occupied = await in_lanes(database)
        looking = asked([database.look_up(NUMBERS, factor=given) for given in ("1", "x", "3", "4")])
        await turns()
        looking[3].cancel()
    await asyncio.gather(*occupied)
    found = await asyncio.gather(*looking, return_exceptions=True)

    assert found[0] == [1]
    assert isinstance(found[1], asyncpg.InvalidTextRepresentationError)
    assert found[2] == [3]
    assert await database.look_up(NUMBERS, factor="5") == [5]


@on_postgresql
async def test_where_no_connection_is_free_all_are_refused_soon(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They do not wait for each other, thirty-two at a time."""
    for module in ("drivers.held", "batches"):
        monkeypatch.setattr(f"db.engine.{module}.WAIT", 0.2)
    waits = asyncio.get_running_loop().time()
    async with in_use_elsewhere(database, 3):
        looking = asked([bob(database) for _ in range(100 * batches.MOST)])
        found = await asyncio.gather(*looking, return_exceptions=True)
        waits = asyncio.get_running_loop().time() - waits

    assert {type(each) for each in found} == {Unavailable}
    assert waits < 0.2 * 100 / LANES  # which it would take them one after the other
    assert await bob(database) == [demo_id("customer", "bob")]


@on_postgresql
async def test_one_that_waited_is_answered_with_todays_truth(
    shop: Shop, alice: Agent, locked: Locked
) -> None:
    imitators = [await shop.imitator(alice) for _ in range(LANES + 3)]
    async with locked("customers") as other:
        looking = asked([imitator.context() for imitator in imitators])
        await asyncio.sleep(0.1)
        assert not any(look.done() for look in looking)
        await other.execute("DELETE FROM user_roles")  # alice had the privilege by her role
    contexts = await asyncio.gather(*looking)

    assert [context["imitated"] for context in contexts[LANES:]] == [False] * 3
    assert [context["customer"] for context in contexts[LANES:]] == [None] * 3


async def test_one_that_follows_a_change_sees_it(shop: Shop, alice: Agent) -> None:
    imitators = [await shop.imitator(alice) for _ in range(LANES + 3)]
    assert {(await imitator.context())["imitated"] for imitator in imitators} == {True}
    await shop.change("DELETE FROM user_roles")

    contexts = await asyncio.gather(*(imitator.context() for imitator in imitators))

    assert {context["imitated"] for context in contexts} == {False}
