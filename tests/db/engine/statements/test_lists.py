"""`among`: whether a value is in a list, by one text for every length of the list."""

from typing import Final

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from db.demo.shop import crowd_id, demo_id
from db.engine.connections import Database
from db.engine.dialect import POSTGRESQL, SQLITE, among
from db.engine.statement import Statement
from db.models import Customer, Product
from tests.support.driver import sql

BOB: Final = demo_id("customer", "bob")
BY_ID: Final = Statement(select(Customer.id).where(among(col(Customer.id), "ids")))
BY_COMPANY: Final = Statement(select(Customer.id).where(among(col(Customer.company), "companies")))
BY_PRICE: Final = Statement(select(Product.price).where(among(col(Product.price), "prices")))


async def test_none_one_and_many_are_found(database: Database) -> None:
    crowd = [crowd_id(number) for number in range(100)]
    strangers = [f"{number:032x}" for number in range(10_000)]

    assert await database.reads.all(BY_ID, ids=[]) == []
    assert await database.reads.all(BY_ID, ids=[BOB]) == [BOB]
    assert set(await database.reads.all(BY_ID, ids=[*crowd, BOB])) == {*crowd, BOB}
    assert await database.reads.all(BY_ID, ids=[*strangers, BOB]) == [BOB]


async def test_a_value_that_is_listed_twice_is_found_once(database: Database) -> None:
    assert await database.reads.all(BY_ID, ids=[BOB, BOB]) == [BOB]


async def test_numbers_are_found_as_numbers(database: Database) -> None:
    prices = await database.reads.all(Statement(select(Product.price)))

    found = await database.reads.all(BY_PRICE, prices=[prices[0], -1])

    assert found == [price for price in prices if price == prices[0]]


async def test_texts_are_compared_whole(database: Database) -> None:
    """None is cut to the column's length, none is read as something else."""
    longest = "x" * 255
    fill = Statement(
        update(Customer).where(col(Customer.id) == BOB).values(company=bindparam("new_company"))
    )
    await database.writes.run(fill, new_company=longest)
    others = [longest + "x", f"{longest}' --", '"', f"{{{longest}}}", "NULL", ""]

    assert await database.reads.all(BY_COMPANY, companies=others) == []
    assert await database.reads.all(BY_COMPANY, companies=[*others, longest]) == [BOB]


async def test_it_goes_with_other_values(database: Database) -> None:
    statement = Statement(
        select(Customer.id)
        .where(col(Customer.email) == bindparam("email"), among(col(Customer.id), "ids"))
        .where(col(Customer.active) == bindparam("active"))
    )

    values = {"email": "bob@example.com", "active": True}
    assert await database.reads.all(statement, ids=[BOB], **values) == [BOB]
    assert await database.reads.all(statement, ids=[crowd_id(1)], **values) == []


async def test_it_uses_the_index(database: Database) -> None:
    dialect = SQLITE if database.is_sqlite else POSTGRESQL
    compiled = BY_ID.on(dialect)
    if database.is_sqlite:
        explain = sql(f"EXPLAIN QUERY PLAN {compiled.text.replace('?', ':ids')}")
        plan = [row[3] for row in await database.reads.all(explain, ids=f'["{BOB}"]')]
        assert (
            plan[0] == "SEARCH customers USING COVERING INDEX sqlite_autoindex_customers_1 (id=?)"
        )
        return
    async with database.transaction() as session:
        await session.run(sql("SET LOCAL enable_seqscan = off"))  # the table is small
        asked = compiled.text.replace("$1::UUID[]", f"ARRAY['{BOB}']::uuid[]")
        plan = [row[0] for row in await session.all(sql(f"EXPLAIN {asked}"))]
    assert "using pk_customers" in plan[0]
