"""Statements that find a customer's session without an access key, by its token or its id."""

from typing import Final, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Context, SalesChannel


class Address(NamedTuple):
    """What the look-up of a context needs to find a session."""

    token_hash: bytes
    access_key: str


async def find_by_token(session: Session, token_hash: bytes) -> Address | None:
    """The session of a token."""
    return await session.first(_BY_TOKEN, token_hash=token_hash)


async def find_by_id(session: Session, session_id: str) -> Address | None:
    """The session of an id."""
    return await session.first(_BY_ID, session_id=session_id)


_SESSIONS: Final = select(Context.token_hash, SalesChannel.access_key).join(
    SalesChannel, col(SalesChannel.id) == col(Context.sales_channel_id)
)
_BY_TOKEN: Final = Statement(
    _SESSIONS.where(col(Context.token_hash) == bindparam("token_hash")),
    Address._make,
    by_key=True,
)
_BY_ID: Final = Statement(
    _SESSIONS.where(col(Context.id) == bindparam("session_id")), Address._make, by_key=True
)
