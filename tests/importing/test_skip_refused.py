"""`--skip-refused`: what can be stored is, and the report says what was not."""

import json
from collections.abc import Mapping, Sequence

import pytest

from resolvers.importing import customers, products, sales_channels
from resolvers.importing.report import Report
from tests.importing.export import PRODUCT_COLUMNS, customer, lines, product, written
from tests.importing.test_sales_channels import COLUMNS as CHANNEL_COLUMNS
from tests.importing.test_sales_channels import channel
from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.support.shopping import nothing_written

# A row has two lines, with the street: these begin at 2, 4, 6, 8 and 10.
MIXED = (
    customer(1),
    customer(2, email="none"),
    customer(3, customer_number="10001"),
    customer(4, email="joerg1@example.org"),
    customer(5),
)
REFUSED = [
    (4, "email: This is not an e-mail address."),
    (6, "customer_number: Another customer has this number."),
    (8, "email: Line 2 has the same."),
]


async def load(
    shop: Shop, rows: Sequence[Mapping[str, str]], *, dry_run: bool = False, revive: bool = False
) -> Report:
    return await customers.load(
        shop.application, lines(written(rows)), dry_run=dry_run, skip_refused=True, revive=revive
    )


def refused(report: Report) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in report.lines]


async def detail(shop: Shop) -> object:
    event = max(await shop.rows("audit_events"), key=lambda row: row["id"])
    return json.loads(event["detail"])


async def numbers(shop: Shop) -> set[object]:
    return {row["customer_number"] for row in await shop.rows("customers")}


async def test_other_rows_are_stored_and_the_event_counts_the_refused(shop: Shop) -> None:
    before = await numbers(shop)

    report = await load(shop, MIXED)

    assert refused(report) == REFUSED
    assert (report.rows, report.added, report.updated) == (5, 2, 0)
    assert await numbers(shop) - before == {"SW1", "SW5"}
    assert await detail(shop) == {"added": 2, "updated": 0, "refused": 3}


async def test_a_dry_run_says_the_same_and_writes_nothing(shop: Shop) -> None:
    async with nothing_written(shop):
        report = await load(shop, MIXED, dry_run=True)

    assert (refused(report), report.added) == (REFUSED, 2)


async def test_nothing_is_written_where_every_row_is_refused(shop: Shop) -> None:
    async with nothing_written(shop):
        report = await load(shop, MIXED[1:2])

    assert (refused(report), report.added) == ([(2, REFUSED[0][1])], 0)


@pytest.mark.parametrize("revive", [False, True])
async def test_a_refused_customer_stays_deleted(shop: Shop, admin: Agent, *, revive: bool) -> None:
    """Else the next file would bring them back with their orders unasked."""
    deleted = shop.customer("heidi")
    await admin.run("admin/delete-customer", id=deleted)
    row = customer(2, id=deleted, customer_number="10001")

    report = await load(shop, [customer(1), row], revive=revive)

    assert {line for line, _ in refused(report)} == {4}
    assert (report.added, report.revived, report.notes) == (1, 0, [])
    assert [row["id"] for row in await shop.rows("deleted_customers")] == [deleted]


async def test_variants_of_a_refused_product_are_refused_too(shop: Shop) -> None:
    parent = product(2, product_number="SW1")
    rows = [product(1), parent, product(3, parent_id=parent["id"], name=""), product(4)]
    before = len(await shop.rows("products"))

    report = await products.load(
        shop.application, lines(written(rows, PRODUCT_COLUMNS)), skip_refused=True
    )

    assert refused(report) == [
        (3, "product_number: Line 2 has the same."),
        (4, "parent_id: No parent has the name or price that is missing here."),
    ]
    assert (report.added, len(await shop.rows("products")) - before) == (2, 2)


async def test_a_refused_channel_leaves_no_currency(shop: Shop) -> None:
    rows = [
        channel("Sweden", currency="SEK", factor="11.25", domains="https://se.example sv-SE NOK"),
        channel("Austria", domains="https://at.example de-AT EUR"),
    ]
    before = await shop.rows("currencies")

    report = await sales_channels.load(
        shop.application, lines(written(rows, CHANNEL_COLUMNS)), skip_refused=True
    )

    assert refused(report) == [(2, "currency: NOK is new here and needs a factor.")]
    assert (report.added, await shop.rows("currencies")) == (1, before)
    assert await detail(shop) == {"added": 1, "updated": 0, "refused": 1}
