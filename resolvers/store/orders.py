"""Makes an order of a cart, and lists orders."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth.cart import check_for_sale, check_total
from auth.errors import CartEmpty
from db.models import Order, OrderLine
from db.models.columns import new_id
from db.statements.shop import carts, orders
from resolvers.request.access import hold_context, record_operation
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NUMBER
from resolvers.request.paging import Page, read_page
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from datetime import datetime

    from db.models import CartLine, Imitation, Product
    from db.statements.shop.stored_context import StoredCustomer


async def place(ctx: RequestContext) -> Order:
    """Order what is in the cart and empty it; raises CartEmpty, also for a second submit."""
    async with ctx.application.database.begin() as session:
        store = await hold_context(ctx, session)
        customer = store.logged_in()
        cart_id = await carts.claim_of_customer(session, customer.id, store.sales_channel.id)
        priced = await carts.find_priced(session, cart_id, currency=store.currency)
        if not priced:
            raise CartEmpty
        check_for_sale([product.name for _, product, _ in priced if not product.active])
        total = sum(line.quantity * price for line, _, price in priced)
        check_total(total)  # prices may have risen since the cart was filled
        order = _order(store, customer, total=total, now=ctx.now())
        lines = [_line(order, position, *found) for position, found in enumerate(priced, start=1)]
        await orders.add(session, order, lines)
        await carts.empty(session, cart_id)
        bought = {"order_number": order.number, "total": order.total, "currency": order.currency}
        await record_operation(ctx, session, "placeOrder", **bought)
    return order


def _order(
    store: StoreContext, customer: "StoredCustomer", *, total: int, now: "datetime"
) -> Order:
    return Order(
        id=new_id(),
        sales_channel_id=store.sales_channel.id,
        customer_id=customer.id,
        customer_number=customer.customer_number,
        imitation_id=store.imitation_id,
        currency=store.currency,
        language=store.language,
        total=total,
        placed_at=now,
    )


def _line(
    order: Order, position: int, line: "CartLine", product: "Product", price: int
) -> OrderLine:
    return OrderLine(
        order_id=order.id,
        position=position,
        product_number=product.product_number,
        label=product.name,
        quantity=line.quantity,
        unit_price=price,
    )


async def find_own(ctx: RequestContext, *, first: int, after: str | None) -> Page[Order]:
    """The logged-in customer's orders, newest first."""
    return await find_of_customer(ctx, (await ctx.store()).logged_in().id, first=first, after=after)


async def find_of_customer(
    ctx: RequestContext, customer_id: str, *, first: int, after: str | None
) -> Page[Order]:
    """A customer's orders, newest first. The guard has checked the privilege."""
    return await read_page(
        ctx.application.database,
        BY_NUMBER,
        first=first,
        after=after,
        find=partial(orders.find, customer_id=customer_id),
        count=partial(orders.count_all, customer_id=customer_id),
    )


async def find_lines(
    ctx: RequestContext, order_ids: Sequence[str]
) -> Mapping[str, Sequence[OrderLine]]:
    """The lines of these orders."""
    async with ctx.application.database.read() as session:
        found = await orders.find_lines(session, order_ids)
    return {id_: [line for line in found if line.order_id == id_] for id_ in order_ids}


async def find_imitations(
    ctx: RequestContext, imitation_ids: Sequence[str]
) -> Mapping[str, "Imitation"]:
    """The imitations with these ids, by id."""
    async with ctx.application.database.read() as session:
        found = await orders.find_imitations(session, imitation_ids)
    return {imitation.id: imitation for imitation in found}
