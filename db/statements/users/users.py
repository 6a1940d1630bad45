"""Statements about users."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import User
from db.models.columns import new_id
from db.models.user import describe
from db.statements.searched import Searched
from db.statements.users import makers


class UserValues(NamedTuple):
    """The values of a user that can be changed. The username is case folded."""

    username: str
    email: str
    email_typed: str | None
    first_name: str
    last_name: str
    password_hash: str
    active: bool
    admin: bool
    password_set_by: str | None
    admin_given_by: str | None
    issuer: str | None = None
    subject: str | None = None

    @classmethod
    def of(cls, user: User) -> "UserValues":
        """Those that the user has."""
        return cls(*(getattr(user, name) for name in cls._fields))


async def get(session: Session, user_id: str) -> User | None:
    """One user."""
    return await session.first(_GET, id=user_id)


_GET: Final = Statement(select(User).where(col(User.id) == bindparam("id")), by_key=True)


async def get_by_username(session: Session, username: str) -> User | None:
    """The user of this name, case folded."""
    return await session.first(_GET_BY_USERNAME, username=username.casefold())


_GET_BY_USERNAME: Final = Statement(
    select(User).where(col(User.username) == bindparam("username")), by_key=True
)


async def get_by_email(session: Session, email: str) -> User | None:
    """The user with this key of an e-mail address."""
    return await session.first(_GET_BY_EMAIL, email=email)


_GET_BY_EMAIL: Final = Statement(
    select(User).where(col(User.email) == bindparam("email")), by_key=True
)


async def get_by_identity(session: Session, issuer: str, subject: str) -> User | None:
    """The user whose account at a provider this is."""
    return await session.first(_GET_BY_IDENTITY, issuer=issuer, subject=subject)


_GET_BY_IDENTITY: Final = Statement(
    select(User).where(
        col(User.issuer) == bindparam("issuer"), col(User.subject) == bindparam("subject")
    ),
    by_key=True,
)


BY_NAME: Final = Searched(select(User), text=User.search_text, key=User.id)


async def has_other_admin(session: Session, user_id: str) -> bool:
    """Whether another user is an active super admin."""
    return await session.first(_OTHER_ADMIN, id=user_id) is not None


_OTHER_ADMIN: Final = Statement(
    select(User.id)
    .where(col(User.admin), col(User.active), col(User.id) != bindparam("id"))
    .limit(1)
)


async def add(session: Session, user: UserValues, *, made_by: str | None, now: datetime) -> User:
    """Store a new user."""
    return await session.one(_ADD, id=new_id(), created_at=now, made_by=made_by, **_stored(user))


async def change(session: Session, user_id: str, user: UserValues) -> User:
    """Store other values of a user."""
    values = {f"new_{name}": value for name, value in _stored(user).items()}
    return await session.one(_CHANGE, user_id=user_id, **values)


def _stored(user: UserValues) -> Mapping[str, Any]:
    email = user.email_typed or user.email
    text = describe(user.username, user.last_name, user.first_name, email)
    return {**user._asdict(), "search_text": text}


_CHANGING: Final = (*UserValues._fields, "search_text")
_ADD: Final = Statement(
    insert(User).returning(User), rows.of(User), columns=["id", "created_at", "made_by", *_CHANGING]
)
_CHANGE: Final = Statement(
    update(User)
    .where(col(User.id) == bindparam("user_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
    .returning(User),
    rows.of(User),
)


async def mark_password(session: Session, user_id: str, *, old_hash: str, new_hash: str) -> bool:
    """Store another hash; False, and nothing is stored, if the old one is no longer there."""
    hashes = {"old_hash": old_hash, "new_hash": new_hash}
    return await session.run(_MARK_PASSWORD, user_id=user_id, **hashes) == 1


_MARK_PASSWORD: Final = Statement(
    update(User)
    .where(col(User.id) == bindparam("user_id"), col(User.password_hash) == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"))
)


def removal(user: User) -> Sequence[Change]:
    """The changes that delete the user with sessions and roles; the audit log stays."""
    makers_of = {"made_by": user.made_by, "password_set_by": user.password_set_by}
    return (_REMOVE, {"id": user.id}), makers.remembering(user.id, **makers_of)


async def clear_approval(
    session: Session, user_ids: Sequence[str], *, by: str | None, now: datetime
) -> None:
    """Note who lets these users imitate without approvals that a role of theirs has needed."""
    await session.run(_CLEAR_APPROVAL, user_ids=user_ids, cleared_by=by, now=now)


_CLEAR_APPROVAL: Final = Statement(
    update(User)
    .where(among(col(User.id), "user_ids"))
    .values(approval_cleared_at=bindparam("now"), approval_cleared_by=bindparam("cleared_by"))
)


_REMOVE: Final = Statement(delete(User).where(col(User.id) == bindparam("id")))
