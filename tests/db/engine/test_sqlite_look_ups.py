"""SQLite: look-ups by key of the same moment share a snapshot, and nothing else."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pytest
from sqlalchemy import bindparam, text
from sqlmodel import col, select

from db.engine.connections import Database
from db.engine.faults import Unavailable
from db.engine.statement import Statement
from db.models import Currency
from tests.support.driver import sql, statements_of

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)

ADD: Final = sql("INSERT INTO currencies VALUES (:code, :factor)")
FACTOR: Final = Statement(
    select(Currency.factor).where(col(Currency.iso_code) == bindparam("code")), by_key=True
)
WRONG: Final = Statement(text("SELECT abs(-9223372036854775807 - 1)"), by_key=True)


@pytest.fixture
def other(database_url: str) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        yield opened


@pytest.fixture
async def currencies(database: Database) -> None:
    for number in range(3):
        await database.writes.run(ADD, code=f"X{number}", factor=number)


@pytest.mark.usefixtures("currencies")
async def test_look_ups_of_one_moment_are_one_transaction_each_with_its_own_rows(
    database: Database,
) -> None:
    with statements_of(database) as sent:
        found = await asyncio.gather(*(database.reads.all(FACTOR, code=f"X{n}") for n in range(4)))

    assert found == [[0], [1], [2], []]
    assert [words.split()[0] for words in sent if not words.startswith("PRAGMA")] == [
        "BEGIN",
        *["SELECT"] * 4,
        "ROLLBACK",
    ]


@pytest.mark.usefixtures("currencies")
async def test_a_look_up_alone_is_a_statement_alone(database: Database) -> None:
    with statements_of(database) as sent:
        assert await database.reads.one(FACTOR, code="X2") == 2

    assert [words.split()[0] for words in sent if not words.startswith("PRAGMA")] == ["SELECT"]


@pytest.mark.usefixtures("currencies")
async def test_what_another_process_wrote_before_they_were_asked_is_seen_by_all(
    database: Database, other: sqlite3.Connection
) -> None:
    for factor in (7, 8, 9):
        other.execute("UPDATE currencies SET factor = ? WHERE iso_code = 'X1'", (factor,))

        assert (
            await asyncio.gather(
                *(database.reads.one(FACTOR, code="X1") for _ in range(3)),
            )
            == [factor] * 3
        )
        assert await database.reads.one(FACTOR, code="X1") == factor


@pytest.mark.usefixtures("currencies")
async def test_who_has_gone_costs_the_others_nothing(database: Database) -> None:
    asking = [
        asyncio.create_task(database.reads.one(FACTOR, code=f"X{number}")) for number in range(3)
    ]
    await asyncio.sleep(0)
    asking[1].cancel()
    first, gone, last = await asyncio.gather(*asking, return_exceptions=True)

    assert (first, type(gone), last) == (0, asyncio.CancelledError, 2)
    assert await database.reads.one(FACTOR, code="X1") == 1


@pytest.mark.usefixtures("currencies")
async def test_what_fails_is_told_to_its_own_asker(
    database: Database, other: sqlite3.Connection
) -> None:
    answers = await asyncio.gather(
        database.reads.one(FACTOR, code="X1"),
        database.reads.one(WRONG),
        database.reads.one(FACTOR, code="X2"),
        return_exceptions=True,
    )

    assert (answers[0], type(answers[1]), answers[2]) == (1, Unavailable, 2)
    other.execute("DELETE FROM currencies WHERE iso_code = 'X1'")  # and no snapshot is left open
    assert await database.reads.first(FACTOR, code="X1") is None
