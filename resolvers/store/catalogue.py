"""Lists the products for sale, with prices in the currency of the context."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from auth.money.pricing import price_in
from auth.texts import arguments
from db.statements.shop import currencies, products
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import Product


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with the price of one piece, in minor units of the currency."""

    product: "Product"
    price: int
    currency: str


async def find(
    ctx: RequestContext, *, search: str | None, first: int, after: str | None
) -> Page[Offer]:
    """A page of products for sale, by name."""
    words = arguments.search(search)
    page = await read_page(
        ctx.application.database,
        BY_NAME,
        first=first,
        after=after,
        find=partial(products.FOR_SALE.find, search=words),
        count=partial(products.FOR_SALE.count_all, search=words),
    )
    currency = (await ctx.store()).currency
    factor = await currencies.find_factor(ctx.application.database.reads, currency)
    return page.map(lambda row: Offer(row, price_in(currency, row.price, factor=factor), currency))
