"""The facts about customers and sales channels on which `auth.imitation.policy` decides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auth.imitation.consent import consent_of
from auth.imitation.policy import ChannelFacts, CustomerFacts
from auth.imitation.redemption import TokenFacts, reason_to_end
from auth.imitation.vetoes import Attempt, Step
from auth.vocabulary import ImitationEndReason, SalesChannelType

if TYPE_CHECKING:
    from auth.rules import Rules
    from db.models import Customer, Imitation, SalesChannel
    from db.statements.imitation.redemption import Facts


def customer_facts(customer: "Customer") -> CustomerFacts:
    """The facts about a customer."""
    return CustomerFacts(
        guest=customer.guest,
        active=customer.active,
        consent=consent_of(
            given=customer.imitation_consent,
            changed=customer.imitation_consent_changed_at is not None,
        ),
        bound_sales_channel_id=customer.bound_sales_channel_id,
    )


def channel_facts(channel: "SalesChannel", *, has_domain: bool) -> ChannelFacts:
    """The facts about a sales channel."""
    return ChannelFacts(
        id=channel.id,
        active=channel.active,
        headless=channel.type == SalesChannelType.HEADLESS,
        has_domain=has_domain,
    )


def token_facts(imitation: "Imitation") -> TokenFacts:
    """The facts about the token of an imitation."""
    return TokenFacts(
        started_at=imitation.started_at,
        ended_at=imitation.ended_at,
        expires_at=imitation.token_expires_at,
        sales_channel_id=imitation.sales_channel_id,
        customer_id=imitation.customer_id,
        user_id=imitation.user_id,
    )


def reason_against(facts: "Facts", rules: "Rules") -> ImitationEndReason | None:
    """Why an imitation is not allowed any more; None: it is."""
    return reason_to_end(
        user_active=facts.user_active,
        signed_out=facts.signed_out,
        privileged=facts.privileged,
        customer=CustomerFacts(
            guest=facts.guest,
            active=facts.customer_active,
            consent=consent_of(given=facts.consent_given, changed=facts.consent_changed),
            bound_sales_channel_id=facts.bound_sales_channel_id,
        ),
        channel=ChannelFacts(
            id=facts.imitation.sales_channel_id,
            active=facts.channel_active,
            headless=facts.channel_type == SalesChannelType.HEADLESS,
            has_domain=facts.has_domain,
        ),
        consent_required=rules.consent_required,
    )


def attempt_of(
    step: Step,
    *,
    user_id: str,
    username: str,
    customer: "Customer",
    sales_channel_id: str | None = None,
    access: str | None = None,
    reason: str | None = None,
    reason_category: str | None = None,
) -> Attempt:
    """What plug-ins are asked about: plain text, as their authors expect it."""
    return Attempt(
        step=step.value,
        user_id=user_id,
        username=username,
        customer_id=customer.id,
        customer_number=customer.customer_number,
        customer_external_id=customer.external_id,
        customer_email=customer.shown_email,
        sales_channel_id=sales_channel_id,
        access=None if access is None else str(access),
        reason=reason,
        reason_category=reason_category,
    )


def login_urls(domain_urls: Sequence[str], channel: "SalesChannel") -> Sequence[str]:
    """Where the form with the token may be posted; a headless channel has no such page."""
    if channel.type == SalesChannelType.HEADLESS:
        return []
    return [login_url(url, channel) for url in domain_urls]


def login_url(domain_url: str, channel: "SalesChannel") -> str:
    """The URL to which a form with token, customerId and userId is posted."""
    return domain_url.rstrip("/") + channel.landing_path
