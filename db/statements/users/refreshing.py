"""Statements about sign-ins that are kept up by refresh tokens."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import DateTime, LargeBinary, bindparam, case, func, select, update
from sqlmodel import col

from db.engine import rows
from db.engine.rows import Values
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import User, UserSession
from db.statements.users.session_list import LIVE


class Family(NamedTuple):
    """A sign-in that has not ended, with its user and the hash of the token that was given last.

    The next three are of its latest turn, and null before the first one.
    """

    session_id: str
    expires_at: datetime
    turn_hash: bytes
    used_hash: bytes | None
    turned_at: datetime | None
    client: bytes | None
    user: User


async def get(session: Session, family_hash: bytes) -> Family | None:
    """The sign-in of a refresh token; None if there is none, or if it has ended."""
    return await session.first(_GET, family_hash=family_hash)


async def begin(
    session: Session, session_id: str, *, family_hash: bytes, turn_hash: bytes, until: datetime
) -> datetime | None:
    """Keep a sign-in up from now on; its access token ends at `until`, or with the sign-in.

    The answer is when the access token ends; None if the sign-in has ended.
    """
    values = {"family_hash": family_hash, "turn_hash": turn_hash, "until": until}
    return await session.first(_BEGIN, session_id=session_id, **values)


async def turn(
    session: Session,
    *,
    family_hash: bytes,
    old_hash: bytes,
    turn_hash: bytes,
    token_hash: bytes,
    client: bytes | None,
    until: datetime,
    now: datetime,
    idle_since: datetime,
) -> datetime | None:
    """Exchange the tokens of a sign-in that lives, if the old one was given last, for a client.

    The answer is when the access token ends; None if nothing was exchanged.
    """
    hashes = {"family_hash": family_hash, "old_hash": old_hash, "turn_hash": turn_hash}
    times = {"until": until, "now": now, "idle_since": idle_since}
    return await session.first(_TURN, token_hash=token_hash, client=client, **hashes, **times)


_OF_FAMILY: Final = col(UserSession.refresh_family_hash) == bindparam(
    "family_hash", type_=LargeBinary
)
_NOT_ENDED: Final = col(UserSession.ended_at).is_(None)
_user: Final = rows.of(User)


def _family(values: Values) -> Family:
    return Family._make((*values[:6], _user(values[6:])))


_GET: Final = Statement(
    select(
        col(UserSession.id),
        col(UserSession.expires_at),
        col(UserSession.refresh_turn_hash),
        col(UserSession.refresh_used_hash),
        col(UserSession.refresh_turned_at),
        col(UserSession.refresh_client),
        User,
    )
    .join(User, col(User.id) == col(UserSession.user_id))
    .where(_OF_FAMILY, _NOT_ENDED),
    _family,
    by_key=True,
)
_UNTIL: Final = bindparam("until", type_=DateTime(timezone=True))
_TOKEN_ENDS: Final = case(
    (col(UserSession.expires_at) > _UNTIL, _UNTIL), else_=col(UserSession.expires_at)
)
_BEGIN: Final = Statement(
    update(UserSession)
    .where(col(UserSession.id) == bindparam("session_id"), _NOT_ENDED)
    .values(
        refresh_family_hash=bindparam("family_hash"),
        refresh_turn_hash=bindparam("turn_hash"),
        token_expires_at=_TOKEN_ENDS,
    )
    .returning(col(UserSession.token_expires_at)),
    lambda values: values[0],
)
_ACTIVE: Final = (
    select(func.count())
    .select_from(User)
    .where(col(User.id) == col(UserSession.user_id), col(User.active).is_(True))
    .scalar_subquery()
)
_TURN: Final = Statement(
    update(UserSession)
    .where(
        _OF_FAMILY,
        *LIVE,
        col(UserSession.refresh_turn_hash) == bindparam("old_hash"),
        _ACTIVE == 1,
    )
    .values(
        token_hash=bindparam("token_hash"),
        refresh_turn_hash=bindparam("turn_hash"),
        token_expires_at=_TOKEN_ENDS,
        last_used_at=bindparam("now"),
        refresh_used_hash=bindparam("old_hash"),
        refresh_turned_at=bindparam("now"),
        refresh_client=bindparam("client", type_=LargeBinary),
    )
    .returning(col(UserSession.token_expires_at)),
    lambda values: values[0],
)
