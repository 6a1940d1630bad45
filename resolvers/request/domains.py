"""Checks the domains of a sales channel and makes the rows to store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.errors import Invalid
from db.engine.unique import claim
from db.models import SalesChannelDomain
from db.statements.shop import sales_channels

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession


@dataclass(frozen=True, slots=True)
class Domain:
    """A URL of a storefront with its language and currency."""

    url: str
    language: str
    currency: str


async def free_domains(
    session: "AsyncSession", channel_id: str, domains: Sequence[Domain], *, field: str
) -> Sequence[SalesChannelDomain]:
    """The rows of these domains; raises Invalid if a URL is there twice or another channel has it.

    The URLs are claimed until commit, so that two requests cannot both find one free.
    """
    urls = [domain.url for domain in domains]
    await claim(session, "sales_channel_domains.url", urls)
    taken = await sales_channels.find_taken_urls(session, urls, besides=channel_id)
    if taken or len(set(urls)) < len(urls):
        raise Invalid(field, "A URL leads to one domain only.")
    return [
        SalesChannelDomain(
            sales_channel_id=channel_id,
            url=domain.url,
            language=domain.language,
            currency=domain.currency,
        )
        for domain in domains
    ]
