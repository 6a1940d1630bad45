"""The column external_id: stored, kept without the column, removed by an empty cell, unique."""

from resolvers.importing import customers
from resolvers.importing.report import Report
from tests.importing.export import CUSTOMER_COLUMNS, customer, lines, written
from tests.support.shop import Shop

COLUMNS = (*CUSTOMER_COLUMNS, "externalId")


async def load(shop: Shop, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Report:
    return await customers.load(shop.application, lines(written(rows, columns)))


async def known(shop: Shop) -> dict[str, str | None]:
    """The external ids of imported customers, by number."""
    rows = await shop.rows("customers")
    return {
        row["customer_number"]: row["external_id"]
        for row in rows
        if row["customer_number"].startswith("SW")
    }


async def test_is_stored_and_kept_without_the_column(shop: Shop) -> None:
    await load(shop, customer(1, externalId="erp-1"), customer(2), customer(3))

    await load(shop, customer(1), columns=CUSTOMER_COLUMNS)

    assert await known(shop) == {"SW1": "erp-1", "SW2": None, "SW3": None}


async def test_empty_cell_removes_it(shop: Shop) -> None:
    await load(shop, customer(1, externalId="erp-1"))

    await load(shop, customer(1))

    assert await known(shop) == {"SW1": None}


async def test_repeated_and_taken_ones_are_refused(shop: Shop) -> None:
    await load(shop, customer(1, externalId="erp-1"))
    before = await shop.everything()

    taken = await load(shop, customer(2, externalId="erp-1"))
    repeated = await load(shop, customer(3, externalId="erp-3"), customer(4, externalId="erp-3"))

    assert [(one.line, one.reason.split(":")[0]) for one in taken.refused] == [(2, "external_id")]
    assert [one.line for one in repeated.refused] == [4]  # a row of the export has two lines
    assert await shop.everything() == before
