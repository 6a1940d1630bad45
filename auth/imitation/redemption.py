"""Decides whether a one-time token may be redeemed, by what is true at that moment."""

from dataclasses import dataclass
from datetime import datetime

from auth.imitation.policy import ChannelFacts, CustomerFacts, end_reason, may_imitate
from auth.vocabulary import ConsentRequired, ImitationEndReason


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """The record of a token. A client may name the customer and the user that it expects."""

    started_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime
    sales_channel_id: str
    customer_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a client says about the token that it sends; None says nothing."""

    sales_channel_id: str
    customer_id: str | None
    user_id: str | None


def is_redeemable(token: TokenFacts, claim: Claim, *, live: int, limit: int, now: datetime) -> bool:
    """Whether the token is unused, in time, meant for this client, and within the user's limit.

    `live` counts the user's other live imitations.
    """
    return (
        token.started_at is None
        and token.ended_at is None
        and token.expires_at > now
        and token.sales_channel_id == claim.sales_channel_id
        and claim.customer_id in {None, token.customer_id}
        and claim.user_id in {None, token.user_id}
        and live < limit
    )


def reason_to_end(
    *,
    user_active: bool,
    signed_out: bool,
    privileged: bool,
    customer: CustomerFacts,
    channel: ChannelFacts,
    consent_required: ConsentRequired,
) -> ImitationEndReason | None:
    """Why the imitation is not allowed any more; None: it is."""
    if not user_active:
        return ImitationEndReason.USER_DEACTIVATED
    if signed_out:
        return ImitationEndReason.LOGOUT
    refusals = may_imitate(
        customer=customer,
        channel=channel,
        privileged=privileged,
        below_limit=True,  # `is_redeemable` has counted
        consent_required=consent_required,
    )
    return end_reason(refusals)
