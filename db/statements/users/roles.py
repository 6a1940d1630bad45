"""Statements about roles."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, not_, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.rows import Values
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Role, RolePrivilege, User, UserRole
from db.models.columns import new_id
from db.statements.users.grants import privileges_in


async def get(session: Session, role_id: str) -> Role | None:
    """One role."""
    return await session.first(_GET, id=role_id)


_GET: Final = Statement(select(Role).where(col(Role.id) == bindparam("id")), by_key=True)


async def get_by_name(session: Session, name: str) -> Role | None:
    """The role of this name."""
    return await session.first(_GET_BY_NAME, name=name)


_GET_BY_NAME: Final = Statement(
    select(Role).where(col(Role.name) == bindparam("name")), by_key=True
)


async def find(session: Session) -> Sequence[Role]:
    """All roles by name."""
    return await session.all(_FIND)


_FIND: Final = Statement(select(Role).order_by(col(Role.name)))


async def count(session: Session) -> int:
    """The number of roles."""
    return await session.one(_COUNT)


_COUNT: Final = Statement(select(func.count()).select_from(Role))


async def find_existing(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids that exist."""
    return frozenset(await session.all(_FIND_EXISTING, ids=ids))


_FIND_EXISTING: Final = Statement(select(Role.id).where(among(col(Role.id), "ids")))


async def find_privileges(session: Session, role_ids: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Pairs of a role's id and a privilege, sorted."""
    return await session.all(_FIND_PRIVILEGES, role_ids=role_ids)


_FIND_PRIVILEGES: Final = Statement(
    select(RolePrivilege.role_id, RolePrivilege.privilege)
    .where(among(col(RolePrivilege.role_id), "role_ids"))
    .order_by(col(RolePrivilege.privilege))
)


class HeldRole(NamedTuple):
    """A role of a user, and the privileges that it grants; None for a user without roles."""

    user_id: str
    admin: bool
    role: Role | None
    granted: frozenset[str]


async def find_held(session: Session, user_ids: Sequence[str]) -> Sequence[HeldRole]:
    """The roles of these users by name; a user without roles is there once."""
    return await session.all(_FIND_HELD, user_ids=user_ids)


_role: Final = rows.of(Role)


def _held_row(values: Values) -> HeldRole:
    user_id, admin, role_id, granted = values[0], values[1], values[2], values[-1]
    role = None if role_id is None else _role(values[2:-1])
    return HeldRole(user_id, admin, role, privileges_in(granted))


_GRANTED: Final = (
    select(func.aggregate_strings(col(RolePrivilege.privilege), ","))
    .where(col(RolePrivilege.role_id) == col(Role.id))
    .correlate(Role)
    .scalar_subquery()
)
_FIND_HELD: Final = Statement(
    select(col(User.id), col(User.admin), Role, _GRANTED)
    .select_from(User)
    .outerjoin(UserRole, col(UserRole.user_id) == col(User.id))
    .outerjoin(Role, col(Role.id) == col(UserRole.role_id))
    .where(among(col(User.id), "user_ids"))
    .order_by(col(Role.name)),
    _held_row,
)


async def count_users(session: Session, role_ids: Sequence[str]) -> Sequence[tuple[str, int]]:
    """Pairs of a role's id and how many users have it; a role of nobody is left out."""
    return await session.all(_COUNT_USERS, role_ids=role_ids)


_COUNT_USERS: Final = Statement(
    select(UserRole.role_id, func.count())
    .where(among(col(UserRole.role_id), "role_ids"))
    .group_by(col(UserRole.role_id))
)


class RoleValues(NamedTuple):
    """The values of a role that can be changed."""

    name: str
    description: str | None
    needs_approval: bool


async def add(session: Session, values: RoleValues) -> Role:
    """Store a new role."""
    return await session.one(_ADD, id=new_id(), **values._asdict())


_ADD: Final = Statement(
    insert(Role).returning(Role), rows.of(Role), columns=["id", *RoleValues._fields]
)


async def change(session: Session, role_id: str, values: RoleValues) -> Role:
    """Store other values of a role."""
    new = {f"new_{name}": value for name, value in values._asdict().items()}
    return await session.one(_CHANGE, role_id=role_id, **new)


_CHANGE: Final = Statement(
    update(Role)
    .where(col(Role.id) == bindparam("role_id"))
    .values({name: bindparam(f"new_{name}") for name in RoleValues._fields})
    .returning(Role),
    rows.of(Role),
)


async def grant(
    session: Session,
    role_id: str,
    privileges: Sequence[str],
    *,
    had: Sequence[str],
    by: str | None,
) -> None:
    """Let the role grant exactly these privileges; those that it had keep who gave them."""
    if not set(had).issubset(privileges):
        await session.run(_REVOKE, role_id=role_id, kept=privileges)
    new = [
        {"role_id": role_id, "privilege": privilege, "given_by": by}
        for privilege in privileges
        if privilege not in had
    ]
    await session.many(_GRANT, new)


_REVOKE: Final = Statement(
    delete(RolePrivilege).where(
        col(RolePrivilege.role_id) == bindparam("role_id"),
        not_(among(col(RolePrivilege.privilege), "kept")),
    )
)
_GRANT: Final = Statement(insert(RolePrivilege), columns=["role_id", "privilege", "given_by"])


async def remove(session: Session, role_id: str) -> None:
    """Delete the role and take it from everyone."""
    await session.run(_REMOVE, id=role_id)


_REMOVE: Final = Statement(delete(Role).where(col(Role.id) == bindparam("id")))
