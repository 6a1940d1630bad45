"""The domains of the demo shop, which follow the address of the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import SalesChannelDomain

# The two names of this machine are two shops: browsers give each its own cookies.
OTHER_NAME: Final = MappingProxyType({"127.0.0.1": "localhost", "localhost": "127.0.0.1"})
HTTP: Final = 80  # the port that no URL of http names
OUTLET: Final = "http://localhost:8000"  # where the server has no address on this machine


@dataclass(frozen=True, slots=True)
class DemoDomain:
    """A domain of the demo shop."""

    name: str
    channel: str
    url: str
    language: str


def demo_domains(public_url: str) -> tuple[DemoDomain, ...]:
    """The domains for a server at this address."""
    return (
        DemoDomain("Storefront en", "Storefront", public_url, "en-GB"),
        DemoDomain("Storefront de", "Storefront", f"{public_url}/de", "de-DE"),
        DemoDomain("Outlet", "Outlet", _outlet(public_url), "en-GB"),
    )


async def move(session: AsyncSession, wanted: Mapping[str, str]) -> None:
    """Give the domains these URLs, by id, unless another domain has one."""
    stored = await _stored(session, wanted)
    moved = {id_: url for id_, url in wanted.items() if stored.get(id_, url) != url}
    free = await _free(session, moved)
    for id_ in free:  # two of them may change places
        await _move_one(session, id_, f"http://{id_}.invalid")
    for id_, url in free.items():
        await _move_one(session, id_, url)


async def move_to_port(session: AsyncSession, ids: Iterable[str], port: int) -> None:
    """Give the domains this port that are on this machine."""
    stored = await _stored(session, ids)
    await move(session, {id_: _at_port(url, port) for id_, url in stored.items()})


async def _stored(session: AsyncSession, ids: Iterable[str]) -> Mapping[str, str]:
    found = select(SalesChannelDomain.id, SalesChannelDomain.url).where(
        col(SalesChannelDomain.id).in_(list(ids))
    )
    return dict((await session.exec(found)).all())


async def _free(session: AsyncSession, moved: dict[str, str]) -> dict[str, str]:
    """Those whose new URL no other domain keeps."""
    found = select(SalesChannelDomain.id, SalesChannelDomain.url).where(
        col(SalesChannelDomain.url).in_(list(moved.values()))
    )
    holders = {url: id_ for id_, url in await session.exec(found)}
    free = moved
    while blocked := {id_ for id_, url in free.items() if holders.get(url, id_) not in free}:
        free = {id_: url for id_, url in free.items() if id_ not in blocked}
    return free


async def _move_one(session: AsyncSession, id_: str, url: str) -> None:
    moving = update(SalesChannelDomain).where(col(SalesChannelDomain.id) == id_)
    await session.exec(moving.values(url=url))


def _outlet(public_url: str) -> str:
    parts = urlsplit(public_url)
    other = OTHER_NAME.get(parts.hostname or "")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{other}{port}" if other else OUTLET


def _at_port(url: str, port: int) -> str:
    """The same URL on another machine, and under https, which this server does not speak."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in OTHER_NAME:
        return url
    netloc = f"{parts.hostname}" if port == HTTP else f"{parts.hostname}:{port}"
    return parts._replace(netloc=netloc).geturl()
