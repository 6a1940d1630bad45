"""Finds the storefront of an address: the longest domain with which the address begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.texts import domain_urls
from auth.texts.hosts import host_and_port
from db.statements.shop import sales_channel_domains
from resolvers.application import Application
from resolvers.request.turns import turn_by_turn

if TYPE_CHECKING:
    from db.models import SalesChannelDomain


@dataclass(frozen=True, slots=True)
class Storefront:
    """A domain of an active channel. `languages` are those of all its domains, with URLs."""

    url: str
    name: str
    access_key: str
    language: str
    currency: str
    languages: Sequence[tuple[str, str]]


async def find_storefront(
    application: Application, *, scheme: str, host: str, path: str
) -> Storefront | None:
    """The storefront of a request; None if no domain fits. `host` includes the port, if any."""
    try:
        urls = list(_candidates(scheme, *host_and_port(host), path))
    except ValueError:  # no domain has such a host
        return None
    reads = application.database.reads
    found = await sales_channel_domains.find_storefronts(reads, urls)
    if not found:
        return None
    domain, channel = min(found, key=lambda pair: urls.index(pair[0].url))
    domains = await sales_channel_domains.find_domains(reads, [channel.id])
    return Storefront(
        url=domain.url,
        name=channel.name,
        access_key=channel.access_key,
        language=domain.language,
        currency=domain.currency,
        languages=_languages(domains),
    )


async def find_origins(application: Application) -> Mapping[str, frozenset[str]]:
    """The origins of the domains of each active channel, by access key."""
    origins: dict[str, set[str]] = {}
    found = await sales_channel_domains.find_active_urls(application.database.reads)
    async for key, url in turn_by_turn(found):
        if origin := domain_urls.origin_in(url):
            origins.setdefault(key, set()).add(origin)
    return {key: frozenset(of_key) for key, of_key in origins.items()}


def _candidates(scheme: str, host: str, port: int | None, path: str) -> Iterator[str]:
    """Every URL that a matching domain can have, the best match first.

    Both schemes match: behind a proxy that ends TLS, requests to https domains arrive as http.
    """
    segments = domain_urls.segments(path)
    schemes = (scheme, "http" if scheme == "https" else "https")
    for depth in range(len(segments), -1, -1):
        root = "".join(f"/{segment}" for segment in segments[:depth])
        for offered in schemes:
            yield domain_urls.of_parts(offered, host, port, root).normal


def _languages(domains: Sequence["SalesChannelDomain"]) -> Sequence[tuple[str, str]]:
    """One URL for each language; of several, the first in alphabetical order."""
    return tuple({domain.language: domain.url for domain in reversed(domains)}.items())[::-1]
