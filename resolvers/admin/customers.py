"""Lists, changes and deletes customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from auth.errors import DoesNotExist, NotFound
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Locks, locks, of_customer, of_sales_channel
from db.statements.imitation.imitation_filters import of_customer as imitations_of
from db.statements.imitation.imitation_filters import of_customer_elsewhere as imitations_elsewhere
from db.statements.shop import contexts, customers, sales_channels
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page
from resolvers.values.changes import Change, given
from resolvers.values.unique_values import free_customer_email

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from db.statements.shop.customers import Changes


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """The new values of a customer; those that are UNCHANGED stay."""

    email: Change[str]
    first_name: Change[str]
    last_name: Change[str]
    company: Change[str | None]
    active: Change[bool]
    bound_sales_channel_id: Change[str | None]
    imitation_consent: Change[bool]


async def find(
    ctx: RequestContext, *, search: str | None, first: int, after: str | None
) -> Page["Customer"]:
    """A page of customers by name."""
    words = arguments.search(search)
    return await read_page(
        ctx.application.database,
        BY_NAME,
        first=first,
        after=after,
        find=partial(customers.BY_NAME.find, search=words),
        count=partial(customers.BY_NAME.count_all, search=words),
    )


async def get(ctx: RequestContext, customer_id: str) -> "Customer | None":
    """One customer."""
    arguments.identifier(customer_id, field="id")
    return await customers.get(ctx.application.database.reads, customer_id)


async def find_by_ids(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, "Customer"]:
    """The customers with these ids, by id; unknown ids are left out."""
    found = await customers.find_by_ids(ctx.application.database.reads, ids)
    return {customer.id: customer for customer in found}


async def update(ctx: RequestContext, customer_id: str, change: CustomerChange) -> "Customer":
    """Change a customer. Deactivation ends their sessions and imitations."""
    caller = await ctx.caller()
    arguments.identifier(customer_id, field="id")
    async with ctx.application.database.transaction(_locks(customer_id, change)) as session:
        customer = await customers.get(session, customer_id)
        if customer is None:
            raise NotFound
        changes = await _checked(session, customer, change)
        await _end_what_is_no_longer_allowed(ctx, session, customer, changes)
        customer = await customers.change(session, customer, **changes)
        await record(session, ctx.source, "customer.updated", user=caller.user, customer=customer)
    return customer


def _locks(customer_id: str, change: CustomerChange) -> Locks:
    """The customer alone; the channel to which they are bound is shared."""
    bound = change.bound_sales_channel_id
    if not given(bound) or bound is None:
        return locks(*of_customer(customer_id))
    arguments.identifier(bound, field="boundSalesChannelId")
    return locks(*of_customer(customer_id), *of_sales_channel(bound, shared=True))


async def _checked(session: "Session", customer: "Customer", change: CustomerChange) -> "Changes":
    new: Changes = {}
    if given(change.first_name):
        new["first_name"] = arguments.line(change.first_name, field="firstName", longest=100)
    if given(change.last_name):
        new["last_name"] = arguments.line(change.last_name, field="lastName", longest=100)
    if given(change.company):
        company = change.company
        new["company"] = (
            None if company is None else arguments.line(company, field="company", longest=255)
        )
    if given(change.active):
        new["active"] = change.active
    if given(change.imitation_consent):
        new["imitation_consent"] = change.imitation_consent
    if given(change.bound_sales_channel_id):
        new["bound_sales_channel_id"] = await _channel(session, change.bound_sales_channel_id)
    if given(change.email):
        email = await free_customer_email(session, customer, change.email)
        new["email"], new["email_typed"] = email
    return new


async def _channel(session: "Session", channel_id: str | None) -> str | None:
    if channel_id is None:
        return None
    if await sales_channels.get(session, channel_id) is None:
        raise DoesNotExist("boundSalesChannelId")
    return channel_id


async def _end_what_is_no_longer_allowed(
    ctx: RequestContext, session: "Session", customer: "Customer", changes: "Changes"
) -> None:
    """End imitations, all in one statement, then sessions; what cannot go on has one reason."""
    reason = ImitationEndReason.CUSTOMER_DEACTIVATED
    bound = changes.get("bound_sales_channel_id", customer.bound_sales_channel_id)
    which = None if bound is None else imitations_elsewhere(customer.id, than=bound)
    if not changes.get("active", customer.active):
        which = imitations_of(customer.id)
    elif ctx.rules.consent_required and not changes.get(
        "imitation_consent", customer.imitation_consent
    ):
        which, reason = imitations_of(customer.id), ImitationEndReason.CONSENT_WITHDRAWN
    if which is not None:
        await end_imitations(session, which, reason, ctx.source, ctx.rules)
    if not changes.get("active", customer.active):
        await contexts.remove_of_customer(session, customer.id)
    elif bound is not None:
        await contexts.remove_of_customer(session, customer.id, elsewhere_than=bound)


async def delete(ctx: RequestContext, customer_id: str) -> bool:
    """Delete a customer. Sessions and imitations end; orders and the audit log stay."""
    caller = await ctx.caller()
    arguments.identifier(customer_id, field="id")
    alone = locks(*of_customer(customer_id))
    async with ctx.application.database.transaction(alone) as session:
        customer = await customers.get(session, customer_id)
        if customer is None:
            raise NotFound
        which = imitations_of(customer.id)
        reason = ImitationEndReason.CUSTOMER_DEACTIVATED
        await end_imitations(session, which, reason, ctx.source, ctx.rules, by=caller.user)
        await contexts.remove_of_customer(session, customer.id)
        await customers.remove(session, customer.id)
        await record(session, ctx.source, "customer.deleted", user=caller.user, customer=customer)
    return True
