"""Statements about the currencies that domains may use."""

from typing import Final

from sqlalchemy import bindparam, insert
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Currency


async def find_factors(session: Session) -> dict[str, int]:
    """Millionths of each currency (ISO 4217) for one unit of the catalogue's own."""
    return dict(await session.all(_FIND_FACTORS))


_FIND_FACTORS: Final = Statement(select(Currency.iso_code, Currency.factor))


async def find_factor(session: Session, iso_code: str) -> int:
    """Millionths of this currency for one unit of the catalogue's own."""
    return await session.one(_FIND_FACTOR, iso_code=iso_code)


_FIND_FACTOR: Final = Statement(
    select(Currency.factor).where(col(Currency.iso_code) == bindparam("iso_code")), by_key=True
)


async def add(session: Session, iso_code: str, *, factor: int) -> None:
    """Let domains use another currency; `factor` is in millionths."""
    await session.run(_ADD, iso_code=iso_code, factor=factor)


_ADD: Final = Statement(insert(Currency), columns=["iso_code", "factor"])
