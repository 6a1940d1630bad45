"""Whom can a user imitate, and where? The one truth for button, dialog, generate and redeem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.policy import ChannelFacts, CustomerFacts, may_imitate_anywhere
from auth.privileges import Privilege
from auth.vocabulary import ImitationRefusal, SalesChannelType
from db.statements.imitation import imitations
from db.statements.shop import sales_channels
from resolvers.request.context import RequestContext

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Customer, SalesChannel, SalesChannelDomain

LOGIN_PATH = "/account/login/imitate-customer"  # Shopware: frontend.account.login.imitate-customer


@dataclass(frozen=True, slots=True)
class Places:
    """Every sales channel by name, its domains by language and URL, and room for one more.

    `has_room`: the user of the request has fewer live imitations than he may have at once.
    """

    channels: Sequence["SalesChannel"]
    domains: Mapping[str, Sequence["SalesChannelDomain"]]
    has_room: bool

    def facts(self, channel: "SalesChannel") -> ChannelFacts:
        """What the rule looks at."""
        return channel_facts(channel, self.domains[channel.id])


@dataclass(frozen=True, slots=True)
class Target:
    """A storefront that the customer can be imitated in."""

    sales_channel: "SalesChannel"
    domain: "SalesChannelDomain"
    login_url: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the user of the request may imitate a customer, every reason why not, and where."""

    allowed: bool
    reasons: Sequence[ImitationRefusal]
    targets: Sequence[Target]


async def load_places(ctx: RequestContext) -> Places:
    """All channels and domains and the user's room, in three statements."""
    async with ctx.application.database.read() as session:
        channels = await sales_channels.find(session)
        found = await sales_channels.find_domains(session, [channel.id for channel in channels])
        room = await has_room(ctx, session)
    return Places(
        channels,
        {
            channel.id: [domain for domain in found if domain.sales_channel_id == channel.id]
            for channel in channels
        },
        room,
    )


async def has_room(ctx: RequestContext, session: "AsyncSession") -> bool:
    """Whether the user of the request may begin one more imitation."""
    rules, user = ctx.rules, (await ctx.user()).user
    have = await imitations.count_live(
        session, user.id, now=ctx.now(), idle_timeout=rules.imitation_idle_timeout
    )
    return have < rules.imitations_per_user


async def eligibility(ctx: RequestContext, customer: "Customer", places: Places) -> Eligibility:
    """What `generateImitateCustomerToken` would say of this customer, in whichever channel."""
    facts = customer_facts(customer)
    reasons = may_imitate_anywhere(
        customer=facts,
        channels=[places.facts(channel) for channel in places.channels],
        privileged=Privilege.IMITATE_CUSTOMER in (await ctx.user()).privileges,
        has_room=places.has_room,
        consent_required=ctx.rules.consent_required,
    )
    targets = [
        Target(channel, domain, login_url(domain.url))
        for channel in places.channels
        if channel.active
        and channel.type == SalesChannelType.STOREFRONT
        and facts.bound_sales_channel_id in {None, channel.id}
        for domain in places.domains[channel.id]
    ]
    return Eligibility(not reasons, reasons, [] if reasons else targets)


def customer_facts(customer: "Customer") -> CustomerFacts:
    """What the rule looks at."""
    return CustomerFacts(
        guest=customer.guest,
        active=customer.active,
        consent=customer.imitation_consent,
        bound_sales_channel_id=customer.bound_sales_channel_id,
    )


def channel_facts(channel: "SalesChannel", domains: Sequence["SalesChannelDomain"]) -> ChannelFacts:
    """What the rule looks at."""
    return ChannelFacts(
        id=channel.id,
        active=channel.active,
        headless=channel.type == SalesChannelType.HEADLESS,
        has_domain=bool(domains),
    )


def login_url(domain_url: str) -> str:
    """Where the form with token, customerId and userId is posted."""
    return domain_url.rstrip("/") + LOGIN_PATH
