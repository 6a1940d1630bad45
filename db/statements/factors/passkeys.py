"""Statements about passkeys. One notes a use, so that a device's count never goes back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, and_, bindparam, delete, or_, update
from sqlmodel import col, select

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Passkey
from db.models.columns import new_id


async def find(session: Session, user_id: str) -> Sequence[Passkey]:
    """The passkeys of a user, oldest first."""
    return await session.all(_FIND, user_id=user_id)


async def get_by_credential(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey of which a device speaks."""
    return await session.first(_GET, credential_id=credential_id)


async def add(
    session: Session,
    *,
    user_id: str,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    now: datetime,
) -> str | None:
    """Store a passkey, and answer its id; None if it is there already."""
    passkey_id = new_id()
    added = await session.run(
        _ADD,
        id=passkey_id,
        user_id=user_id,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        name=name,
        created_at=now,
    )
    return passkey_id if added == 1 else None


async def use(session: Session, passkey_id: str, *, sign_count: int, now: datetime) -> bool:
    """Note a use; False if the passkey is gone, or a later use was noted first."""
    return await session.run(_USE, passkey_id=passkey_id, counted=sign_count, now=now) == 1


async def remove(session: Session, user_id: str, passkey_id: str) -> bool:
    """Remove a passkey; False if the user has none of this id."""
    return await session.run(_REMOVE, user_id=user_id, passkey_id=passkey_id) == 1


async def remove_all(session: Session, user_id: str) -> None:
    """Remove every passkey of a user."""
    await session.run(_REMOVE_ALL, user_id=user_id)


_IS_USER: Final = col(Passkey.user_id) == bindparam("user_id")
_IS_PASSKEY: Final = col(Passkey.id) == bindparam("passkey_id")
_FIND: Final = Statement(
    select(Passkey).where(_IS_USER).order_by(col(Passkey.created_at), col(Passkey.id)), by_key=True
)
_GET: Final = Statement(
    select(Passkey).where(col(Passkey.credential_id) == bindparam("credential_id")), by_key=True
)
_VALUES: Final = (
    "id",
    "user_id",
    "credential_id",
    "public_key",
    "sign_count",
    "name",
    "created_at",
)
_ADD: Final = Statement(
    upsert(Passkey)
    .values({name: bindparam(name) for name in _VALUES})
    .on_conflict_do_nothing(index_elements=["credential_id"])
)
_counted: Final = bindparam("counted", type_=BigInteger())
_USE: Final = Statement(
    update(Passkey)
    .where(
        _IS_PASSKEY,
        or_(col(Passkey.sign_count) < _counted, and_(_counted == 0, col(Passkey.sign_count) == 0)),
    )
    .values(sign_count=_counted, last_used_at=bindparam("now"))
)
_REMOVE: Final = Statement(delete(Passkey).where(_IS_USER, _IS_PASSKEY))
_REMOVE_ALL: Final = Statement(delete(Passkey).where(_IS_USER))
