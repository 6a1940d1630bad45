"""Loads the demo shop. Loading it again changes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby, islice
from types import MappingProxyType
from typing import Final

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.demo import people, shop
from db.demo.domains import demo_domains, move, move_to_port
from db.demo.shop import demo_id
from db.engine.dialect import upsert
from db.models import Cart

BATCH: Final = 1000


async def load(
    session: AsyncSession,
    *,
    password_hash: str,
    public_url: str,
    customers: int,
    since: Mapping[int, datetime] = MappingProxyType({}),
) -> None:
    """Add what is missing; `customers` is the number of generated ones besides the five named ones.

    `since` holds when some of the generated customers, counted from 1, opened their accounts.
    """
    await add(session, shop.currencies())
    await add(session, people.users(password_hash))
    await add(session, shop.channels(public_url))
    await follow(session, public_url)
    await add(session, shop.products())
    await add(session, people.named_customers(password_hash))
    await add(session, people.crowd(password_hash, customers, since))
    if await _is_without_cart(session, demo_id("customer", "bob")):
        await add(session, shop.bobs_cart())


async def _is_without_cart(session: AsyncSession, customer_id: str) -> bool:
    """A customer who has shopped in the meantime may have a cart with another id."""
    statement = select(Cart.id).where(col(Cart.customer_id) == customer_id)
    return (await session.exec(statement)).first() is None


async def follow(session: AsyncSession, public_url: str) -> None:
    """Move the demo's domains to the address of this server."""
    await move(session, _urls(public_url))


async def follow_port(session: AsyncSession, port: int) -> None:
    """Move those of the demo's domains that are on this machine to this port."""
    await move_to_port(session, _urls(""), port)


def _urls(public_url: str) -> Mapping[str, str]:
    return {demo_id("domain", each.name): each.url for each in demo_domains(public_url)}


async def add(session: AsyncSession, rows: Iterable[SQLModel]) -> None:
    """Insert rows, table by table; rows that exist stay unchanged."""
    for model, group in groupby(rows, type):
        await add_values(session, model, (row.model_dump() for row in group))


async def add_values(
    session: AsyncSession, model: type[SQLModel], rows: Iterator[dict[str, object]]
) -> None:
    """Insert plain values: making 200,000 models takes longer than inserting their rows."""
    statement = upsert(model).on_conflict_do_nothing()
    connection = await session.connection()
    while batch := list(islice(rows, BATCH)):
        await connection.execute(statement, batch)
