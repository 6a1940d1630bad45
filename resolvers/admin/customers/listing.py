"""Lists customers, and finds them by their ids."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth.texts import arguments
from db.statements.shop import customers
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import Customer


async def find(
    ctx: RequestContext, *, search: str | None, first: int, after: str | None
) -> Page["Customer"]:
    """A page of customers by name."""
    words = arguments.search(search)
    return await read_page(
        ctx.application.database,
        BY_NAME,
        first=first,
        after=after,
        find=partial(customers.BY_NAME.find, search=words),
        count=partial(customers.BY_NAME.count_all, search=words),
    )


async def get(ctx: RequestContext, customer_id: str) -> "Customer | None":
    """One customer."""
    arguments.identifier(customer_id, field="id")
    return await customers.get(ctx.application.database.reads, customer_id)


async def find_by_ids(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, "Customer"]:
    """The customers with these ids, by id; unknown ids are left out."""
    found = await customers.find_by_ids(ctx.application.database.reads, ids)
    return {customer.id: customer for customer in found}
