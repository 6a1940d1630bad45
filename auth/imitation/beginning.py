"""Decides whether an access may begin, by a new token or by an upgrade to full access."""

from dataclasses import dataclass

from auth.imitation.needs import needs
from auth.imitation.policy import ChannelFacts, CustomerFacts, may_imitate
from auth.rules import Rules
from auth.vocabulary import ImitationAccess, ImitationRefusal


@dataclass(frozen=True, slots=True)
class Beginning:
    """The access that a user asks for, and what is true when they do."""

    access: ImitationAccess
    customer: CustomerFacts
    channel: ChannelFacts
    privileged: bool
    live: int  # other imitations of the user
    has_code: bool  # a support code was sent


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
    needed = needs(asked.access, consent_required=rules.consent_required, has_code=asked.has_code)
    return [*refusals, *needed]
