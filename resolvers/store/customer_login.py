"""Logs customers in and out. Their other sessions go on."""

from typing import TYPE_CHECKING

from auth import arguments
from auth.cart import pieces_that_fit
from auth.errors import BadCredentials
from auth.policy import may_use_channel
from auth.throttle import ThrottledAction
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import imitations
from db.statements.shop import carts, contexts, customers
from resolvers.imitation.ending import end_imitations
from resolvers.request.context import RequestContext
from resolvers.request.sessions import start_customer_session
from resolvers.request.store_context import StoreContext
from resolvers.request.throttling import count_login, login_succeeded

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Customer


async def customer_log_in(ctx: RequestContext, *, email: str, password: str) -> StoreContext:
    """Log in with a password. The guest's cart is merged into the customer's.

    Raises BadCredentials, in every case after one hash, and RateLimited after too many attempts.
    """
    store = await ctx.store()
    arguments.printable(email, field="email")
    arguments.printable(password, field="password")
    await count_login(ctx, ThrottledAction.CUSTOMER_LOGIN, email)
    async with ctx.application.database.read() as session:
        account = await customers.get_account(session, email[:254])
    fits = await ctx.application.passwords.verify(
        account.password_hash if account else None, password
    )
    if account is None or not fits:
        raise BadCredentials
    async with ctx.application.database.begin() as session:
        customer = await customers.get(session, account.id, lock=True)
        if not _may_enter(customer, account, store):
            raise BadCredentials
        token = await _replace_session(ctx, session, store, account.id)
        await login_succeeded(ctx, session, ThrottledAction.CUSTOMER_LOGIN, email)
    await _rehash(ctx, account, password)
    return await ctx.continue_with(token)


def _may_enter(customer: "Customer | None", checked: "Customer", store: StoreContext) -> bool:
    """Whether the customer, as stored now, may log in with the password that was checked."""
    return (
        customer is not None
        and customer.active
        and not customer.guest
        and customer.password_hash == checked.password_hash
        and may_use_channel(customer.bound_sales_channel_id, store.sales_channel.id)
    )


async def _replace_session(
    ctx: RequestContext, session: "AsyncSession", store: StoreContext, customer_id: str
) -> str:
    """Start a session of the customer in place of the client's; the answer is its token."""
    await customers.mark_logged_in(session, customer_id, now=ctx.now())
    token = await start_customer_session(ctx, session, store, customer_id)
    if store.imitation is not None:
        which = imitations.of_id(store.imitation.id)
        await end_imitations(session, which, ImitationEndReason.SUPERSEDED, ctx.source, ctx.rules)
    elif store.session_id is not None and await contexts.hold(session, store.session_id):
        if store.customer is None:
            await _merge(session, store, customer_id)
        await contexts.remove(session, store.session_id)
    return token


async def _merge(session: "AsyncSession", store: StoreContext, customer_id: str) -> None:
    """Add the guest's lines to the customer's; pieces of a product add up to the limit of a line.

    A line that exists keeps the user who added it. All lines are kept, even if the cart then has
    more lines than can be added one by one.
    """
    guests = store.session_id and await carts.get_guests(session, store.session_id)
    if not guests:
        return
    cart_id = await carts.claim_of_customer(session, customer_id, store.sales_channel.id)
    had = {line.product_id: line.quantity for line in await carts.find_lines(session, cart_id)}
    for line in await carts.find_lines(session, guests):
        pieces = pieces_that_fit(line.quantity, had=had.get(line.product_id, 0))
        if pieces > 0:
            await carts.add_quantity(
                session,
                cart_id,
                product_id=line.product_id,
                quantity=pieces,
                imitation_id=None,
                now=line.created_at,
            )


async def _rehash(ctx: RequestContext, customer: "Customer", password: str) -> None:
    """Hash the password again if the parameters have changed; only a login has it in clear."""
    old = customer.password_hash
    if old is not None and ctx.application.passwords.needs_rehash(old):
        new = await ctx.application.passwords.hash(password)
        async with ctx.application.database.begin() as session:
            await customers.mark_password(session, customer.id, old_hash=old, new_hash=new)


async def customer_log_out(ctx: RequestContext) -> StoreContext:
    """End this session, or this imitation, and go on anonymously. Other sessions go on."""
    store = await ctx.store()
    store.logged_in()
    async with ctx.application.database.begin() as session:
        if store.imitation is not None:
            which = imitations.of_id(store.imitation.id)
            await end_imitations(session, which, ImitationEndReason.LOGOUT, ctx.source, ctx.rules)
        elif store.session_id is not None:
            await contexts.remove(session, store.session_id)
    return await ctx.continue_with(None)
