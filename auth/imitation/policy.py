"""Decides whether a user may imitate a customer, and names every reason against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from auth.imitation.consent import is_enough
from auth.vocabulary import Consent, ConsentRequired, ImitationEndReason, ImitationRefusal

END_REASONS: Final = {
    ImitationRefusal.GUEST: ImitationEndReason.CUSTOMER_DEACTIVATED,
    ImitationRefusal.CUSTOMER_INACTIVE: ImitationEndReason.CUSTOMER_DEACTIVATED,
    ImitationRefusal.CONSENT_MISSING: ImitationEndReason.CONSENT_WITHDRAWN,
    ImitationRefusal.NO_TARGET: ImitationEndReason.CHANNEL_DEACTIVATED,
    ImitationRefusal.BOUND_TO_ANOTHER_CHANNEL: ImitationEndReason.CUSTOMER_DEACTIVATED,
    ImitationRefusal.CHANNEL_INACTIVE: ImitationEndReason.CHANNEL_DEACTIVATED,
    ImitationRefusal.MISSING_PRIVILEGE: ImitationEndReason.PRIVILEGE_LOST,
}


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What the decision depends on in a customer."""

    guest: bool
    active: bool
    consent: Consent
    bound_sales_channel_id: str | None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What the decision depends on in a sales channel. A headless channel needs no domain."""

    id: str
    active: bool
    headless: bool
    has_domain: bool


def may_imitate(
    *,
    customer: CustomerFacts,
    channel: ChannelFacts,
    privileged: bool,
    below_limit: bool,
    consent_required: ConsentRequired,
) -> list[ImitationRefusal]:
    """All reasons against an imitation of this customer in this channel; an empty list allows it.

    `below_limit`: the user has fewer live imitations than a user may have at once.
    """
    return ordered(
        [
            *_user_refusals(privileged=privileged, below_limit=below_limit),
            *_customer_refusals(customer, consent_required=consent_required),
            *channel_refusals(customer, channel),
        ]
    )


def may_imitate_anywhere(
    *,
    customer: CustomerFacts,
    channels: Sequence[ChannelFacts],
    privileged: bool,
    below_limit: bool,
    consent_required: ConsentRequired,
) -> list[ImitationRefusal]:
    """All reasons against an imitation of this customer in any channel; an empty list allows it.

    One open channel is enough. If no channel is open, NO_TARGET is among the reasons; for a bound
    customer the reasons against their own channel follow.
    """
    refusals = [
        *_user_refusals(privileged=privileged, below_limit=below_limit),
        *_customer_refusals(customer, consent_required=consent_required),
    ]
    if all(channel_refusals(customer, channel) for channel in channels):
        own = [channel for channel in channels if channel.id == customer.bound_sales_channel_id]
        refusals.append(ImitationRefusal.NO_TARGET)
        refusals += [refusal for channel in own for refusal in channel_refusals(customer, channel)]
    return ordered(refusals)


def channel_refusals(customer: CustomerFacts, channel: ChannelFacts) -> list[ImitationRefusal]:
    """The reasons that the channel itself gives against an imitation of this customer."""
    verdicts = (
        (not channel.headless and not channel.has_domain, ImitationRefusal.NO_TARGET),
        (
            not may_use_channel(customer.bound_sales_channel_id, channel.id),
            ImitationRefusal.BOUND_TO_ANOTHER_CHANNEL,
        ),
        (not channel.active, ImitationRefusal.CHANNEL_INACTIVE),
    )
    return [refusal for failed, refusal in verdicts if failed]


def may_use_channel(bound_sales_channel_id: str | None, channel_id: str) -> bool:
    """Whether a customer may use the channel: a bound customer may use no other."""
    return bound_sales_channel_id is None or bound_sales_channel_id == channel_id


def end_reason(refusals: Sequence[ImitationRefusal]) -> ImitationEndReason | None:
    """Why an imitation ends that has become refused since its token was made; None if it has not.

    A user with too many imitations keeps those that they have.
    """
    return next((END_REASONS[refusal] for refusal in refusals if refusal in END_REASONS), None)


def _user_refusals(*, privileged: bool, below_limit: bool) -> Iterable[ImitationRefusal]:
    if not privileged:
        yield ImitationRefusal.MISSING_PRIVILEGE
    if not below_limit:
        yield ImitationRefusal.TOO_MANY_IMITATIONS


def _customer_refusals(
    customer: CustomerFacts, *, consent_required: ConsentRequired
) -> Iterable[ImitationRefusal]:
    if customer.guest:
        yield ImitationRefusal.GUEST
    if not customer.active:
        yield ImitationRefusal.CUSTOMER_INACTIVE
    if not is_enough(customer.consent, consent_required):
        yield ImitationRefusal.CONSENT_MISSING


def ordered(refusals: Iterable[ImitationRefusal]) -> list[ImitationRefusal]:
    """Each refusal once, in the order of the enum."""
    found = set(refusals)
    return [refusal for refusal in ImitationRefusal if refusal in found]
