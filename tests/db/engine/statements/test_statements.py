"""A statement is compiled once for each engine; constants stand in its text, values do not."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from sqlalchemy import Dialect, String, bindparam, insert, literal, text, update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import col, select

from db.engine.connections import Database
from db.engine.dialect import POSTGRESQL, SQLITE
from db.engine.statement import Statement
from db.models import Currency, Customer
from tests.support.clients import Agent, Answer
from tests.support.driver import statements_of
from tests.support.shop import Shop
from tests.support.shopping import add, lines, order, remove, set_quantity

BOTH: Final = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
ODD: Final = """it's 100% "odd": :name ? $1 \\ %s é"""


@BOTH
def test_it_is_compiled_once_for_each_engine(dialect: Dialect) -> None:
    statement = Statement(select(Currency).where(col(Currency.iso_code) == bindparam("code")))

    compiled = statement.on(dialect)

    assert statement.on(dialect) is compiled
    assert statement.on(SQLITE).text.endswith("WHERE currencies.iso_code = ?")
    assert statement.on(POSTGRESQL).text.endswith("WHERE currencies.iso_code = $1::VARCHAR")
    assert compiled.arguments({"code": "EUR"}) == ["EUR"]


async def test_a_second_request_compiles_nothing(
    shop: Shop, admin: Agent, alice: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_once = SQLCompiler.__init__

    def note(
        self: SQLCompiler, dialect: Dialect, statement: Any, *others: Any, **more: Any
    ) -> None:
        compiled.append(str(type(statement)))
        compile_once(self, dialect, statement, *others, **more)

    await serve(shop, admin, alice)
    monkeypatch.setattr(SQLCompiler, "__init__", note)

    await serve(shop, admin, alice)

    assert compiled == []
    assert Statement(text("SELECT 1")).on(SQLITE).text == "SELECT 1"
    assert len(compiled) == 1  # the control: it is noted


async def serve(shop: Shop, admin: Agent, alice: Agent) -> None:
    """A request of every kind."""
    bob = await shop.shopper("bob@example.com")
    imitator = await shop.imitator(alice)
    for visitor in (bob, imitator):
        done(await add(visitor, shop.product(1)), await add(visitor, shop.product(2)))
        first, second, *_ = [line["id"] for line in await lines(visitor)]
        done(await set_quantity(visitor, first, 3), await remove(visitor, second))
        done(await order(visitor), await visitor.run("storefront/orders", first=1))
        done(await visitor.run("storefront/products", first=1, search="a b"))
    for operation in ("current-user", "customers", "users", "imitations", "roles"):
        done(await admin.run(f"admin/{operation}"))
    done(await admin.run("admin/customers", search="bob", first=1))
    bobs = {"id": shop.customer("bob")}
    done(await admin.run("admin/customer", **bobs))
    done(await admin.run("admin/update-customer", **bobs, input={"company": "Bäcker"}))
    done(await imitator.run("storefront/customer-logout"))


def done(*answers: Answer) -> None:
    assert [answer.errors for answer in answers] == [[]] * len(answers)


@BOTH
def test_constants_stand_in_the_text(dialect: Dialect) -> None:
    condition = (col(Customer.active).is_(True), col(Customer.company) == "Müller's")
    moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
    changed = update(Customer).where(*condition).values(last_login_at=moment, password_hash=None)
    compiled = Statement(changed.where(col(Customer.id) == bindparam("id"))).on(dialect)

    assert "customers.company = 'Müller''s'" in compiled.text
    assert "password_hash=NULL" in compiled.text
    assert "2026-06-01 12:00:00" in compiled.text
    assert compiled.arguments({"id": "a" * 32}) == ["a" * 32]


@pytest.mark.parametrize("constant", [ODD, "", 7, -1, True, None])
async def test_a_constant_is_the_same_for_the_database(
    database: Database, constant: object
) -> None:
    statement = Statement(select(literal(constant)))

    assert await database.reads.all(statement) == [constant]


async def test_values_are_never_in_the_text(database: Database) -> None:
    statement = Statement(select(Currency.iso_code).where(literal(ODD) == bindparam("given")))

    with statements_of(database) as sent:
        assert await database.reads.all(statement, given="' OR 1 = 1 --") == []
        assert await database.reads.all(statement, given=ODD) != []

    if not database.is_sqlite:  # whose trace writes the values into the text
        assert "OR 1 = 1" not in "".join(sent)


async def test_one_value_may_stand_in_several_places(database: Database) -> None:
    code = bindparam("code", type_=String())
    statement = Statement(select(code, Currency.iso_code).where(col(Currency.iso_code) == code))

    assert await database.reads.all(statement, code="EUR") == [("EUR", "EUR")]


async def test_an_insert_takes_values_by_the_names_of_columns(database: Database) -> None:
    statement = Statement(insert(Currency), columns=["iso_code", "factor"])
    look = Statement(select(Currency.factor).where(col(Currency.iso_code) == "XTS"))

    async with database.transaction() as session:
        assert await session.run(statement, factor=5, iso_code="XTS") == 1

    assert await database.reads.one(look) == 5


async def test_a_value_that_is_missing_is_a_fault_of_the_caller(database: Database) -> None:
    statement = Statement(select(Currency).where(col(Currency.iso_code) == bindparam("code")))

    with statements_of(database) as sent, pytest.raises(KeyError, match="code"):
        await database.reads.all(statement)

    assert sent == []
