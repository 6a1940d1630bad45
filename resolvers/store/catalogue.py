"""What is for sale, at the prices of the context's currency."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auth import arguments
from db.statements.shop import products
from resolvers.request.context import RequestContext
from resolvers.request.paging import Page, after_name, by_name

if TYPE_CHECKING:
    from db.models import Product


async def find(
    ctx: RequestContext, *, search: str | None, first: int, after: str | None
) -> Page["Product"]:
    """A page of products for sale, by name."""
    words, keys, size = arguments.search(search), after_name(after), arguments.page_size(first)

    async def count() -> int:
        async with ctx.application.database.read() as session:
            return await products.count_all(session, search=words)

    async with ctx.application.database.read() as session:
        found = await products.find(session, search=words, after=keys, first=size)
    return Page.of(found, key=by_name, after=after, count=count)


async def find_prices(ctx: RequestContext, product_ids: Sequence[str]) -> dict[str, int]:
    """What each costs in the context's currency, in minor units."""
    currency = (await ctx.store()).currency
    async with ctx.application.database.read() as session:
        return await products.find_prices(session, product_ids, currency=currency)
