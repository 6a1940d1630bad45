"""Products from Shopware's export: prices and variants, all or nothing."""

import pytest

from db.search import fold
from resolvers.importing import products
from resolvers.importing.report import Report
from tests.importing.export import PRODUCT_COLUMNS, hex_id, lines, product, written
from tests.support.shop import Shop


async def load(
    shop: Shop, *rows: dict[str, str], dry_run: bool = False, rounding: bool = False
) -> Report:
    text = written(rows, PRODUCT_COLUMNS)
    return await products.load(shop.application, lines(text), dry_run=dry_run, rounding=rounding)


async def stored(shop: Shop) -> dict[str, tuple[object, ...]]:
    """Name, price, activity and search text of each product, by number."""
    return {
        row["product_number"]: (row["name"], row["price"], bool(row["active"]), row["search_text"])
        for row in await shop.rows("products")
    }


async def test_every_value_of_an_export_arrives(shop: Shop) -> None:
    rows = [
        product(number, name=f'Tasse "Ü{number}"; groß', price_gross=f"{number}.{number % 100:02}")
        for number in range(1000)
    ]

    report = await load(shop, *rows)

    assert (report.added, report.refused, report.unknown) == (1000, [], [])
    found = await stored(shop)
    for number, row in enumerate(rows):
        name = row["name"]
        price = number * 100 + number % 100
        assert found[f"SW{number}"] == (name, price, True, fold(name, f"SW{number}"))


async def test_visitor_finds_an_imported_product(shop: Shop) -> None:
    await load(shop, product(7, name="Größte Kanne"))

    found = (await shop.visitor().run("storefront/products", search="grosste")).data["nodes"]

    assert [row["id"] for row in found] == [hex_id("product 7")]


async def test_variants_take_from_their_parent_what_they_lack(shop: Shop) -> None:
    parent = product(1, name="Hemd", price_gross="39.9", active="0")
    variant = product(2, parent_id=parent["id"], name="", price_gross="", active="", price_net="")
    dearer = product(3, parent_id=parent["id"], name="", price_gross="49", active="1")

    await load(shop, variant, parent, dearer)

    found = await stored(shop)
    assert found["SW2"] == ("Hemd", 3990, False, "hemd sw2")
    assert found["SW3"] == ("Hemd", 4900, True, "hemd sw3")


async def test_second_import_updates(shop: Shop) -> None:
    await load(shop, product(1), product(2, active="0"))

    report = await load(shop, product(1, price_gross="5"), product(2, active=""))

    assert (report.added, report.updated) == (0, 2)
    found = await stored(shop)
    assert (found["SW1"][1], found["SW2"][2]) == (500, False)


async def test_import_is_one_audit_event(shop: Shop) -> None:
    before = await shop.actions()

    await load(shop, product(1))

    assert (await shop.actions())[len(before) :] == ["products.imported"]


async def test_dry_run_writes_nothing(shop: Shop) -> None:
    before = await shop.everything()

    report = await load(shop, product(1), dry_run=True)

    assert report.added == 1
    assert await shop.everything() == before


BROKEN = (
    (
        product(2, price_gross="19.995"),
        "price_gross: A price has at most two decimals. The option --round rounds it.",
    ),
    (product(3, price_gross="1,99"), "price_gross: A number looks like 19.99."),
    (product(4, price_gross="1_0"), "price_gross: A number looks like 19.99."),
    (product(5, price_gross="-1"), "price_gross: A number looks like 19.99."),
    (product(6, price_gross="1E10"), "price_gross: A price is between 0 and 9999999999.99."),
    (
        product(7, price_gross=""),
        "price_gross: Only a variant, which has a parent_id, may be without one.",
    ),
    (product(8, name=""), "name: Only a variant, which has a parent_id, may be without a name."),
    (
        product(9, name="", parent_id=hex_id("nothing")),
        "parent_id: No parent has the name or price that is missing here.",
    ),
    (product(10, id=hex_id("product 1")), "id: Line 2 has the same."),
    (product(11, product_number="SW1"), "product_number: Line 2 has the same."),
    (product(12, product_number="P0001"), "product_number: Another product has this number."),
    (product(13, active="2"), "active: This is 1, 0, true, false or empty."),
)


async def test_one_bad_row_keeps_the_whole_file_out_and_every_bad_line_is_named(
    shop: Shop,
) -> None:
    before = await shop.everything()

    report = await load(shop, product(1), *(row for row, _ in BROKEN))

    assert [(refused.line, refused.reason) for refused in report.lines] == [
        (line, reason) for line, (_, reason) in enumerate(BROKEN, start=3)
    ]
    assert await shop.everything() == before


@pytest.mark.parametrize(
    ("written_price", "cents"),
    [("590", 59000), ("0", 0), ("1.0E+3", 100000), ("0.1", 10), ("12.3400000", 1234)],
)
async def test_a_price_is_read_as_php_writes_it(shop: Shop, written_price: str, cents: int) -> None:
    await load(shop, product(1, price_gross=written_price))

    assert (await stored(shop))["SW1"][1] == cents


# Prices as a shop computes them from net ones, and the hundredths that are stored.
COMPUTED = {
    "13.337": 1334, "22.491": 2249, "118.99999999999999": 11900, "19.99": 1999, "0.005": 1,
    "0.0049": 0, "1.3337E1": 1334,
}  # fmt: skip


async def test_prices_with_more_decimals_are_rounded_where_that_is_asked_for(shop: Shop) -> None:
    rows = [product(number, price_gross=price) for number, price in enumerate(COMPUTED)]

    refused = await load(shop, *rows)
    report = await load(shop, *rows, rounding=True)

    assert [row.line for row in refused.lines] == [2, 3, 4, 6, 7, 8]
    found = await stored(shop)
    assert [found[f"SW{number}"][1] for number in range(len(rows))] == list(COMPUTED.values())
    assert [note.line for note in report.notes] == [2, 3, 4, 6, 7, 8]
    assert report.notes[2].text == "price_gross: 118.99999999999999 became 119.00."


async def test_a_line_break_in_a_name_becomes_a_blank(shop: Shop) -> None:
    report = await load(shop, product(1, name="Kanne\r\ngroß"))

    assert (await stored(shop))["SW1"][0] == "Kanne groß"
    assert [note.text for note in report.notes] == ["name: A line break became a blank."]
