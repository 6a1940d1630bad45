"""Statements about the domains of sales channels."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, bindparam, delete, func, not_, or_
from sqlmodel import col, select

from db.engine.dialect import among, upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import SalesChannel, SalesChannelDomain
from db.models.columns import new_id


async def find_domains(session: Session, ids: Sequence[str]) -> Sequence[SalesChannelDomain]:
    """The domains of these channels by language, then URL."""
    return await session.all(_FIND_DOMAINS if len(ids) == 1 else _FIND_MANY_DOMAINS, ids=ids)


_domains: Final = (
    select(SalesChannelDomain)
    .where(among(col(SalesChannelDomain.sales_channel_id), "ids"))
    .order_by(col(SalesChannelDomain.language), col(SalesChannelDomain.url))
)
_FIND_DOMAINS: Final = Statement(_domains, by_key=True)
_FIND_MANY_DOMAINS: Final = Statement(_domains)


async def get_domain(session: Session, domain_id: str) -> SalesChannelDomain | None:
    """One domain."""
    return await session.first(_GET_DOMAIN, id=domain_id)


_GET_DOMAIN: Final = Statement(
    select(SalesChannelDomain).where(col(SalesChannelDomain.id) == bindparam("id")), by_key=True
)


async def find_counted(session: Session) -> Sequence[tuple[SalesChannel, int]]:
    """All channels by name, each with the number of its domains."""
    return await session.all(_FIND_COUNTED)


_FIND_COUNTED: Final[Statement[tuple[SalesChannel, int]]] = Statement(
    select(
        SalesChannel,
        select(func.count())
        .where(col(SalesChannelDomain.sales_channel_id) == col(SalesChannel.id))
        .correlate(SalesChannel)
        .scalar_subquery(),
    ).order_by(col(SalesChannel.name))
)


async def find_storefronts(
    session: Session, urls: Sequence[str]
) -> Sequence[tuple[SalesChannelDomain, SalesChannel]]:
    """The domains that are one of the URLs and belong to active storefronts or external channels.

    An external channel's domain is never a storefront's, even while the channel is inactive.
    """
    return await session.all(_FIND_STOREFRONTS, urls=urls)


_OF_CHANNEL: Final = col(SalesChannel.id) == col(SalesChannelDomain.sales_channel_id)
_FIND_STOREFRONTS: Final[Statement[tuple[SalesChannelDomain, SalesChannel]]] = Statement(
    select(SalesChannelDomain, SalesChannel)
    .join(SalesChannel, _OF_CHANNEL)
    .where(
        among(col(SalesChannelDomain.url), "urls"),
        or_(
            and_(col(SalesChannel.active), col(SalesChannel.type) == "STOREFRONT"),
            col(SalesChannel.type) == "EXTERNAL",
        ),
    ),
    by_key=True,
)


async def find_active_urls(session: Session) -> Sequence[tuple[str, str, str]]:
    """The access key, the type and the URL of each domain of an active channel."""
    return await session.all(_FIND_ACTIVE_URLS)


_FIND_ACTIVE_URLS: Final[Statement[tuple[str, str, str]]] = Statement(
    select(SalesChannel.access_key, SalesChannel.type, SalesChannelDomain.url)
    .join(SalesChannelDomain, _OF_CHANNEL)
    .where(col(SalesChannel.active))
)


async def find_urls(session: Session) -> Sequence[str]:
    """The URLs of all channels, inactive ones included."""
    return await session.all(_FIND_URLS)


_FIND_URLS: Final = Statement(select(SalesChannelDomain.url))


async def find_taken_urls(session: Session, urls: Sequence[str], *, besides: str) -> frozenset[str]:
    """Those of the URLs that another channel answers on."""
    return frozenset(await session.all(_FIND_TAKEN_URLS, urls=urls, besides=besides))


_FIND_TAKEN_URLS: Final = Statement(
    select(SalesChannelDomain.url).where(
        among(col(SalesChannelDomain.url), "urls"),
        col(SalesChannelDomain.sales_channel_id) != bindparam("besides"),
    )
)


async def replace_domains(
    session: Session, sales_channel_id: str, domains: Sequence[tuple[str, str, str]]
) -> None:
    """Let the channel answer on exactly these URLs, each with its language and currency.

    A domain with the same URL keeps its id.
    """
    urls = [url for url, _, _ in domains]
    await session.run(_REMOVE_DOMAINS, sales_channel_id=sales_channel_id, kept=urls)
    await session.many(
        _STORE_DOMAIN,
        [
            dict(zip(_DOMAIN, (new_id(), sales_channel_id, *domain), strict=True))
            for domain in domains
        ],
    )


_REMOVE_DOMAINS: Final = Statement(
    delete(SalesChannelDomain).where(
        col(SalesChannelDomain.sales_channel_id) == bindparam("sales_channel_id"),
        not_(among(col(SalesChannelDomain.url), "kept")),
    )
)
_DOMAIN: Final = ("id", "sales_channel_id", "url", "language", "currency")
_domain: Final = upsert(SalesChannelDomain)
_STORE_DOMAIN: Final = Statement(
    _domain.on_conflict_do_update(
        index_elements=["url"],
        set_={name: _domain.excluded[name] for name in ("language", "currency")},
    ),
    columns=_DOMAIN,
)
