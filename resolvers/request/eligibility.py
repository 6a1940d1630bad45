"""Tells whether the user of a request may imitate a customer, and in which storefronts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.imitation.policy import (
    ChannelFacts,
    CustomerFacts,
    channel_refusals,
    may_imitate_anywhere,
)
from auth.privileges import Privilege
from auth.vocabulary import ImitationRefusal, SalesChannelType
from db.statements.imitation import imitations
from db.statements.shop import sales_channels
from resolvers.imitation.facts import channel_facts, customer_facts, login_url
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer, SalesChannel, SalesChannelDomain


@dataclass(frozen=True, slots=True)
class Targets:
    """Every sales channel by name, with its domains by language and URL.

    `below_limit`: the user has fewer live imitations than a user may have at once.
    """

    channels: Sequence["SalesChannel"]
    domains: Mapping[str, Sequence["SalesChannelDomain"]]
    below_limit: bool

    def facts(self, channel: "SalesChannel") -> ChannelFacts:
        """The facts that the rule needs about one of the channels."""
        return channel_facts(channel, has_domain=bool(self.domains[channel.id]))


@dataclass(frozen=True, slots=True)
class Target:
    """A domain of a storefront in which the customer can be imitated."""

    sales_channel: "SalesChannel"
    domain: "SalesChannelDomain"
    login_url: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the user may imitate the customer, every reason against it, and the storefronts."""

    reasons: Sequence[ImitationRefusal]
    targets: Sequence[Target]

    @property
    def allowed(self) -> bool:
        """True if nothing is against it."""
        return not self.reasons


async def load_targets(ctx: RequestContext) -> Targets:
    """All channels, their domains, and the number of live imitations, in three statements."""
    session = ctx.application.database.reads
    channels = await sales_channels.find(session)
    ids = [channel.id for channel in channels]
    found = await sales_channels.find_domains(session, ids)
    domains = gathered(ids, ((domain.sales_channel_id, domain) for domain in found))
    return Targets(channels, domains, await is_below_limit(ctx, session))


async def is_below_limit(ctx: RequestContext, session: "Session") -> bool:
    """Whether the user has fewer live imitations than a user may have at once."""
    rules, user = ctx.rules, (await ctx.user()).user
    have = await imitations.count_live(
        session, user.id, now=ctx.now(), idle_timeout=rules.imitation_idle_timeout
    )
    return have < rules.imitations_per_user


async def eligibility(
    ctx: RequestContext, customer: "Customer | None", targets: Targets
) -> Eligibility:
    """The answer that `generateImitateCustomerToken` would give for any of the channels.

    None is a customer who was deleted.
    """
    if customer is None:
        return Eligibility([ImitationRefusal.CUSTOMER_INACTIVE], [])
    facts = customer_facts(customer)
    reasons = may_imitate_anywhere(
        customer=facts,
        channels=[targets.facts(channel) for channel in targets.channels],
        privileged=Privilege.IMITATE_CUSTOMER in (await ctx.user()).privileges,
        below_limit=targets.below_limit,
        consent_required=ctx.rules.consent_required,
    )
    return Eligibility(reasons, [] if reasons else _storefronts(facts, targets))


def _storefronts(customer: CustomerFacts, targets: Targets) -> Sequence[Target]:
    """Every domain of the storefronts that are open to the customer."""
    return [
        Target(channel, domain, login_url(domain.url))
        for channel in targets.channels
        if channel.type == SalesChannelType.STOREFRONT
        and not channel_refusals(customer, targets.facts(channel))
        for domain in targets.domains[channel.id]
    ]
