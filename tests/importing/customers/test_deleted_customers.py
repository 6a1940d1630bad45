"""A deleted customer whose id comes back in a file has the old orders only with `--revive`."""

import pytest

from resolvers.importing import customers
from resolvers.importing.report import Report
from tests.importing.export import customer, lines, written
from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop
from tests.support.shopping import nothing_written, order

REFUSED = "id: A customer with this id was deleted. The option --revive brings them back."


@pytest.fixture
async def deleted(shop: Shop, bob: Visitor, admin: Agent) -> str:
    """The id of bob, who ordered and was deleted."""
    assert (await order(bob)).data["placedBy"] is None
    assert (await admin.run("admin/delete-customer", id=shop.customer("bob"))).data is True
    return shop.customer("bob")


async def load(shop: Shop, *ids: str, revive: bool = False, dry_run: bool = False) -> Report:
    rows = [customer(number, id=id_) for number, id_ in enumerate(ids, start=1)]
    return await customers.load(
        shop.application, lines(written(rows)), revive=revive, dry_run=dry_run
    )


async def orders(admin: Agent, customer_id: str) -> int:
    seen = await admin.run("admin/customer-orders", id=customer_id)
    return len(seen.data["orders"]["nodes"])


async def test_the_row_is_refused_and_nothing_is_written(shop: Shop, deleted: str) -> None:
    async with nothing_written(shop):
        report = await load(shop, shop.customer("heidi"), deleted)

    assert [(row.line, row.reason) for row in report.lines] == [(4, REFUSED)]


async def test_who_is_brought_back_has_the_old_orders(
    shop: Shop, admin: Agent, deleted: str
) -> None:
    report = await load(shop, deleted, revive=True)

    assert (report.added, report.revived, report.refused) == (1, 1, [])
    assert [(note.line, note.text) for note in report.notes] == [
        (2, "id: The deleted customer is back, with the orders of that time.")
    ]
    assert await orders(admin, deleted) == 1
    assert (await shop.rows("deleted_customers"), (await shop.actions())[-1]) == (
        [],
        "customers.imported",
    )
    assert (await load(shop, deleted)).updated == 1


async def test_a_dry_run_brings_nobody_back(shop: Shop, deleted: str) -> None:
    async with nothing_written(shop):
        report = await load(shop, deleted, revive=True, dry_run=True)

    assert report.refused == []
    assert [row["id"] for row in await shop.rows("deleted_customers")] == [deleted]


async def test_a_second_deletion_is_remembered_as_well(
    shop: Shop, admin: Agent, deleted: str
) -> None:
    await load(shop, deleted, revive=True)
    assert (await admin.run("admin/delete-customer", id=deleted)).data is True

    report = await load(shop, deleted)

    assert [row.reason for row in report.lines] == [REFUSED]


async def test_other_customers_are_not_concerned(shop: Shop, deleted: str) -> None:
    assert deleted

    report = await load(shop, shop.customer("heidi"), "0" * 32, revive=True)

    assert (report.added, report.updated, report.revived) == (1, 1, 0)
