"""Checks the domains of a sales channel."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from auth.errors import Invalid
from auth.texts import domain_urls, own_paths
from auth.vocabulary import SalesChannelType
from db.engine.unique import claim
from db.statements.shop import sales_channel_domains

if TYPE_CHECKING:
    from db.engine.session import Session


class Domain(NamedTuple):
    """A URL of a storefront in its normal form, with its language and currency."""

    url: str
    language: str
    currency: str


def display_url(stored: str) -> str:
    """A stored URL as people read it."""
    return domain_urls.shown(stored)


def check_paths(type_: str, urls: Iterable[str]) -> None:
    """Raise Invalid for a storefront whose pages this server's own routes would answer."""
    if type_ == SalesChannelType.STOREFRONT and any(map(own_paths.is_own, urls)):
        raise Invalid("domains", "The path of a domain belongs to a route of this server.")


async def check_stored_paths(session: "Session", type_: str, channel_id: str) -> None:
    """Raise Invalid if the channel cannot become one of this type with its domains."""
    stored = await sales_channel_domains.find_domains(session, [channel_id])
    check_paths(type_, [domain.url for domain in stored])


async def free_domains(
    session: "Session", channel_id: str, domains: Sequence[Domain], *, field: str
) -> Sequence[Domain]:
    """The same domains; raises Invalid if a URL is there twice or another channel has it.

    The URLs are claimed until commit, so that two requests cannot both find one free.
    """
    urls = [domain.url for domain in domains]
    await claim(session, "sales_channel_domains.url", urls)
    taken = await sales_channel_domains.find_taken_urls(session, urls, besides=channel_id)
    if taken or len(set(urls)) < len(urls):
        raise Invalid(field, "A URL leads to one domain only.")
    return domains
