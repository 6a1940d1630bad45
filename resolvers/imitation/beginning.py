"""The reasons against an access that is to begin, which a new token and an upgrade share."""

from typing import TYPE_CHECKING

from auth.imitation.beginning import Beginning, may_begin
from auth.privileges import Privilege, effective
from resolvers.imitation.facts import channel_facts, customer_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.imitation.approval import ApprovalFacts
    from auth.rules import Rules
    from auth.vocabulary import ImitationAccess, ImitationRefusal
    from db.models import Customer, SalesChannel
    from db.statements.imitation.generation import Facts


def reasons_against(
    facts: "Facts",
    customer: "Customer",
    channel: "SalesChannel",
    *,
    access: "ImitationAccess",
    approval: "ApprovalFacts",
    approved: bool | None = None,
    has_code: bool = False,
    rules: "Rules",
) -> "Sequence[ImitationRefusal]":
    """Every reason except the vetoes of plug-ins; none allows the access."""
    held = effective(admin=facts.user.admin, granted=facts.granted)
    asked = Beginning(
        access=access,
        customer=customer_facts(customer),
        channel=channel_facts(channel, has_domain=bool(facts.domain_urls)),
        privileged=Privilege.IMITATE_CUSTOMER in held,
        live=facts.live,
        has_code=has_code,
        approval=approval,
        approved=approved,
    )
    return may_begin(asked, rules)
