"""Imports products from a file in the form of Shopware's export."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from auth.errors import Invalid
from db.engine.drivers.alchemy_session import AlchemySession
from db.importing import products, staging
from db.models.catalogue import describe
from resolvers.application import Application
from resolvers.audit.recording import Source, record
from resolvers.importing import cells
from resolvers.importing.columns import Columns
from resolvers.importing.report import Report, RolledBack
from resolvers.importing.staged import stage
from resolvers.importing.table import Row, Table

if TYPE_CHECKING:
    from sqlalchemy import Subquery
    from sqlmodel.ext.asyncio.session import AsyncSession

# Names of the profile «Default product» of Shopware 6.
COLUMNS: Final = Columns(
    required=frozenset({"id", "product_number", "name", "price_gross"}),
    optional=frozenset({"parent_id", "active"}),
    unused=frozenset({
        "stock", "description", "price_net", "purchase_prices_net", "purchase_prices_gross",
        "tax_id", "tax_rate", "tax_name", "cover_media_id", "cover_media_url",
        "cover_media_title", "cover_media_alt", "manufacturer_id", "manufacturer_name",
        "categories", "sales_channel", "propertyIds", "optionIds",
    }),
    one_line=frozenset({"name"}),
)  # fmt: skip
INCOMPLETE: Final = "parent_id: No parent has the name or price that is missing here."
LONGEST_SEARCH_TEXT: Final = 400  # characters


async def load(
    application: Application,
    lines: Iterable[str],
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    rounding: bool = False,
) -> Report:
    """Store all of a file's products, or none; raises Unreadable.

    `skip_refused` stores those that can be stored; `rounding` takes prices with more than two
    decimals.
    """
    table = Table(lines, COLUMNS)
    report = Report.of(table, skip=skip_refused)
    try:
        async with application.database.alchemy(late=True) as session:
            parse = partial(product, report=report, rounding=rounding)
            await stage(session, products.STAGED, table, parse, report)
            await _merge(session, application, report)
            report.decide(dry_run=dry_run)
    except RolledBack:
        pass
    return report


def product(read: Row, *, report: Report, rounding: bool) -> dict[str, object]:
    """The values to store of a row; raises Invalid. None in a variant is its parent's value."""
    row = read.cells
    parent = cells.optional_identifier(row, "parent_id")
    number = cells.line(row, "product_number", longest=64)
    name = cells.optional_line(row, "name", longest=255)
    written = row["price_gross"].strip()
    price = cells.price(row, "price_gross", rounding=rounding) if written else None
    if parent is None and name is None:
        raise Invalid("name", "Only a variant, which has a parent_id, may be without a name.")
    if parent is None and price is None:
        raise Invalid("price_gross", "Only a variant, which has a parent_id, may be without one.")
    searched = describe(name or "", number)
    values: dict[str, object] = {
        "id": cells.identifier(row, "id"),
        "parent_id": parent,
        "product_number": number,
        "name": name,
        "price": price,
        "active": cells.flag(row, "active"),
        "search_text": cells.fitting(searched, longest=LONGEST_SEARCH_TEXT, column="name"),
    }
    if price is not None and cells.number(row, "price_gross") * 100 != price:
        report.note(read.line, f"price_gross: {written} became {price / 100:.2f}.")
    return values


async def _merge(session: "AsyncSession", application: Application, report: Report) -> None:
    """Check the rows against each other and against stored rows, then store them."""
    await staging.lock(session, products.PRODUCTS)
    rows = products.settled()
    await _check(session, rows, report)
    if not report.stores:
        return
    report.count(await staging.count_known(session, rows, products.PRODUCTS))
    await products.merge(session, rows)
    await products.describe_variants(session)
    await staging.drop(session, products.STAGED)
    statements, source = AlchemySession(session), Source(application.clock())
    await record(statements, source, "products.imported", detail=report.counts)


async def _check(session: "AsyncSession", rows: "Subquery", report: Report) -> None:
    """Refuse rows, and take them out of the temporary table."""
    for column in ("id", "product_number"):
        repeated = await staging.find_repeated(session, products.STAGED, column)
        report.refuse_repeated(repeated, column)
    taken = await staging.find_taken(session, rows, "product_number", products.PRODUCTS)
    report.refuse(taken, "product_number: Another product has this number.")
    await staging.remove(session, products.STAGED, report.refused_lines)
    # A refused variant may have been the parent of others.
    while incomplete := await products.find_incomplete(session, rows):
        report.refuse(incomplete, INCOMPLETE)
        await staging.remove(session, products.STAGED, incomplete)
