"""Changes the lines of the cart of a context."""

from typing import TYPE_CHECKING

from auth import arguments
from auth.cart import MOST_OF_ONE, check_lines, check_quantity, check_total
from auth.errors import DoesNotExist, Invalid
from db.statements.shop import carts, products
from resolvers.request.access import hold_context, record_operation
from resolvers.request.context import RequestContext
from resolvers.request.sessions import keep_session
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession


async def add_item(ctx: RequestContext, *, product_id: str, quantity: int) -> StoreContext:
    """Add pieces of a product. The first line of a guest starts a session with a new token."""
    arguments.identifier(product_id, field="productId")
    check_quantity(quantity, fewest=1)
    async with ctx.application.database.begin() as session:
        store = await hold_context(ctx, session)
        if await products.get_active(session, product_id) is None:
            raise DoesNotExist("productId")
        cart_id, token = await _claim(ctx, session, store)
        pieces = await carts.add_quantity(
            session,
            cart_id,
            product_id=product_id,
            quantity=quantity,
            imitation_id=store.imitation_id,
            now=ctx.now(),
        )
        if pieces > MOST_OF_ONE:
            raise Invalid("quantity", f"A line holds 1 to {MOST_OF_ONE} pieces.")
        lines, total = await carts.totals(session, cart_id, currency=store.currency)
        if pieces == quantity:  # a new line
            check_lines(lines)
        check_total(total)
        await record_operation(
            ctx, session, "addCartItem", product_id=product_id, quantity=quantity
        )
    return await ctx.continue_with(token)


async def update_item(ctx: RequestContext, *, line_id: str, quantity: int) -> StoreContext:
    """Set the number of pieces of a line; 0 removes it."""
    arguments.identifier(line_id, field="id")
    check_quantity(quantity, fewest=0)
    async with ctx.application.database.begin() as session:
        store = await hold_context(ctx, session)
        cart_id, token = await _claim(ctx, session, store)
        had = await carts.get_quantity(session, cart_id, line_id=line_id)
        if had is None:
            raise DoesNotExist("id")
        if quantity:
            await carts.mark_quantity(session, line_id, quantity=quantity)
        else:
            await carts.remove_line(session, cart_id, line_id=line_id)
        if quantity > had:  # fewer pieces are allowed even above the limits
            _, total = await carts.totals(session, cart_id, currency=store.currency)
            check_total(total)
        await record_operation(ctx, session, "updateCartItem", line_id=line_id, quantity=quantity)
    return await ctx.continue_with(token)


async def remove_item(ctx: RequestContext, *, line_id: str) -> StoreContext:
    """Remove a line."""
    arguments.identifier(line_id, field="id")
    async with ctx.application.database.begin() as session:
        store = await hold_context(ctx, session)
        cart_id, token = await _claim(ctx, session, store)
        if not await carts.remove_line(session, cart_id, line_id=line_id):
            raise DoesNotExist("id")
        await record_operation(ctx, session, "removeCartItem", line_id=line_id)
    return await ctx.continue_with(token)


async def _claim(
    ctx: RequestContext, session: "AsyncSession", store: StoreContext
) -> tuple[str, str]:
    """The id of the cart, which is locked until commit, and the token to use from now on."""
    channel_id = store.sales_channel.id
    if store.customer is not None:
        return await carts.claim_of_customer(session, store.customer.id, channel_id), store.token
    context_id, token = await keep_session(ctx, session, store)
    return await carts.claim_of_context(session, context_id, channel_id), token
