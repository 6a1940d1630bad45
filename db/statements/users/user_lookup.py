"""The look-up of a signed-in user: their session, and the privileges of their roles."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, Select, bindparam, func, select
from sqlmodel import col

from db.engine import rows
from db.engine.batches import Lookup
from db.engine.connections import Database
from db.engine.dialect import asked
from db.engine.rows import Values
from db.engine.statement import Statement
from db.models import User, UserSession
from db.statements.users.grants import GRANTED, privileges_in
from db.statements.users.held_factors import HELD, Held, held_in


class StoredUserSession(NamedTuple):
    """A session of a user, and the privileges that the user's roles grant."""

    id: str
    authenticated_at: datetime  # when the user last showed who they are
    last_used_at: datetime
    expires_at: datetime  # of the access token
    ended_at: datetime | None
    factor: str | None  # with which the user signed in
    user: User
    granted: frozenset[str]
    held: Held


async def get(database: Database, token_hash: bytes) -> StoredUserSession | None:
    """The session of a token; None for an unknown token."""
    found = await database.look_up(_LOOKUP, token_hash=token_hash)
    return found[0] if found else None


_SESSION: Final = (
    col(UserSession.id),
    func.coalesce(col(UserSession.authenticated_at), col(UserSession.created_at)),
    col(UserSession.last_used_at),
    func.coalesce(col(UserSession.token_expires_at), col(UserSession.expires_at)),
    col(UserSession.ended_at),
    col(UserSession.factor),
)
_user: Final = rows.of(User)


def _row(values: Values) -> StoredUserSession:
    width, end = len(_SESSION), -len(HELD)
    user, granted = _user(values[width : end - 1]), privileges_in(values[end - 1])
    held = held_in(user.id, values[end:], admin=user.admin)
    return StoredUserSession._make((*values[:width], user, granted, held))


def _selected(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns, *_SESSION, User, GRANTED, *HELD).join(
        User, col(User.id) == col(UserSession.user_id)
    )


_ASKED: Final = asked("token_hash", LargeBinary())
_LOOKUP: Final[Lookup[StoredUserSession]] = Lookup(
    Statement(
        _selected().where(col(UserSession.token_hash) == bindparam("token_hash")),
        _row,
        by_key=True,
    ),
    Statement(
        _selected(_ASKED.c.number).join(_ASKED, _ASKED.c.token_hash == col(UserSession.token_hash)),
        lambda values: (values[0], _row(values[1:])),
    ),
)
