"""Statements about sign-ins of one browser, each of which took the place of the one before."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Imitation, UserSession
from db.statements.users.session_list import LIVE


class Renewed(NamedTuple):
    """A sign-in in whose place another one comes; `first_id` is its own id if it is the first."""

    id: str
    user_id: str
    first_id: str


async def get(session: Session, session_id: str) -> Renewed | None:
    """A sign-in, even one that is over."""
    return await session.first(_GET, id=session_id)


async def get_by_token(session: Session, token_hash: bytes) -> Renewed | None:
    """The sign-in of a token, even one that is over."""
    return await session.first(_GET_BY_TOKEN, token_hash=token_hash)


_FIRST_ID: Final = func.coalesce(col(UserSession.first_id), col(UserSession.id))
_RENEWED: Final = select(col(UserSession.id), col(UserSession.user_id), _FIRST_ID)
_GET: Final = Statement(
    _RENEWED.where(col(UserSession.id) == bindparam("id")), Renewed._make, by_key=True
)
_GET_BY_TOKEN: Final = Statement(
    _RENEWED.where(col(UserSession.token_hash) == bindparam("token_hash")),
    Renewed._make,
    by_key=True,
)


async def find_newest(
    session: Session, imitation_id: str, user_id: str, *, now: datetime, idle_since: datetime
) -> UserSession | None:
    """The sign-in that lives in place of the one in which the user began the imitation."""
    times = {"now": now, "idle_since": idle_since}
    return await session.first(_NEWEST, imitation_id=imitation_id, user_id=user_id, **times)


_began: Final = aliased(UserSession)
_FIRST_OF_IMITATION: Final = (
    select(func.coalesce(col(_began.first_id), col(_began.id)))
    .join(Imitation, col(Imitation.user_session_id) == col(_began.id))
    .where(col(Imitation.id) == bindparam("imitation_id"))
    .scalar_subquery()
)
_NEWEST: Final[Statement[UserSession]] = Statement(
    select(UserSession)
    .where(
        col(UserSession.user_id) == bindparam("user_id"),
        *LIVE,
        _FIRST_ID == _FIRST_OF_IMITATION,
    )
    .order_by(col(UserSession.created_at).desc(), col(UserSession.id))
    .limit(1)
)
