"""The products for sale, at the prices of the context's currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from auth import arguments
from db.statements.shop import products
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
        find=partial(products.find, search=words),
        count=partial(products.count_all, search=words),
    )
    currency = (await ctx.store()).currency
    reads = ctx.application.database.reads
    return await products.find_prices(reads, product_ids, currency=currency)
