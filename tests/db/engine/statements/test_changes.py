"""Several changes at once are all made or none; an insert that meets a row changes or keeps it."""

import sqlite3
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import col, select

from db.engine.connections import Database
from db.engine.dialect import upsert
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Currency
from tests.support.driver import sql, statements_of, tables_written

ADD: Final = Statement(insert(Currency), columns=["iso_code", "factor"])
SET: Final = Statement(
    update(Currency)
    .where(col(Currency.iso_code) == bindparam("code"))
    .values(factor=bindparam("new_factor"))
)
REMOVE: Final = Statement(delete(Currency).where(col(Currency.iso_code) == bindparam("code")))
TEST_ONES: Final = Statement(
    select(Currency.iso_code, Currency.factor)
    .where(col(Currency.iso_code).like("X%"))
    .order_by(Currency.iso_code)
)
REFUSED: Final = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)


def changes() -> list[Change]:
    """Of each kind; some statements several times."""
    return [
        (ADD, {"iso_code": "XAA", "factor": 1}),
        (SET, {"code": "XBB", "new_factor": 22}),
        (REMOVE, {"code": "XCC"}),
        (ADD, {"iso_code": "XDD", "factor": 4}),
        (SET, {"code": "XEE", "new_factor": 55}),
    ]


@pytest.fixture(autouse=True)
async def currencies(database: Database) -> None:
    """Three to change."""
    rows = [{"iso_code": code, "factor": 0} for code in ("XBB", "XCC", "XEE")]
    async with database.transaction() as session:
        await session.many(ADD, rows)


async def found(database: Database) -> dict[str, int]:
    return dict(await database.reads.all(TEST_ONES))


async def test_each_is_made_with_its_own_values(database: Database) -> None:
    async with database.transaction() as session:
        await session.write(*changes())

    assert await found(database) == {"XAA": 1, "XBB": 22, "XDD": 4, "XEE": 55}


async def test_postgresql_gets_them_in_one_statement(database: Database) -> None:
    with statements_of(database) as sent:
        async with database.transaction() as session:
            await session.write(*changes())

    written = [statement for statement in sent if tables_written(statement)]
    assert [each for one in written for each in tables_written(one)] == ["currencies"] * 5
    assert len(written) == (5 if database.is_sqlite else 1)


@pytest.mark.parametrize("position", range(6))
async def test_one_that_is_refused_undoes_the_others(database: Database, position: int) -> None:
    before = await found(database)
    asked = changes()
    asked.insert(position, (ADD, {"iso_code": "EUR", "factor": 1}))  # it is there already

    with pytest.raises(REFUSED):
        async with database.transaction() as session:
            await session.write(*asked)
    with pytest.raises(REFUSED):
        await database.writes.write(*asked)

    assert await found(database) == before


async def test_without_a_transaction_they_are_made_as_well(database: Database) -> None:
    await database.writes.write(*changes())

    assert await found(database) == {"XAA": 1, "XBB": 22, "XDD": 4, "XEE": 55}


async def test_a_write_of_its_own_is_committed_and_counted(database: Database) -> None:
    assert await database.writes.run(SET, code="XBB", new_factor=7) == 1
    assert await database.writes.run(SET, code="none", new_factor=7) == 0
    with pytest.raises(REFUSED):
        await database.writes.run(ADD, iso_code="EUR", factor=1)

    assert (await found(database))["XBB"] == 7


async def test_an_exception_undoes_a_transaction(database: Database) -> None:
    before = await found(database)
    seen: list[dict[str, int]] = []

    async def fail() -> None:
        async with database.transaction() as session:
            await session.write(*changes())
            seen.append(await found_within(session))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert seen != [before]
    assert await found(database) == before
    assert await database.writes.run(SET, code="XBB", new_factor=7) == 1  # nothing is locked


async def found_within(session: Session) -> dict[str, int]:
    return dict(await session.all(TEST_ONES))


async def test_others_see_a_transaction_when_it_is_committed(database: Database) -> None:
    before = await found(database)
    async with database.transaction() as session:
        await session.write(*changes())
        assert await found(database) == before

    assert await found(database) != before


def upserting(**set_: Any) -> Statement[Any]:
    statement = upsert(Currency).values(iso_code=bindparam("code"), factor=bindparam("new_factor"))
    if not set_:
        return Statement(statement.on_conflict_do_nothing())
    return Statement(
        statement.on_conflict_do_update(index_elements=["iso_code"], set_=set_).returning(
            col(Currency.factor)
        )
    )


async def test_upsert_adds_what_is_not_there_and_changes_what_is(database: Database) -> None:
    adding_up = upserting(factor=col(Currency.factor) + bindparam("new_factor"))

    async with database.transaction() as session:
        assert await session.one(adding_up, code="XAA", new_factor=3) == (3,)
        assert await session.one(adding_up, code="XAA", new_factor=3) == (6,)

    assert await found(database) == {"XAA": 6, "XBB": 0, "XCC": 0, "XEE": 0}


async def test_upsert_may_keep_what_is_there(database: Database) -> None:
    keeping = upserting()

    async with database.transaction() as session:
        assert await session.run(keeping, code="XAA", new_factor=3) == 1
        assert await session.run(keeping, code="XAA", new_factor=4) == 0

    assert (await found(database))["XAA"] == 3


async def test_reads_do_not_write_on_sqlite(database: Database) -> None:
    """PostgreSQL has no such guard: a reader's connection is any of those that are held."""
    if database.is_sqlite:
        before = await found(database)
        with pytest.raises(Exception, match="OperationalError"):
            await database.reads.run(sql("DELETE FROM currencies"))
        assert await found(database) == before
