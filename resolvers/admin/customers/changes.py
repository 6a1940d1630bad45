"""Changes and deletes customers."""

from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.imitation.consent import is_enough
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks, of_customer
from db.statements.customers import customer_changes
from db.statements.imitation import audit
from db.statements.imitation.imitation_filters import of_customer as imitations_of
from db.statements.imitation.imitation_filters import of_customer_elsewhere as imitations_elsewhere
from db.statements.shop import contexts, customers
from resolvers.admin.customers.consent import consent_after, record_consent, with_time
from resolvers.admin.customers.expectations import check_expected
from resolvers.admin.customers.values import CustomerChange, alone, checked
from resolvers.audit.recording import event, record
from resolvers.imitation.approval.freed_number import note_freed_number
from resolvers.imitation.ending import end_imitations
from resolvers.request.context import RequestContext
from resolvers.values.changes import given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.engine.session import Session
    from db.models import Customer
    from db.statements.customers.customer_changes import Changes


async def update(
    ctx: RequestContext,
    customer_id: str,
    change: CustomerChange,
    *,
    expected: CustomerChange | None = None,
) -> "Customer":
    """Change a customer, if they still have the expected values.

    Deactivation ends their sessions and imitations.
    """
    caller = await ctx.caller()
    arguments.identifier(customer_id, field="id")
    if given(change.password):
        raise Invalid("password", "setCustomerPassword changes a password.")
    async with ctx.application.database.transaction(alone(customer_id, change)) as session:
        customer = await customers.get(session, customer_id)
        if customer is None:
            raise NotFound
        if expected is not None:
            check_expected(customer, expected)
        changes = with_time(
            await checked(session, change, customer=customer), customer, now=ctx.now()
        )
        if customer.needs_approval and not changes.get("needs_approval", True):
            changes["approval_cleared_at"] = ctx.now()
            changes["approval_cleared_by"] = ctx.user_id
        number = changes.get("customer_number", customer.customer_number)
        if number != customer.customer_number:
            await note_freed_number(ctx, session, customer)
        await _end_what_is_no_longer_allowed(ctx, session, customer, changes)
        need = _need(customer, changes)
        customer = await customer_changes.change(session, customer, **changes)
        await record(
            session,
            ctx.source,
            "customer.updated",
            user=caller.user,
            customer=customer,
            detail=need,
        )
        await record_consent(ctx, session, customer, changes)
    return customer


def _need(customer: "Customer", changes: "Changes") -> "Mapping[str, bool] | None":
    """Whether imitations need approvals from now on, where that changes."""
    needs = changes.get("needs_approval", customer.needs_approval)
    return None if needs == customer.needs_approval else {"needsApproval": needs}


async def _end_what_is_no_longer_allowed(
    ctx: RequestContext, session: "Session", customer: "Customer", changes: "Changes"
) -> None:
    """End imitations, all in one statement, then sessions; what cannot go on has one reason."""
    reason = ImitationEndReason.CUSTOMER_DEACTIVATED
    gone = not changes.get("active", customer.active) or changes.get("guest", customer.guest)
    bound = changes.get("bound_sales_channel_id", customer.bound_sales_channel_id)
    which = None if bound is None else imitations_elsewhere(customer.id, than=bound)
    if gone:
        which = imitations_of(customer.id)
    elif not is_enough(consent_after(customer, changes), ctx.rules.consent_required):
        which, reason = imitations_of(customer.id), ImitationEndReason.CONSENT_WITHDRAWN
    if which is not None:
        by = (await ctx.caller()).user
        await end_imitations(session, which, reason, ctx.source, ctx.rules, by=by)
    if gone:
        await contexts.remove_of_customer(session, customer.id)
    elif bound is not None:
        await contexts.remove_of_customer(session, customer.id, elsewhere_than=bound)


async def delete(ctx: RequestContext, customer_id: str) -> bool:
    """Delete a customer. Sessions and imitations end; orders and the audit log stay."""
    caller = await ctx.caller()
    arguments.identifier(customer_id, field="id")
    wanted = locks(Lock(Subject.PRIVILEGES, shared=True), *of_customer(customer_id))
    async with ctx.application.database.transaction(wanted) as session:
        customer = await customers.get(session, customer_id)
        if customer is None:
            raise NotFound
        await note_freed_number(ctx, session, customer)
        which = imitations_of(customer.id)
        reason = ImitationEndReason.CUSTOMER_DEACTIVATED
        await end_imitations(session, which, reason, ctx.source, ctx.rules, by=caller.user)
        await contexts.remove_of_customer(session, customer.id)
        deleted = event(ctx.source, "customer.deleted", user=caller.user, customer=customer)
        await session.write(*customer_changes.removal(customer.id), audit.addition(deleted))
    return True
