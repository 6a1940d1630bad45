"""Customers log in and out. A login brings their cart back; other sessions go on."""

from typing import TYPE_CHECKING

from auth.errors import BadCredentials
from auth.money.cart import MOST_MERGED_LINES, MOST_OF_ONE
from auth.sign_in.throttle import ThrottledAction
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import locks, of_customer, of_sales_channel
from db.statements.imitation.imitation_filters import of_id
from db.statements.shop import carts, contexts, customer_logins, customers
from resolvers.imitation.ending import end_imitations
from resolvers.request.context import RequestContext
from resolvers.request.limits.sign_ins import count_login, customer_login_succeeded
from resolvers.request.sessions import start_customer_session
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer


async def customer_log_in(ctx: RequestContext, *, email: str, password: str) -> StoreContext:
    """Log in with a password. The guest's cart is merged into the customer's.

    Unknown, wrong, inactive, guest and bound elsewhere: BadCredentials, after one hash.
    Raises RateLimited after too many attempts.
    """
    store = await ctx.store()
    email = arguments.sign_in_email(email, field="email")
    arguments.printable(password, field="password")
    await count_login(ctx, ThrottledAction.CUSTOMER_LOGIN, email)
    account, password_hash = await _check(ctx, store.sales_channel.id, email, password)
    token = await _start(ctx, store, email, account, password_hash)
    if token is None:  # a login at the same time may have hashed the password again
        account, password_hash = await _check(
            ctx, store.sales_channel.id, email, password, refused=password_hash
        )
        token = await _start(ctx, store, email, account, password_hash)
    if token is None:
        raise BadCredentials
    await _rehash(ctx, account.id, password_hash, password)
    return await ctx.continue_with(token)


async def _start(
    ctx: RequestContext, store: StoreContext, email: str, account: "Customer", password_hash: str
) -> str | None:
    """The token of a new session; None where the account may not enter, or has another hash."""
    decided_by = locks(
        *of_customer(account.id, shared=True),
        *of_sales_channel(store.sales_channel.id, shared=True),
    )
    async with ctx.application.database.transaction(decided_by) as session:
        if not await customer_logins.mark_logged_in(
            session,
            account.id,
            password_hash=password_hash,
            sales_channel_id=store.sales_channel.id,
            now=ctx.now(),
        ):
            return None
        token = await start_customer_session(ctx, session, store, account.id)
        await _end_sent_session(ctx, session, store, account.id)
        await customer_login_succeeded(ctx, session, email, bound_to=account.bound_sales_channel_id)
    return token


async def _check(
    ctx: RequestContext, channel_id: str, email: str, password: str, *, refused: str | None = None
) -> tuple["Customer", str]:
    """The account that is meant in the channel, and the hash that the password fits.

    A hash that was refused is not checked again: what is no account costs one hash, as all else.
    """
    reads = ctx.application.database.reads
    account = await customers.get_account(reads, email[:254], sales_channel_id=channel_id)
    password_hash = account.password_hash if account else None
    if refused is not None and password_hash in {None, refused}:
        raise BadCredentials
    fits = await ctx.application.passwords.verify(password_hash, password)
    if account is None or password_hash is None or not fits:
        raise BadCredentials
    return account, password_hash


async def _end_sent_session(
    ctx: RequestContext, session: "Session", store: StoreContext, customer_id: str
) -> None:
    """End the session that the request came with: the new one takes its place."""
    if store.imitation is not None:
        which = of_id(store.imitation.id)
        await end_imitations(session, which, ImitationEndReason.SUPERSEDED, ctx.source, ctx.rules)
    elif store.session_id is not None:
        if store.customer is None and await contexts.hold(session, store.session_id):
            await _merge(session, store.session_id, customer_id, store.sales_channel.id)
        await contexts.remove(session, store.session_id)


async def _merge(session: "Session", session_id: str, customer_id: str, channel_id: str) -> None:
    """Add the guest's lines to the customer's; pieces of one product add up to a line's most.

    A line that exists keeps the user who added it. Two full carts are kept whole; of a cart that
    was merged before, the guest's oldest lines are added as long as there is room.
    """
    guests = await carts.get_guests(session, session_id)
    if guests is not None:
        cart_id = await carts.claim_of_customer(session, customer_id, channel_id)
        most = {"pieces": MOST_OF_ONE, "lines": MOST_MERGED_LINES}
        await carts.merge(session, guests, into=cart_id, **most)


async def _rehash(ctx: RequestContext, customer_id: str, old_hash: str, password: str) -> None:
    """Hash the password again if the parameters have changed; only a login has it in clear."""
    if ctx.application.passwords.needs_rehash(old_hash):
        new_hash = await ctx.application.passwords.hash(password)
        writes = ctx.application.database.writes
        await customer_logins.mark_password(
            writes, customer_id, old_hash=old_hash, new_hash=new_hash
        )


async def customer_log_out(ctx: RequestContext) -> StoreContext:
    """End this session, or this imitation, and go on anonymously. Other sessions go on."""
    store, database = await ctx.store(), ctx.application.database
    store.logged_in()
    if store.imitation is not None:
        which, reason = of_id(store.imitation.id), ImitationEndReason.LOGOUT
        async with database.transaction() as session:
            await end_imitations(session, which, reason, ctx.source, ctx.rules)
    elif store.session_id is not None:
        await contexts.remove(database.writes, store.session_id)
    return await ctx.continue_with(None)
