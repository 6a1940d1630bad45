"""Imported names and addresses lose what is not seen, by the rules of the API."""

import pytest

from resolvers.importing import customers
from tests.importing.export import CUSTOMER_COLUMNS, customer, lines, written
from tests.support.clients import Agent
from tests.support.shop import Shop


@pytest.mark.parametrize(
    ("column", "cell", "stored"),
    [
        ("email", "zw\u200b@example.org", "zw@example.org"),
        ("email", "\ufeffbom@example.org\u2060", "bom@example.org"),
        ("first_name", "\u202eecila", "ecila"),
        ("last_name", "می\u200cخ", "می\u200cخ"),
    ],
)
async def test_is_stored_without_them(shop: Shop, column: str, cell: str, stored: str) -> None:
    text = written([customer(1, **{column: cell})], CUSTOMER_COLUMNS)

    report = await customers.load(shop.application, lines(text))

    assert (report.added, report.refused) == (1, [])
    (row,) = [row for row in await shop.rows("customers") if row["customer_number"] == "SW1"]
    assert row[column] == stored


async def test_name_of_which_nothing_is_seen_is_refused(shop: Shop) -> None:
    before = await shop.everything()
    text = written([customer(1, first_name="\u200b")], CUSTOMER_COLUMNS)

    report = await customers.load(shop.application, lines(text))

    assert [refused.reason for refused in report.lines] == [
        "first_name: This has 1 to 100 characters."
    ]
    assert await shop.everything() == before


@pytest.mark.parametrize(
    "pasted",
    [
        "Zoë می\u200cخ <zoe@example.org>",
        "میخ, Zoe",
        "می\u200cخ,\tZoë",
        "\ufeffzoe@example.org,",
        '"zoe@\u200bexample.org";',
    ],
)
async def test_customer_is_found_by_what_is_pasted(shop: Shop, admin: Agent, pasted: str) -> None:
    row = customer(1, first_name="Zoë", last_name="می\u200cخ", email="zoe@example.org")
    await customers.load(shop.application, lines(written([row], CUSTOMER_COLUMNS)))

    found = await admin.run("admin/customers", search=pasted)

    assert [one["customerNumber"] for one in found.data["nodes"]] == ["SW1"]
