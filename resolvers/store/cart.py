"""Changes the cart of the context, for the customer, a guest or the imitating user."""

from typing import TYPE_CHECKING

from auth.errors import DoesNotExist, Invalid
from auth.money.cart import MOST_OF_ONE, check_lines, check_quantity, check_total
from auth.money.pricing import price_in
from auth.texts import arguments
from db.statements.shop import cart_lines, carts
from resolvers.request.access import hold_context, record_operation
from resolvers.request.context import RequestContext
from resolvers.request.sessions import keep_session
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from db.statements.shop.cart_lines import PricedLine


async def add_item(ctx: RequestContext, *, product_id: str, quantity: int) -> StoreContext:
    """Put pieces of a product in. A guest's first line starts their session, with a new token."""
    arguments.identifier(product_id, field="productId")
    check_quantity(quantity, fewest=1)
    async with ctx.application.database.transaction() as session:
        held = await hold_context(ctx, session)
        cart_id, token = await _claim(ctx, session, held.store)
        pieces = await cart_lines.add(
            session,
            cart_id,
            product_id=product_id,
            quantity=quantity,
            imitation_id=held.store.imitation_id,
            now=ctx.now(),
        )
        if pieces is None:
            raise DoesNotExist("productId")
        if pieces > MOST_OF_ONE:
            raise Invalid("quantity", f"A line holds 1 to {MOST_OF_ONE} pieces.")
        lines = await cart_lines.find_priced(session, cart_id, currency=held.store.currency)
        if pieces == quantity:  # a new line
            check_lines(len(lines))
        check_total(_total(held.store, lines))
        line = next(line for line in lines if line.product_id == product_id)
        await record_operation(
            ctx, session, held, "addCartItem", **_product(line), quantity=quantity
        )
    return await ctx.continue_with(token)


async def update_item(ctx: RequestContext, *, line_id: str, quantity: int) -> StoreContext:
    """Set the number of pieces of a line; 0 removes it."""
    arguments.identifier(line_id, field="id")
    check_quantity(quantity, fewest=0)
    async with ctx.application.database.transaction() as session:
        held = await hold_context(ctx, session)
        cart_id, token = await _claim(ctx, session, held.store)
        lines = await cart_lines.find_priced(session, cart_id, currency=held.store.currency)
        line = _line(lines, line_id)
        if quantity > line.quantity:  # fewer pieces are always possible, whatever became of prices
            more = line._replace(quantity=quantity - line.quantity)
            check_total(_total(held.store, [*lines, more]))
        if quantity:
            await cart_lines.mark_quantity(session, line_id, quantity=quantity)
        else:
            await cart_lines.remove(session, cart_id, line_id=line_id)
        await record_operation(
            ctx, session, held, "updateCartItem", **_product(line), quantity=quantity
        )
    return await ctx.continue_with(token)


def _line(lines: "Sequence[PricedLine]", line_id: str) -> "PricedLine":
    line = next((line for line in lines if line.id == line_id), None)
    if line is None:
        raise DoesNotExist("id")
    return line


def _product(line: "PricedLine") -> dict[str, object]:
    """How an event names a product: it may be renamed or deleted later."""
    number, name = line.product_number, line.label
    return {"product_id": line.product_id, "product_number": number, "product": name}


def _total(store: StoreContext, lines: "Sequence[PricedLine]") -> int:
    """What the lines cost together, in minor units of the context's currency."""
    return sum(
        line.quantity * price_in(store.currency, line.price, factor=line.factor) for line in lines
    )


async def remove_item(ctx: RequestContext, *, line_id: str) -> StoreContext:
    """Remove a line."""
    arguments.identifier(line_id, field="id")
    async with ctx.application.database.transaction() as session:
        held = await hold_context(ctx, session)
        cart_id, token = await _claim(ctx, session, held.store)
        currency = held.store.currency
        line = _line(await cart_lines.find_priced(session, cart_id, currency=currency), line_id)
        await cart_lines.remove(session, cart_id, line_id=line_id)
        await record_operation(
            ctx, session, held, "removeCartItem", **_product(line), quantity=line.quantity
        )
    return await ctx.continue_with(token)


async def _claim(ctx: RequestContext, session: "Session", store: StoreContext) -> tuple[str, str]:
    """The id of the context's cart, locked until the commit, and the token from now on."""
    channel_id = store.sales_channel.id
    if store.customer is not None:
        return await carts.claim_of_customer(session, store.customer.id, channel_id), store.token
    context_id, token = await keep_session(ctx, session, store)
    return await carts.claim_of_context(session, context_id, channel_id), token
