"""Rows of customers that are refused, and columns that are missing or not used."""

import pytest

from resolvers.importing import customers
from resolvers.importing.beginning import Unreadable
from resolvers.importing.report import Report
from tests.importing.export import CUSTOMER_COLUMNS, customer, hex_id, lines, written
from tests.support.shop import Shop


async def load(shop: Shop, text: str) -> Report:
    return await customers.load(shop.application, lines(text), dry_run=False)


BROKEN = {
    3: (customer(2, email="nobody"), "email: This is not an e-mail address."),
    5: (customer(4, id="xyz"), "id: An id has 32 lower-case hex characters."),
    6: (customer(5, active="maybe"), "active: This is 1, 0, true, false or empty."),
    7: (customer(6, first_name=""), "first_name: This has 1 to 100 characters."),
    8: (customer(7, last_name="x" * 101), "last_name: This has 1 to 100 characters."),
    9: (
        customer(8, billing_company="a\x07b"),
        "billing_company: Control characters are not allowed.",
    ),
    10: (customer(9, id=hex_id("customer 1")), "id: Line 2 has the same."),
    11: (customer(10, customer_number="SW1"), "customer_number: Line 2 has the same."),
    12: (customer(11, email="JOERG1@example.org"), "email: Line 2 has the same."),
    13: (
        customer(12, customer_number="10001"),
        "customer_number: Another customer has this number.",
    ),
    14: (customer(13, email="bob@example.com"), "email: Another account has this address."),
    15: (customer(14, last_name="\udcfc"), "This row is not in UTF-8."),
}


async def test_one_bad_row_keeps_the_whole_file_out_and_every_bad_line_is_named(
    shop: Shop,
) -> None:
    before = await shop.everything()
    rows = {line: {**row, "billing_street": ""} for line, (row, _) in BROKEN.items()}
    good = {line: {**customer(100 + line), "billing_street": ""} for line in (4, 16)}
    first = {**customer(1), "billing_street": ""}

    text = written([first, *(row for _, row in sorted({**rows, **good}.items()))])
    report = await load(shop, text)

    assert [(refused.line, refused.reason) for refused in report.lines] == [
        (line, reason) for line, (_, reason) in BROKEN.items()
    ]
    assert await shop.everything() == before


async def test_lines_are_counted_through_quoted_newlines(shop: Shop) -> None:
    report = await load(shop, written([customer(1), customer(2), customer(3, email="no")]))

    assert [refused.line for refused in report.lines] == [6]


async def test_guests_may_share_an_address(shop: Shop) -> None:
    rows = [customer(number, email="bob@example.com", guest="true") for number in (1, 2)]

    report = await load(shop, written(rows))

    assert (report.added, report.refused) == (2, [])


async def test_a_bound_customer_needs_a_channel_that_exists(shop: Shop) -> None:
    columns = [*CUSTOMER_COLUMNS, "bound_sales_channel_id"]
    bound = customer(1, bound_sales_channel_id=shop.channel("Outlet"))
    lost = customer(2, bound_sales_channel_id=hex_id("nowhere"))

    refused = await load(shop, written([bound, lost], columns))
    report = await load(shop, written([bound], columns))

    assert [row.reason for row in refused.lines] == [
        "bound_sales_channel_id: There is no such sales channel."
    ]
    assert report.added == 1


async def test_required_columns_are_named_when_they_are_missing(shop: Shop) -> None:
    with pytest.raises(Unreadable, match="missing: customer_number, email\\."):
        await load(shop, "id;first_name;last_name\n")


async def test_other_columns_are_named(shop: Shop) -> None:
    columns = [*CUSTOMER_COLUMNS, "loyalty_points"]

    report = await load(shop, written([customer(1, loyalty_points="7")], columns))

    assert report.unknown == ["loyalty_points"]
    assert "billing_street" in report.unused
