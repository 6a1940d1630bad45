"""The facts about customers and sales channels on which `auth.policy` decides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from auth.policy import ChannelFacts, CustomerFacts
from auth.vocabulary import SalesChannelType

if TYPE_CHECKING:
    from db.models import Customer, SalesChannel, SalesChannelDomain

# The path of Shopware's route frontend.account.login.imitate-customer
LOGIN_PATH: Final = "/account/login/imitate-customer"


def customer_facts(customer: "Customer") -> CustomerFacts:
    """The facts about a customer."""
    return CustomerFacts(
        guest=customer.guest,
        active=customer.active,
        consent=customer.imitation_consent,
        bound_sales_channel_id=customer.bound_sales_channel_id,
    )


def channel_facts(channel: "SalesChannel", domains: Sequence["SalesChannelDomain"]) -> ChannelFacts:
    """The facts about a sales channel; `domains` are all of its domains."""
    return ChannelFacts(
        id=channel.id,
        active=channel.active,
        headless=channel.type == SalesChannelType.HEADLESS,
        has_domain=bool(domains),
    )


def login_url(domain_url: str) -> str:
    """The URL to which a form with token, customerId and userId is posted."""
    return domain_url.rstrip("/") + LOGIN_PATH
