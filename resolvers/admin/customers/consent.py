"""What a change of a customer by a user or another system does to the consent."""

from datetime import datetime
from typing import TYPE_CHECKING

from auth.imitation.consent import consent_of
from auth.vocabulary import Consent
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from db.statements.customers.customer_changes import Changes
    from resolvers.request.context import RequestContext


def with_time(changes: "Changes", customer: "Customer | None", *, now: datetime) -> "Changes":
    """The changes with the time of a new consent or withdrawal; None is a new customer.

    Only what was given can be withdrawn: other systems send false for customers who were not asked.
    """
    given = customer is not None and customer.imitation_consent
    if changes.get("imitation_consent", given) != given:
        changes["imitation_consent_changed_at"] = now
    return changes


async def record_consent(
    ctx: "RequestContext", session: "Session", customer: "Customer", changes: "Changes"
) -> None:
    """Record that the changes, which are stored by now, changed the consent, and who did so."""
    if "imitation_consent_changed_at" in changes:
        await record(
            session,
            ctx.source,
            "customer.consent_changed",
            user=(await ctx.caller()).user,
            customer=customer,
            detail={"granted": customer.imitation_consent},
        )


def consent_after(customer: "Customer", changes: "Changes") -> Consent:
    """The state of the consent once the changes are stored."""
    changed_at = changes.get("imitation_consent_changed_at", customer.imitation_consent_changed_at)
    return consent_of(
        given=changes.get("imitation_consent", customer.imitation_consent),
        changed=changed_at is not None,
    )
