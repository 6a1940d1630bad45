"""Tells whether the user of a request may imitate a customer, and in which sales channels."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from auth.imitation.policy import (
    ChannelFacts,
    CustomerFacts,
    channel_refusals,
    may_imitate_anywhere,
)
from auth.imitation.vetoes import Step, with_vetoes
from auth.privileges import Privilege
from auth.vocabulary import Consent, ImitationRefusal
from db.statements.imitation import imitations
from db.statements.imitation.imitations import NOTHING_COUNTS
from db.statements.shop import sales_channel_domains
from resolvers.imitation.facts import attempt_of, channel_facts, customer_facts
from resolvers.request.context import RequestContext

if TYPE_CHECKING:
    from db.models import Customer, SalesChannel

_UNBOUND: Final = CustomerFacts(
    guest=False, active=True, consent=Consent.GIVEN, bound_sales_channel_id=None
)


@dataclass(frozen=True, slots=True)
class Channels:
    """The sales channels as the customers of one answer share them.

    `below_limit`: the user has fewer live imitations than a user may have at once. `role_needs`: a
    role of theirs needs approvals.
    """

    facts: Mapping[str, ChannelFacts]  # of every channel by its id, in the order of the names
    open: Sequence["SalesChannel"]  # to customers who are bound to none, by name
    domains: Mapping[str, int]  # their number, by the id of the channel; the others have none
    privileged: bool
    below_limit: bool
    role_needs: bool

    def deciding(self, bound_to: str | None) -> Sequence[ChannelFacts]:
        """Enough channels to decide about a customer: their own, or any that is open."""
        ids = [each.id for each in self.open[:1]] if bound_to is None else [bound_to]
        return [self.facts[id_] for id_ in ids if id_ in self.facts]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the user may imitate the customer, and every reason against it."""

    reasons: Sequence[ImitationRefusal]
    bound_to: str | None  # the customer's only channel
    channels: Channels
    vetoes: Sequence[str] = ()  # in the words of plug-ins

    @property
    def allowed(self) -> bool:
        """True if nothing is against it."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer whom the user may imitate or not; None is one who was deleted.

    `alone`: the answer is about the customer, not about a list.
    """

    customer: "Customer | None"
    alone: bool


@dataclass(slots=True)
class Verdicts:
    """The verdicts of one operation, whose root fields share the channels."""

    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _channels: Channels | None = None

    async def find(
        self, ctx: RequestContext, asked: Sequence[Asked]
    ) -> Mapping[Asked, Eligibility]:
        """Whether the user may imitate these customers; plug-ins are asked about those alone."""
        async with self._lock:  # root fields are resolved concurrently: only the first looks up
            channels = self._channels = self._channels or await load_channels(ctx)
        found = {each: eligibility(ctx, each.customer, channels) for each in asked}
        if ctx.application.plugins is not None:
            alone = [each for each in asked if each.alone]
            told = await asyncio.gather(
                *(with_plugins(ctx, each.customer, found[each]) for each in alone)
            )
            found.update(zip(alone, told, strict=True))
        return found


async def load_channels(ctx: RequestContext) -> Channels:
    """All channels with their numbers of domains, and what counts of the user."""
    session = ctx.application.database.reads
    counted = await sales_channel_domains.find_counted(session)
    domains = {channel.id: number for channel, number in counted if number}
    facts = {each.id: channel_facts(each, has_domain=number > 0) for each, number in counted}
    found = [each for each, _ in counted if not channel_refusals(_UNBOUND, facts[each.id])]
    caller, rules, have = await ctx.caller(), ctx.rules, NOTHING_COUNTS
    if caller.user is not None:  # an integration imitates nobody
        have = await imitations.find_standing(
            session, caller.user.id, now=ctx.now(), idle_timeout=rules.imitation_idle_timeout
        )
    return Channels(
        facts,
        found,
        domains,
        privileged=Privilege.IMITATE_CUSTOMER in caller.privileges,
        below_limit=have.live < rules.imitations_per_user,
        role_needs=have.role_needs_approval,
    )


def eligibility(
    ctx: RequestContext, customer: "Customer | None", channels: Channels
) -> Eligibility:
    """The answer that `generateImitateCustomerToken` would give for any of the channels.

    None is a customer who was deleted.
    """
    if customer is None:
        return Eligibility([ImitationRefusal.CUSTOMER_INACTIVE], None, channels)
    facts = customer_facts(customer)
    reasons = may_imitate_anywhere(
        customer=facts,
        channels=channels.deciding(facts.bound_sales_channel_id),
        privileged=channels.privileged,
        below_limit=channels.below_limit,
        consent_required=ctx.rules.consent_required,
    )
    return Eligibility(reasons, facts.bound_sales_channel_id, channels)


async def with_plugins(
    ctx: RequestContext, customer: "Customer | None", found: Eligibility
) -> Eligibility:
    """The same with the vetoes of plug-ins, which are asked about users with the privilege."""
    user, ask = (await ctx.caller()).user, ctx.application.plugins
    if ask is None or user is None or customer is None:
        return found
    if ImitationRefusal.MISSING_PRIVILEGE in found.reasons:
        return found
    attempt = attempt_of(Step.CARD, user_id=user.id, username=user.username, customer=customer)
    vetoes = await ask(attempt)
    reasons = with_vetoes(found.reasons, vetoes)
    return replace(found, reasons=reasons, vetoes=[veto.text for veto in vetoes])
