"""Lists the products for sale, with prices in the currency of the context."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth import arguments
from db.statements.shop import products
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import Product


async def find(
    ctx: RequestContext, *, search: str | None, first: int, after: str | None
) -> Page["Product"]:
    """A page of products for sale, by name."""
    words = arguments.search(search)
    return await read_page(
        ctx.application.database,
        BY_NAME,
        first=first,
        after=after,
        find=partial(products.find, search=words),
        count=partial(products.count_all, search=words),
    )


async def find_prices(ctx: RequestContext, product_ids: Sequence[str]) -> dict[str, int]:
    """The price of each product in the currency of the context, in minor units."""
    currency = (await ctx.store()).currency
    async with ctx.application.database.read() as session:
        return await products.find_prices(session, product_ids, currency=currency)
