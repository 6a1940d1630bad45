"""Pages of the shops in which a customer can be imitated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auth.errors import Invalid
from auth.texts import arguments
from auth.vocabulary import SalesChannelType
from db.statements.shop import sales_channel_domains
from resolvers.imitation.facts import login_url
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext
from resolvers.request.eligibility.verdict import Channels, Eligibility

if TYPE_CHECKING:
    from db.models import SalesChannel, SalesChannelDomain


@dataclass(frozen=True, slots=True)
class Target:
    """A domain of a shop in which the customer can be imitated."""

    sales_channel: "SalesChannel"
    domain: "SalesChannelDomain"
    login_url: str


@dataclass(frozen=True, slots=True)
class TargetPage:
    """Which targets: `first` of them after the domain `after`. Customers share them."""

    bound_to: str | None  # the only channel
    first: int
    after: str | None
    channels: Channels = field(compare=False)

    @classmethod
    def of(cls, found: Eligibility, *, first: int, after: str | None) -> "TargetPage":
        """The page as a client asks for it; raises Invalid."""
        if after is not None:
            arguments.identifier(after, field="after")
        return cls(found.bound_to, arguments.page_size(first), after, found.channels)

    def shops(self, last: "SalesChannelDomain | None") -> Sequence["SalesChannel"]:
        """The channels, by name, whose domains fill the page after the last one seen."""
        places = {id_: place for place, id_ in enumerate(self.channels.facts)}
        start = places.get(last.sales_channel_id, 0) if last else 0
        found, missing = [], self.first
        for channel in self.channels.open:
            if missing > 0 and places[channel.id] >= start and self._includes(channel):
                found.append(channel)
                # Of the last one's channel, any number of domains may have been seen.
                seen_before = last is not None and channel.id == last.sales_channel_id
                missing -= 0 if seen_before else self.channels.domains[channel.id]
        return found

    def _includes(self, channel: "SalesChannel") -> bool:
        has_pages = channel.type != SalesChannelType.HEADLESS
        has_domain = channel.id in self.channels.domains
        return has_pages and has_domain and self.bound_to in {None, channel.id}


async def find_targets(
    ctx: RequestContext, pages: Sequence[TargetPage]
) -> Mapping[TargetPage, Sequence[Target]]:
    """The targets of each page, by channel name, language and URL; raises Invalid."""
    session = ctx.application.database.reads
    last = {
        page.after: await sales_channel_domains.get_domain(session, page.after)
        for page in pages
        if page.after is not None
    }
    if None in last.values():
        raise Invalid("after", "No domain has this id.")
    chosen = {page: page.shops(last[page.after] if page.after else None) for page in pages}
    ids = list({channel.id: None for channels in chosen.values() for channel in channels})
    found = await sales_channel_domains.find_domains(session, ids)
    domains = gathered(ids, ((domain.sales_channel_id, domain) for domain in found))
    return {page: _on(page, channels, domains) for page, channels in chosen.items()}


def _on(
    page: TargetPage,
    channels: Sequence["SalesChannel"],
    domains: Mapping[str, Sequence["SalesChannelDomain"]],
) -> Sequence[Target]:
    found = [(channel, domain) for channel in channels for domain in domains[channel.id]]
    seen = [place for place, (_, domain) in enumerate(found, start=1) if domain.id == page.after]
    begin = seen[0] if seen else 0
    return [
        Target(channel, domain, login_url(domain.url, channel))
        for channel, domain in found[begin : begin + page.first]
    ]
