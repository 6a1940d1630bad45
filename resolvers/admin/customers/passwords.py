"""Sets the password of a customer, as a user does for them."""

from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import locks, of_customer
from db.statements.imitation.imitation_filters import of_customer as imitations_of
from db.statements.shop import contexts, customer_logins, customers
from resolvers.admin.customers.values import hash_new
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations
from resolvers.request.context import RequestContext

if TYPE_CHECKING:
    from db.models import Customer


async def set_password(ctx: RequestContext, customer_id: str, password: str) -> "Customer":
    """Store another password. It ends all sessions and imitations of the customer."""
    caller = await ctx.caller()
    arguments.identifier(customer_id, field="id")
    password_hash = await hash_new(ctx.application, password)
    alone = locks(*of_customer(customer_id))
    async with ctx.application.database.transaction(alone) as session:
        customer = await customers.get(session, customer_id)
        if customer is None:
            raise NotFound
        if customer.guest:
            raise Invalid("id", "A guest has no password.")
        which, reason = imitations_of(customer.id), ImitationEndReason.PASSWORD_CHANGED
        await end_imitations(session, which, reason, ctx.source, ctx.rules, by=caller.user)
        await contexts.remove_of_customer(session, customer.id)
        customer = await customer_logins.set_password(session, customer.id, new_hash=password_hash)
        await record(
            session, ctx.source, "customer.password_set", user=caller.user, customer=customer
        )
    return customer
