"""Lists of customers: every filter in every order, page by page, against all rows in Python."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import insert
from sqlmodel import SQLModel

from auth.vocabulary import Consent, CustomerSort
from db.engine.statement import Statement
from db.models import Customer
from db.models.customer import describe
from db.search import fold
from db.statements.customers import customer_sieves
from tests.support.clients import Agent, Visitor
from tests.support.hiring import hire
from tests.support.shop import Shop
from tests.support.shopping import order

Row = dict[str, Any]
NUMBER: Final = 60
BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
COMPANIES: Final = [None, "Ünder GmbH", "Acme Under", "Thunder", "Acme"]
COLUMNS: Final = list(SQLModel.metadata.tables["customers"].columns.keys())
ADD: Final = Statement(insert(Customer), columns=COLUMNS)
ORDERS: Final[dict[CustomerSort, Callable[[Row], Any]]] = {
    CustomerSort.NAME: lambda row: (row["search_text"], row["id"]),
    CustomerSort.NUMBER: lambda row: row["customer_number"],
    CustomerSort.NEWEST: lambda row: (-row["created_at"].timestamp(), -int(row["id"], 16)),
    CustomerSort.LAST_LOGIN: lambda row: (
        -row["last_login_at"].timestamp() if row["last_login_at"] else 0,
        -int(row["id"], 16),
    ),
}
FILTERS: Final[list[Row]] = [
    {},
    {"active": False},
    {"active": True, "guest": True},
    {"guest": False, "boundSalesChannelId": "Outlet"},
    {"company": "acme und", "consent": "WITHDRAWN"},
    {"consent": "GIVEN"},
    {"consent": "NOT_ASKED", "search": "ann"},
    {"search": "ann", "active": False},
    {"search": "x7", "company": "a", "guest": False},
]


def invented(shop: Shop) -> list[Row]:
    """Customers of whom many share a name, a time or nothing."""
    chance, rows = random.Random(5), []
    for number in range(NUMBER):
        last, first = chance.choice(["Ann", "Änn", "Bo"]), chance.choice(["X7", "Y"])
        email, company = f"c{number}@example.com", chance.choice(COMPANIES)
        consent = chance.choice(list(Consent))
        logged_in = chance.choice([None, BEGIN + timedelta(days=chance.randint(0, 9))])
        row = dict.fromkeys(COLUMNS) | {
            "needs_approval": False,
            "id": f"{chance.getrandbits(128):032x}",
            "customer_number": f"N{number:03}",
            "email": email,
            "last_name": last,
            "first_name": first,
            "company": company,
            "active": chance.random() < 0.8,
            "guest": chance.random() < 0.3,
            "bound_sales_channel_id": chance.choice([None, shop.channel("Outlet")]),
            "imitation_consent": consent is Consent.GIVEN,
            "imitation_consent_changed_at": BEGIN if consent is not Consent.NOT_ASKED else None,
            "created_at": BEGIN + timedelta(days=chance.randint(0, 9)),
            "last_login_at": logged_in,
            "search_text": describe(last, first, f"N{number:03}", email, company),
        }
        rows.append(row)
    return rows


def said(row: Row) -> str:
    if row["imitation_consent"]:
        return "GIVEN"
    return "WITHDRAWN" if row["imitation_consent_changed_at"] else "NOT_ASKED"


def is_let_through(row: Row, where: Row) -> bool:
    company = fold(row["company"]).split()
    channel = where.get("boundSalesChannelId")
    return (
        where.get("active") in {None, row["active"]}
        and where.get("guest") in {None, row["guest"]}
        and where.get("consent") in {None, said(row)}
        and channel in {None, row["bound_sales_channel_id"]}
        and all(any(w.startswith(b) for w in company) for b in where.get("company", "").split())
        and all(word in row["search_text"] for word in where.get("search", "").split())
    )


@pytest.fixture
async def rows(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    """The customers of a shop in which twelve are near, and the rest is found otherwise."""
    monkeypatch.setattr(customer_sieves, "NEAR", 12)
    customer_sieves.ways.cache_clear()
    async with shop.application.database.transaction() as session:
        await session.many(ADD, invented(shop))
    return await shop.rows("customers")


async def test_pages_answer_what_the_filter_lets_through_in_order(
    shop: Shop, admin: Agent, rows: list[Row]
) -> None:
    found_any = 0
    for row in rows:  # SQLite has times as texts
        for name in ("created_at", "last_login_at"):
            if isinstance(row[name], str):
                row[name] = datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
    for where in FILTERS:
        asked = dict(where)
        if "boundSalesChannelId" in where:
            asked["boundSalesChannelId"] = shop.channel(where["boundSalesChannelId"])
        for sort, key in ORDERS.items():
            wanted = sorted((row for row in rows if is_let_through(row, asked)), key=key)
            found: list[str] = []
            after = None
            while True:
                page = (
                    await admin.run("admin/customers", **asked, sort=sort, first=20, after=after)
                ).data
                found += [node["id"] for node in page["nodes"]]
                assert page["totalCount"] == len(wanted)
                if not page["pageInfo"]["hasNextPage"]:
                    break
                after = page["pageInfo"]["endCursor"]
            assert found == [row["id"] for row in wanted], (asked, sort)
            found_any += len(found)
    customer_sieves.ways.cache_clear()

    assert found_any > 300


async def test_a_cursor_goes_on_in_its_own_list_alone(shop: Shop, admin: Agent) -> None:
    lists: list[Row] = [
        {},
        {"search": "a"},
        {"active": True},
        {"guest": False},
        {"sort": "NUMBER"},
        {"sort": "LAST_LOGIN"},
        {"sort": "NEWEST"},
        {"company": "a"},
        {"consent": "GIVEN"},
    ]
    cursors = [
        (await admin.run("admin/customers", **asked, first=1)).data["pageInfo"]["endCursor"]
        for asked in lists
    ]

    for place, cursor in enumerate(cursors):
        for other, asked in enumerate(lists):
            answer = await admin.run("admin/customers", **asked, after=cursor)
            if place == other:
                assert answer.data["pageInfo"]["hasPreviousPage"] is True
            else:
                assert answer.error == {"code": "VIOLATION::INVALID", "field": "after"}


async def test_the_number_of_an_order_finds_its_customer_for_who_may_read_orders(
    shop: Shop, admin: Agent, bob: Visitor
) -> None:
    number = (await order(bob)).data["orderNumber"]
    without = await hire(shop, admin, "una", "customer:read")

    alone = (await admin.run("admin/customers", search=f" #{number}, ")).data
    assert [node["id"] for node in alone["nodes"]] == [shop.customer("bob")]
    assert alone["totalCount"] == 1
    among = (await admin.run("admin/customers", search=number, first=100)).data
    assert shop.customer("bob") in [node["id"] for node in among["nodes"]]
    hidden = (await without.run("admin/customers", search=f"#{number}")).data
    assert hidden["nodes"] == []
    filtered = (await admin.run("admin/customers", search=f"#{number}", active=False)).data
    assert filtered["nodes"] == []
