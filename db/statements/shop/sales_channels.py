"""Statements about sales channels, their domains and currencies."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine.locking import locked
from db.models import Currency, SalesChannel, SalesChannelDomain


async def get(
    session: AsyncSession, sales_channel_id: str, *, lock: bool = False
) -> SalesChannel | None:
    """One channel; with `lock` others cannot change the row before the commit.

    The lock leaves the key alone: others may go on to store what refers to the channel.
    """
    statement = select(SalesChannel).where(col(SalesChannel.id) == sales_channel_id)
    return (await session.exec(locked(statement) if lock else statement)).one_or_none()


async def find(session: AsyncSession) -> Sequence[SalesChannel]:
    """All channels by name."""
    return (await session.exec(select(SalesChannel).order_by(col(SalesChannel.name)))).all()


async def find_by_ids(session: AsyncSession, ids: Sequence[str]) -> Sequence[SalesChannel]:
    """Those of the ids that exist, in no order."""
    return (await session.exec(select(SalesChannel).where(col(SalesChannel.id).in_(ids)))).all()


async def find_domains(session: AsyncSession, ids: Sequence[str]) -> Sequence[SalesChannelDomain]:
    """The domains of these channels by language, then URL."""
    statement = (
        select(SalesChannelDomain)
        .where(col(SalesChannelDomain.sales_channel_id).in_(ids))
        .order_by(col(SalesChannelDomain.language), col(SalesChannelDomain.url))
    )
    return (await session.exec(statement)).all()


async def find_storefronts(
    session: AsyncSession, urls: Sequence[str]
) -> Sequence[tuple[SalesChannelDomain, SalesChannel]]:
    """The domains that are one of the URLs, each with its channel; active storefronts alone."""
    statement = (
        select(SalesChannelDomain, SalesChannel)
        .join(SalesChannel, col(SalesChannel.id) == col(SalesChannelDomain.sales_channel_id))
        .where(
            col(SalesChannelDomain.url).in_(urls),
            col(SalesChannel.active),
            col(SalesChannel.type) == "STOREFRONT",
        )
    )
    return (await session.exec(statement)).all()


async def find_taken_urls(
    session: AsyncSession, urls: Sequence[str], *, besides: str
) -> frozenset[str]:
    """Those of the URLs that another channel answers on."""
    statement = select(SalesChannelDomain.url).where(
        col(SalesChannelDomain.url).in_(urls),
        col(SalesChannelDomain.sales_channel_id) != besides,
    )
    return frozenset((await session.exec(statement)).all())


async def find_currencies(session: AsyncSession) -> frozenset[str]:
    """The ISO 4217 codes that have a factor."""
    return frozenset((await session.exec(select(Currency.iso_code))).all())


async def find_factors(session: AsyncSession) -> dict[str, int]:
    """Millionths of each currency for one unit of the catalogue's own."""
    return dict((await session.exec(select(Currency.iso_code, Currency.factor))).all())


async def add_currency(session: AsyncSession, iso_code: str, *, factor: int) -> None:
    """Let domains use another currency; `factor` is in millionths."""
    session.add(Currency(iso_code=iso_code, factor=factor))
    await session.flush()


async def store(session: AsyncSession, sales_channel: SalesChannel) -> None:
    """Write a new or changed channel."""
    session.add(sales_channel)
    await session.flush()


async def replace_domains(
    session: AsyncSession, sales_channel_id: str, domains: Sequence[SalesChannelDomain]
) -> None:
    """Let the channel answer on exactly these domains; one with the same URL keeps its id."""
    statement = select(SalesChannelDomain.url, SalesChannelDomain.id).where(
        col(SalesChannelDomain.sales_channel_id) == sales_channel_id
    )
    ids = dict((await session.exec(statement)).all())
    await session.exec(
        delete(SalesChannelDomain).where(
            col(SalesChannelDomain.sales_channel_id) == sales_channel_id
        )
    )
    for domain in domains:
        domain.id = ids.get(domain.url, domain.id)
        session.add(domain)
    await session.flush()


async def find_active_urls(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """The access key and the URL of each domain of an active channel."""
    statement = (
        select(SalesChannel.access_key, SalesChannelDomain.url)
        .join(SalesChannelDomain, col(SalesChannelDomain.sales_channel_id) == col(SalesChannel.id))
        .where(col(SalesChannel.active))
    )
    return (await session.exec(statement)).all()
