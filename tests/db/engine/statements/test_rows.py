"""A row is a model, a value, a tuple of both, or a NamedTuple, the same on both engines."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

import pytest
from sqlalchemy import bindparam, delete, func, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.demo.shop import demo_id
from db.engine import rows
from db.engine.connections import Database
from db.engine.statement import Statement
from db.models import Currency, Customer, Throttle, User
from tests.support.driver import scalar, sql

BOB: Final = demo_id("customer", "bob")
ONE: Final = Statement(select(Customer).where(col(Customer.id) == bindparam("id")), by_key=True)
KEY: Final = b"\x00\xff" * 16


class Name(NamedTuple):
    """Two columns of a customer."""

    email: str
    company: str | None


async def test_a_model_has_every_column(database: Database) -> None:
    bob = await database.reads.one(ONE, id=BOB)

    assert {name for name in Customer.model_fields if hasattr(bob, name)} == set(
        Customer.model_fields
    )
    assert (bob.shown_email, bob.describe()) == ("bob@example.com", bob.search_text)
    assert (bob.id, bob.email, bob.active, bob.guest) == (BOB, "bob@example.com", True, False)
    assert bob.created_at.tzinfo is UTC
    assert bob.last_login_at is None


async def test_a_row_cannot_be_changed(database: Database) -> None:
    bob = await database.reads.one(ONE, id=BOB)

    with pytest.raises(AttributeError):
        bob.company = "changed"
    with pytest.raises(AttributeError):
        bob.nickname = "Bob"


async def test_a_value_is_itself(database: Database) -> None:
    statement = Statement(
        select(Customer.email).where(col(Customer.id) == bindparam("id")), by_key=True
    )

    assert await database.reads.all(statement, id=BOB) == ["bob@example.com"]


async def test_models_and_values_together_are_a_tuple(database: Database) -> None:
    other = aliased(Currency)
    statement = Statement(
        select(Currency, func.length(Currency.iso_code), other)
        .join(other, col(other.factor) == col(Currency.factor))
        .where(col(Currency.iso_code) == bindparam("code"))
    )

    first, length, second = await database.reads.one(statement, code="EUR")

    assert length == 3
    assert first == second == ("EUR", 1_000_000)


async def test_a_named_tuple_has_its_columns(database: Database) -> None:
    statement = Statement(
        select(Customer.email, Customer.company).where(col(Customer.id) == bindparam("id")),
        Name._make,
    )

    name = await database.reads.one(statement, id=BOB)

    assert type(name) is Name
    assert name == Name(
        email="bob@example.com", company=(await database.reads.one(ONE, id=BOB)).company
    )


async def test_text_gives_tuples(database: Database) -> None:
    statement = sql("SELECT iso_code, factor FROM currencies WHERE iso_code = :code")

    assert [tuple(row) for row in await database.reads.all(statement, code="EUR")] == [
        ("EUR", 1_000_000)
    ]


async def test_what_a_change_returns_is_a_row_as_well(database: Database) -> None:
    statement = Statement(
        update(Customer)
        .where(col(Customer.id) == bindparam("bob"))
        .values(company=bindparam("new_company"), imitation_consent=True)
        .returning(Customer),
        rows.of(Customer),
    )
    removal = Statement(delete(Currency).where(col(Currency.iso_code) == "XTS").returning(Currency))

    async with database.transaction() as session:
        bob = await session.one(statement, bob=BOB, new_company="Bäcker")
        assert await session.all(removal) == []

    assert (bob.id, bob.company, bob.imitation_consent) == (BOB, "Bäcker", True)
    assert bob.created_at.tzinfo is UTC


async def test_bytes_and_moments_come_back_as_they_went(database: Database) -> None:
    moment = datetime(2026, 6, 1, 12, 30, 15, 123456, tzinfo=UTC)
    add = Statement(insert(Throttle), columns=list(Throttle.model_fields))
    get = Statement(select(Throttle).where(col(Throttle.key) == bindparam("key")), by_key=True)
    row = {
        "key": KEY,
        "started_at": moment,
        "attempts": 2,
        "locks": 0,
        "locked_until": None,
        "about": None,
    }

    async with database.transaction() as session:
        await session.run(add, **row)

    found = await database.reads.one(get, key=KEY)
    assert {name: getattr(found, name) for name in row} == row


async def test_first_of_none_is_none(database: Database) -> None:
    assert await database.reads.first(ONE, id="0" * 32) is None
    assert await database.reads.all(ONE, id="0" * 32) == []


async def test_one_is_exactly_one(database: Database) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        await database.reads.one(ONE, id="0" * 32)
    with pytest.raises(ValueError, match="too many values"):
        await database.reads.one(Statement(select(User)))


async def test_run_counts_the_rows(database: Database) -> None:
    all_of_them = Statement(update(Currency).values(factor=bindparam("new_factor")))
    none = Statement(update(User).where(col(User.username) == "nobody").values(active=False))
    add = Statement(insert(Currency), columns=["iso_code", "factor"])
    number = await database.reads.one(scalar("SELECT count(*) FROM currencies"))

    async with database.transaction() as session:
        assert await session.run(all_of_them, new_factor=5) == number > 1
        assert await session.run(none) == 0
        assert await session.run(add, iso_code="XTS", factor=5) == 1
        assert await session.run(sql("DELETE FROM currencies WHERE iso_code = 'XTS'")) == 1


async def test_many_runs_once_for_each_row(database: Database) -> None:
    add = Statement(insert(Currency), columns=["iso_code", "factor"])
    added = [{"iso_code": f"X{letter}X", "factor": number} for number, letter in enumerate("ABC")]
    look = Statement(
        select(Currency).where(col(Currency.iso_code).like("X%")).order_by(Currency.iso_code)
    )

    async with database.transaction() as session:
        await session.many(add, added)
        await session.many(add, [])

    found = await database.reads.all(look)
    assert [{"iso_code": each.iso_code, "factor": each.factor} for each in found] == added
