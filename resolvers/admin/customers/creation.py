"""Creates customers."""

from typing import TYPE_CHECKING, Final

from auth.errors import Invalid
from db.models.columns import new_id
from db.statements.customers import customer_changes
from db.statements.shop import customers
from resolvers.admin.customers.consent import record_consent, with_time
from resolvers.admin.customers.values import CustomerChange, alone, checked, hash_new
from resolvers.audit.recording import record
from resolvers.request.context import RequestContext
from resolvers.values.changes import given

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer

NEEDED: Final = {
    "customer_number": "customerNumber",
    "email": "email",
    "first_name": "firstName",
    "last_name": "lastName",
}


async def create(
    ctx: RequestContext, change: CustomerChange, *, customer_id: str | None = None
) -> "Customer":
    """Create a customer; number, e-mail address and names are needed. None is a new id."""
    caller = await ctx.caller()
    check_complete(change)
    password_hash = await _hash(ctx, change)
    made_id = customer_id or new_id()
    async with ctx.application.database.transaction(alone(made_id, change)) as session:
        if customer_id is not None:
            await _check_id_is_new(session, customer_id)
        values = with_time(await checked(session, change, customer=None), None, now=ctx.now())
        customer = await customer_changes.add(
            session, made_id, password_hash=password_hash, now=ctx.now(), **values
        )
        await record(session, ctx.source, "customer.created", user=caller.user, customer=customer)
        await record_consent(ctx, session, customer, values)
    return customer


def check_complete(change: CustomerChange) -> None:
    """Raise Invalid for the first value without which there is no customer."""
    for attribute, field in NEEDED.items():
        if not given(getattr(change, attribute)):
            raise Invalid(field, "A new customer needs this.")


async def _check_id_is_new(session: "Session", customer_id: str) -> None:
    """Raise Invalid for an id that was given away: a deleted customer's orders have theirs."""
    if await customers.get(session, customer_id) is not None:
        raise Invalid("id", "Another customer has this id.")
    if await customers.is_deleted(session, customer_id):
        raise Invalid("id", "The customer with this id was deleted.")


async def _hash(ctx: RequestContext, change: CustomerChange) -> str | None:
    """The hash of the first password; None without one: the customer cannot log in by one."""
    if not given(change.password):
        return None
    if given(change.guest) and change.guest:
        raise Invalid("password", "A guest has no password.")
    return await hash_new(ctx.application, change.password)
