"""Finds the storefront of an address: the longest domain with which the address begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from auth.texts import domain_urls
from auth.texts.hosts import host_and_port
from auth.vocabulary import SalesChannelType
from db.statements.shop import sales_channel_domains
from resolvers.application import Application
from resolvers.request.turns import turn_by_turn

if TYPE_CHECKING:
    from db.models import SalesChannelDomain


@dataclass(frozen=True, slots=True)
class Storefront:
    """A domain of an active channel. `languages` are those of all its domains, with URLs.

    `landing_path` is decoded, as servers decode the path of a request.
    """

    url: str
    name: str
    access_key: str
    language: str
    currency: str
    landing_path: str
    languages: Sequence[tuple[str, str]]


async def find_storefront(
    application: Application, *, scheme: str, host: str, path: str
) -> Storefront | None:
    """The storefront of a request; None if no domain fits, or the best fit is an external shop's.

    `host` includes the port, if any.
    """
    try:
        urls = list(_candidates(scheme, *host_and_port(host), path))
    except ValueError:  # no domain has such a host
        return None
    reads = application.database.reads
    found = await sales_channel_domains.find_storefronts(reads, urls)
    if not found:
        return None
    domain, channel = min(found, key=lambda pair: urls.index(pair[0].url))
    if channel.type == SalesChannelType.EXTERNAL:
        return None
    domains = await sales_channel_domains.find_domains(reads, [channel.id])
    return Storefront(
        url=domain.url,
        name=channel.name,
        access_key=channel.access_key,
        language=domain.language,
        currency=domain.currency,
        landing_path=unquote(channel.landing_path),
        languages=_languages(domains),
    )


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of the domains of each active channel by access key, and those served here."""

    by_key: Mapping[str, frozenset[str]]
    served: frozenset[str]  # not those of external shops


async def find_origins(application: Application) -> Origins:
    """The origins of the domains of all active channels."""
    by_key: dict[str, set[str]] = {}
    served: set[str] = set()
    found = await sales_channel_domains.find_active_urls(application.database.reads)
    async for key, type_, url in turn_by_turn(found):
        if origin := domain_urls.origin_in(url):
            by_key.setdefault(key, set()).add(origin)
            if type_ != SalesChannelType.EXTERNAL:
                served.add(origin)
    return Origins({key: frozenset(of_key) for key, of_key in by_key.items()}, frozenset(served))


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
