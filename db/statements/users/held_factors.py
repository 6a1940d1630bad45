"""Statements about which factors users have, and in which roles they are."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, exists, select
from sqlmodel import col

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Passkey, RecoveryCode, TotpSecret, User
from db.statements.users.grants import ROLE_NAMES, names_in


class Held(NamedTuple):
    """What a user has to show who they are, and what decides whether they need it."""

    user_id: str
    admin: bool
    roles: frozenset[str]  # by name
    totp: bool
    passkey: bool
    recovery_code: bool
    at_provider: bool  # where they sign in, with the factors that they have there


HAS_TOTP: Final = (
    exists()
    .where(col(TotpSecret.user_id) == col(User.id), col(TotpSecret.sealed).is_not(None))
    .correlate(User)
)
HAS_PASSKEY: Final = exists().where(col(Passkey.user_id) == col(User.id)).correlate(User)
HAS_RECOVERY_CODE: Final = exists().where(col(RecoveryCode.user_id) == col(User.id)).correlate(User)
HELD: Final = (
    ROLE_NAMES,
    HAS_TOTP,
    HAS_PASSKEY,
    HAS_RECOVERY_CODE,
    col(User.issuer).is_not(None),
)


def held_in(user_id: str, values: Sequence[Any], *, admin: bool) -> Held:
    """What a row says whose columns are HELD."""
    roles, *has = values
    return Held(user_id, admin, names_in(roles), *map(bool, has))


async def find(session: Session, user_ids: Sequence[str]) -> Sequence[Held]:
    """What these users have."""
    return await session.all(_FIND, user_ids=user_ids)


async def get(session: Session, user_id: str) -> Held:
    """What a user has; raises where there is none."""
    return await session.one(_GET, user_id=user_id)


_ROWS: Final = select(col(User.id), col(User.admin), *HELD)
_FIND: Final = Statement(
    _ROWS.where(among(col(User.id), "user_ids")),
    lambda values: held_in(values[0], values[2:], admin=values[1]),
)
_GET: Final = Statement(
    _ROWS.where(col(User.id) == bindparam("user_id")),
    lambda values: held_in(values[0], values[2:], admin=values[1]),
    by_key=True,
)
