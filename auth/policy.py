"""May this user log in as this customer, here and now? Every reason why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auth.vocabulary import ImitationRefusal


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What the rule looks at in a customer."""

    guest: bool
    active: bool
    consent: bool
    bound_sales_channel_id: str | None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What the rule looks at in a sales channel. A headless one needs no domain to be entered."""

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
    consent_required: bool,
) -> list[ImitationRefusal]:
    """All reasons against this customer in this channel; an empty list allows it.

    `below_limit`: the user has fewer live imitations than he may have at once.
    """
    return _ordered(
        *_against_user(privileged=privileged, below_limit=below_limit),
        *_against_customer(customer, consent_required=consent_required),
        *_against_channel(customer, channel),
    )


def may_imitate_anywhere(
    *,
    customer: CustomerFacts,
    channels: Sequence[ChannelFacts],
    privileged: bool,
    below_limit: bool,
    consent_required: bool,
) -> list[ImitationRefusal]:
    """All reasons against this customer in whichever channel; an empty list allows it.

    One channel that can be entered is enough. Where there is none, a bound customer's own channel
    says why; for an unbound one NO_TARGET says it all.
    """
    against = [
        *_against_user(privileged=privileged, below_limit=below_limit),
        *_against_customer(customer, consent_required=consent_required),
    ]
    if not any(not list(_against_channel(customer, channel)) for channel in channels):
        bound = [channel for channel in channels if channel.id == customer.bound_sales_channel_id]
        against += [ImitationRefusal.NO_TARGET]
        against += [reason for channel in bound for reason in _against_channel(customer, channel)]
    return _ordered(*against)


def _against_user(*, privileged: bool, below_limit: bool) -> Iterable[ImitationRefusal]:
    if not privileged:
        yield ImitationRefusal.MISSING_PRIVILEGE
    if not below_limit:
        yield ImitationRefusal.TOO_MANY_IMITATIONS


def _against_customer(
    customer: CustomerFacts, *, consent_required: bool
) -> Iterable[ImitationRefusal]:
    if customer.guest:
        yield ImitationRefusal.GUEST
    if not customer.active:
        yield ImitationRefusal.CUSTOMER_INACTIVE
    if consent_required and not customer.consent:
        yield ImitationRefusal.CONSENT_MISSING


def _against_channel(customer: CustomerFacts, channel: ChannelFacts) -> Iterable[ImitationRefusal]:
    if not channel.headless and not channel.has_domain:
        yield ImitationRefusal.NO_TARGET
    if customer.bound_sales_channel_id not in {None, channel.id}:
        yield ImitationRefusal.BOUND_TO_ANOTHER_CHANNEL
    if not channel.active:
        yield ImitationRefusal.CHANNEL_INACTIVE


def _ordered(*reasons: ImitationRefusal) -> list[ImitationRefusal]:
    return [reason for reason in ImitationRefusal if reason in reasons]
