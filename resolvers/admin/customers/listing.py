"""Lists customers, and finds them by their ids."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from auth.privileges import Privilege
from auth.texts import arguments
from auth.vocabulary import Consent, CustomerSort
from db.statements.customers import customer_lists
from db.statements.shop import customers, orders
from resolvers.request.context import RequestContext
from resolvers.request.cursors import (
    BY_CUSTOMER_NUMBER,
    BY_LAST_LOGIN,
    BY_NAME,
    BY_TIME,
    ListOrder,
)
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import Customer

ORDERS: Final[Mapping[CustomerSort, ListOrder]] = {
    CustomerSort.NAME: BY_NAME,
    CustomerSort.NUMBER: BY_CUSTOMER_NUMBER,
    CustomerSort.LAST_LOGIN: BY_LAST_LOGIN,
    CustomerSort.NEWEST: BY_TIME,
}
_ORDER_NUMBER: Final = re.compile("#?([0-9]{1,18})")  # as many digits as the column holds


class CustomerFilter(NamedTuple):
    """The customers to list; None lets all through."""

    active: bool | None = None
    guest: bool | None = None
    consent: Consent | None = None
    bound_to: str | None = None  # a sales channel
    company: str | None = None

    def checked(self) -> "CustomerFilter":
        """With values as they are compared; raises Invalid."""
        if self.bound_to is not None:
            arguments.identifier(self.bound_to, field="boundSalesChannelId")
        return self._replace(company=arguments.search(self.company, field="company"))


async def find(
    ctx: RequestContext,
    where: CustomerFilter,
    *,
    search: str | None,
    sort: CustomerSort,
    first: int,
    after: str | None,
) -> Page["Customer"]:
    """A page of customers, the one whose order's number is searched for among them."""
    words, where = arguments.search(search), where.checked()
    other_sort = None if sort is CustomerSort.NAME else sort
    listed = customer_lists.matching(
        sort=sort,
        search=words,
        besides=await _find_customer_of_order(ctx, words),
        **where._asdict(),
    )
    return await read_page(
        ctx.application.database,
        ORDERS[sort].under({"sort": other_sort, "search": words, **where._asdict()}),
        first=first,
        after=after,
        find=partial(customer_lists.find, listed=listed),
        count=partial(customer_lists.count_all, listed=listed),
    )


async def _find_customer_of_order(ctx: RequestContext, words: str | None) -> str | None:
    """The id of the customer, if a user who may read orders searches for an order's number."""
    number = _ORDER_NUMBER.fullmatch(words or "")
    if number is None or Privilege.ORDER_READ not in (await ctx.caller()).privileges:
        return None
    return await orders.get_customer_id(ctx.application.database.reads, int(number[1]))


async def get(ctx: RequestContext, customer_id: str) -> "Customer | None":
    """One customer."""
    arguments.identifier(customer_id, field="id")
    return await customers.get(ctx.application.database.reads, customer_id)


async def find_by_ids(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, "Customer"]:
    """The customers with these ids, by id; unknown ids are left out."""
    found = await customers.find_by_ids(ctx.application.database.reads, ids)
    return {customer.id: customer for customer in found}
