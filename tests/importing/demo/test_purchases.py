"""The demo shop's orders: from the real file where it is installed, always from one like it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.demo import orders as demo_orders
from db.demo import shop as demo
from db.demo.purchases import Purchase, first_days, read
from db.statements.shop import customers
from server.commands.demo import find_purchases, load, read_purchases
from tests.support.shop import Shop


def made_up(customers: int) -> Iterator[str]:
    """Lines of CDNOW_master.txt's format: fixed width, one purchase each, customers in order."""
    yield " customer_id  date number_of_cds  dollar_value\r\n"
    for customer in range(1, customers + 1):
        for turn in range(customer % 4 + 1):
            day = f"1998{turn + 1:02}{customer % 28 + 1:02}" if turn else "19970115"
            dollars = f"{customer * 7 % 90 + turn}.{customer % 100:02}"
            yield f" {customer:05} {day} {customer % 5 + 1:>2} {dollars:>7}\r\n"
    yield f" {customers:05} 19980630  3   29.99\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "CDNOW_master.txt"
    path.write_text("".join(made_up(50)), encoding="ascii", newline="")
    return path


async def without_orders(shop: Shop) -> None:
    """The shop as it is where the real file is not installed."""
    for table in ("order_lines", "orders", "carts"):
        await shop.change(f"DELETE FROM {table}")


async def fill(shop: Shop, purchases: list[Purchase]) -> None:
    async with shop.application.database.alchemy() as session:
        await demo_orders.load(session, purchases)


def test_a_line_is_a_purchase_with_its_weekday(file: Path) -> None:
    (*_, last) = read_purchases(file, customers=50)

    assert (last.customer, last.items, last.total) == (50, 3, 2999)
    assert last.at.date() == datetime(2025, 12, 30, tzinfo=UTC).date()
    assert last.at.weekday() == datetime(1998, 6, 30, tzinfo=UTC).weekday()


def test_only_the_customers_that_are_wanted_are_read(file: Path) -> None:
    assert {purchase.customer for purchase in read_purchases(file, customers=7)} == set(range(1, 8))


@pytest.mark.parametrize("total", [0, 1, 999, 7700, 123_457])
@pytest.mark.parametrize("items", [1, 2, 5, 99])
def test_lines_make_up_the_total(items: int, total: int) -> None:
    lines = demo_orders.split(Purchase(1, 1, datetime(2025, 1, 1, tzinfo=UTC), items, total))

    assert sum(quantity for _, quantity, _ in lines) == items
    assert sum(quantity * price for _, quantity, price in lines) == total
    assert len({product for product, _, _ in lines}) == len(lines)


async def test_the_crowd_gets_its_orders_once(shop: Shop, file: Path) -> None:
    await without_orders(shop)
    purchases = read_purchases(file, customers=50)

    await fill(shop, purchases)
    once = await shop.everything()
    await fill(shop, purchases)

    assert await shop.everything() == once
    orders = sorted(once["orders"], key=lambda order: order["number"])
    assert [order["total"] for order in orders] == [purchase.total for purchase in purchases]
    assert [order["placed_at"] for order in orders] == sorted(o["placed_at"] for o in orders)
    assert len(once["carts"]) == len({p.customer for p in purchases if p.at >= demo_orders.RECENT})


async def test_an_agent_sees_what_a_customer_bought(shop: Shop, file: Path) -> None:
    await without_orders(shop)
    await fill(shop, read_purchases(file, customers=50))

    customer = await shop.shopper("customer50@example.com")

    (newest, *_) = (await customer.run("storefront/orders", first=1)).data["nodes"]
    assert newest["total"]["amount"] == 2999
    assert sum((await customer.cart()).values()) == 3


async def test_accounts_are_as_old_as_their_first_purchase(
    shop: Shop, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.commands.demo.find_purchases", lambda: file)
    await shop.change("DELETE FROM customers")
    await load(shop.settings, customers=60, with_past=False)

    days = first_days(read_purchases(file, customers=60))
    found = await customers.find_by_ids(
        shop.application.database.reads, [demo.crowd_id(n - 1) for n in days]
    )
    assert {customer.id: customer.created_at for customer in found} == {
        demo.crowd_id(number - 1): day for number, day in days.items()
    }


def test_without_the_package_there_are_no_purchases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.commands.demo.PACKAGE", "no_such_package")

    assert find_purchases() is None
    assert read_purchases(None, customers=10) == []


def test_the_real_file_is_read_whole() -> None:
    file = find_purchases()
    if file is None:
        pytest.skip("lifetimes is not installed: pip install --no-deps lifetimes==0.11.3")

    purchases = read_purchases(file, customers=23_570)

    assert len(purchases) == 69_659
    assert len({purchase.customer for purchase in purchases}) == 23_570
    assert sum(purchase.total for purchase in purchases) == 250_031_563


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        read(["names\n", "1 19970101\n"], customers=5)
