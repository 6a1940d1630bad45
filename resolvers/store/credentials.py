"""Customers change their e-mail address and their password, each with the current password."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from auth.errors import BadCredentials, Invalid
from auth.sign_in.passwords import check_new
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.statements.customers import customer_changes
from db.statements.imitation.imitation_filters import of_customer as imitations_of
from db.statements.shop import contexts, customer_logins, customers
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import end_imitations
from resolvers.request.access import hold_context, hold_own_customer, own_account_alone
from resolvers.request.context import RequestContext
from resolvers.request.limits.sign_ins import (
    count_email_change,
    count_password_check,
    customer_login_succeeded,
)
from resolvers.request.refusals import record_refusal
from resolvers.request.sessions import start_customer_session
from resolvers.request.store_context import StoreContext
from resolvers.values.customer_emails import check_address

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from db.statements.customers.customer_changes import Changes


Count = Callable[[RequestContext, "Customer"], Awaitable[None]]


class Checked(NamedTuple):
    """A customer, and the stored hash that the password fits."""

    id: str
    email: str
    password_hash: str
    bound_sales_channel_id: str | None


async def change_email(ctx: RequestContext, *, email: str, current_password: str) -> StoreContext:
    """Change the e-mail address with which the customer logs in.

    An address that another account has is refused: the refusal is recorded, and attempts are
    limited as logins are.
    """
    arguments.email(email)
    checked = await _check_password(ctx, current_password, count=count_email_change)
    async with ctx.application.database.transaction(await own_account_alone(ctx)) as session:
        held, customer = await hold_own_customer(ctx, session)
        if customer.password_hash != checked.password_hash:
            raise BadCredentials
        taken = await _change_unless_taken(ctx, session, customer, email)
        await _forgive(ctx, session, checked)
    if taken is not None:  # the record of it does not hold the address
        refused = event(ctx.source, "customer.email_refused", customer=customer)
        await record_refusal(ctx, refused, by=None)
        raise taken
    return await ctx.continue_with(held.store.token)


async def _change_unless_taken(
    ctx: RequestContext, session: "Session", customer: "Customer", email: str
) -> Invalid | None:
    """What to answer if another account has the address."""
    key, typed = arguments.email(email)
    changes: Changes = {"email": key, "email_typed": typed}
    try:
        await check_address(session, customer, changes)
    except Invalid as taken:
        return taken
    customer = await customer_changes.change(session, customer, **changes)
    await record(session, ctx.source, "customer.email_changed", customer=customer)
    return None


async def change_password(
    ctx: RequestContext, *, current_password: str, new_password: str
) -> StoreContext:
    """Change the password. It ends the customer's other sessions and all imitations of them."""
    check_new(arguments.printable(new_password, field="newPassword"), field="newPassword")
    checked = await _check_password(ctx, current_password, count=count_password_check)
    new_hash = await ctx.application.passwords.hash(new_password)
    async with ctx.application.database.transaction(await own_account_alone(ctx)) as session:
        which, reason = imitations_of(checked.id), ImitationEndReason.PASSWORD_CHANGED
        await end_imitations(session, which, reason, ctx.source, ctx.rules)
        held = await hold_context(ctx, session)
        await contexts.remove_of_customer(session, checked.id)
        customer = await customer_logins.mark_password(
            session, checked.id, old_hash=checked.password_hash, new_hash=new_hash
        )
        if customer is None:
            raise BadCredentials
        await record(session, ctx.source, "customer.password_changed", customer=customer)
        token = await start_customer_session(ctx, session, held.store, customer.id)
        await _forgive(ctx, session, checked)
    return await ctx.continue_with(token)


async def _check_password(ctx: RequestContext, password: str, *, count: "Count") -> Checked:
    """The customer and their hash, which the password fits; raises BadCredentials."""
    arguments.printable(password, field="currentPassword")
    customer_id = (await ctx.store()).logged_in().id
    customer = await customers.get(ctx.application.database.reads, customer_id)
    if customer is None:
        raise BadCredentials
    await count(ctx, customer)
    password_hash = customer.password_hash
    fits = await ctx.application.passwords.verify(password_hash, password)
    if not fits or password_hash is None:
        raise BadCredentials
    return Checked(customer.id, customer.email, password_hash, customer.bound_sales_channel_id)


async def _forgive(ctx: RequestContext, session: "Session", checked: Checked) -> None:
    """Forget the attempts, last of all: other transactions that change the account wait."""
    await customer_login_succeeded(
        ctx, session, checked.email, bound_to=checked.bound_sales_channel_id
    )
