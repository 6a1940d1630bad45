"""Places orders, once each, and lists them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth.errors import CartEmpty
from auth.money.cart import check_for_sale, check_total
from auth.money.pricing import price_in
from db.statements.shop import cart_lines, carts, orders
from resolvers.request.access import hold_context, record_operation
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NUMBER
from resolvers.request.paging import Page, read_page
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Imitation, Order, OrderLine
    from db.statements.shop.cart_lines import PricedLine
    from resolvers.request.store_context import StoreContext


async def place(ctx: RequestContext) -> "Order":
    """Order what is in the cart. A second request finds the cart empty: CartEmpty."""
    async with ctx.application.database.transaction() as session:
        held = await hold_context(ctx, session)
        store, customer = held.store, held.store.logged_in()
        cart_id = await carts.claim_of_customer(session, customer.id, store.sales_channel.id)
        priced = await cart_lines.find_priced(session, cart_id, currency=store.currency)
        if not priced:
            raise CartEmpty
        check_for_sale([line.label for line in priced if not line.for_sale])
        order = await _store(ctx, session, store, priced)
        await cart_lines.remove_all(session, cart_id)
        bought = {"order_number": order.number, "total": order.total, "currency": order.currency}
        await record_operation(ctx, session, held, "placeOrder", **bought)
    return order


async def _store(
    ctx: RequestContext, session: "Session", store: "StoreContext", priced: "Sequence[PricedLine]"
) -> "Order":
    """Store the order of these lines, by the customer or the imitating user."""
    customer = store.logged_in()
    prices = [price_in(store.currency, line.price, factor=line.factor) for line in priced]
    total = sum(line.quantity * price for line, price in zip(priced, prices, strict=True))
    check_total(total)  # prices may have risen since the cart was filled
    return await orders.add(
        session,
        [
            {
                "product_number": line.product_number,
                "label": line.label,
                "quantity": line.quantity,
                "unit_price": price,
            }
            for line, price in zip(priced, prices, strict=True)
        ],
        sales_channel_id=store.sales_channel.id,
        customer_id=customer.id,
        customer_number=customer.customer_number,
        imitation_id=store.imitation_id,
        currency=store.currency,
        language=store.language,
        total=total,
        placed_at=ctx.now(),
    )


async def find_own(ctx: RequestContext, *, first: int, after: str | None) -> Page["Order"]:
    """The logged-in customer's orders, newest first."""
    return await find_of_customer(ctx, (await ctx.store()).logged_in().id, first=first, after=after)


async def find_of_customer(
    ctx: RequestContext, customer_id: str, *, first: int, after: str | None
) -> Page["Order"]:
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
) -> Mapping[str, Sequence["OrderLine"]]:
    """The lines of these orders."""
    found = await orders.find_lines(ctx.application.database.reads, order_ids)
    lines: dict[str, list[OrderLine]] = {id_: [] for id_ in order_ids}
    for line in found:
        lines[line.order_id].append(line)
    return lines


async def find_imitations(
    ctx: RequestContext, imitation_ids: Sequence[str]
) -> Mapping[str, "Imitation"]:
    """The imitations with these ids, by id."""
    found = await orders.find_imitations(ctx.application.database.reads, imitation_ids)
    return {imitation.id: imitation for imitation in found}
