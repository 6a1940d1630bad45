"""Decides whether an access may begin, by a new token or by an upgrade to full access."""

from collections.abc import Sequence
from dataclasses import dataclass

from auth.imitation.approval import ApprovalFacts
from auth.imitation.needs import needs
from auth.imitation.policy import ChannelFacts, CustomerFacts, may_imitate, ordered
from auth.rules import Rules
from auth.vocabulary import ImitationAccess, ImitationRefusal


@dataclass(frozen=True, slots=True)
class Beginning:
    """The access that a user asks for, and what is true when they do.

    `approved` tells whether the request that they name is an approval; None: they name none.
    """

    access: ImitationAccess
    customer: CustomerFacts
    channel: ChannelFacts
    privileged: bool
    live: int  # other imitations of the user
    has_code: bool  # a support code was sent
    approval: ApprovalFacts
    approved: bool | None


def may_begin(asked: Beginning, rules: Rules) -> list[ImitationRefusal]:
    """All reasons against it, what it needs among them; an empty list allows it.

    What only the begin of an access needs is asked here, and not of an imitation that goes on.
    """
    refusals = may_imitate(
        customer=asked.customer,
        channel=asked.channel,
        privileged=asked.privileged,
        below_limit=asked.live < rules.imitations_per_user,
        consent_required=rules.consent_required,
    )
    return ordered([*refusals, *_unmet(asked, rules)])


def _unmet(asked: Beginning, rules: Rules) -> Sequence[ImitationRefusal]:
    """What is needed and was not brought. A request that is no approval is refused in any case."""
    if asked.approved:
        return []
    lacking = [] if asked.approved is None else [ImitationRefusal.APPROVAL_NEEDED]
    needed = needs(asked.access, approval=asked.approval, rules=rules, has_code=asked.has_code)
    return [*lacking, *needed]
