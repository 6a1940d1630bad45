"""Statements about roles."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Role, RolePrivilege, UserRole
from db.models.columns import new_id


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


async def count_users(session: Session, role_ids: Sequence[str]) -> Sequence[tuple[str, int]]:
    """Pairs of a role's id and how many users have it; a role of nobody is left out."""
    return await session.all(_COUNT_USERS, role_ids=role_ids)


_COUNT_USERS: Final = Statement(
    select(UserRole.role_id, func.count())
    .where(among(col(UserRole.role_id), "role_ids"))
    .group_by(col(UserRole.role_id))
)


async def add(session: Session, *, name: str, description: str | None) -> Role:
    """Store a new role."""
    return await session.one(_ADD, id=new_id(), name=name, description=description)


_ADD: Final = Statement(
    insert(Role).returning(Role), rows.of(Role), columns=["id", "name", "description"]
)


async def change(session: Session, role_id: str, *, name: str, description: str | None) -> Role:
    """Store another name and description of a role."""
    return await session.one(_CHANGE, role_id=role_id, new_name=name, new_description=description)


_CHANGE: Final = Statement(
    update(Role)
    .where(col(Role.id) == bindparam("role_id"))
    .values(name=bindparam("new_name"), description=bindparam("new_description"))
    .returning(Role),
    rows.of(Role),
)


async def grant(session: Session, role_id: str, privileges: Collection[str]) -> None:
    """Let the role grant exactly these privileges."""
    await session.run(_REVOKE, role_id=role_id)
    granted = [{"role_id": role_id, "privilege": privilege} for privilege in sorted(privileges)]
    await session.many(_GRANT, granted)


_REVOKE: Final = Statement(
    delete(RolePrivilege).where(col(RolePrivilege.role_id) == bindparam("role_id"))
)
_GRANT: Final = Statement(insert(RolePrivilege), columns=["role_id", "privilege"])


async def remove(session: Session, role_id: str) -> None:
    """Delete the role and take it from everyone."""
    await session.run(_REMOVE, id=role_id)


_REMOVE: Final = Statement(delete(Role).where(col(Role.id) == bindparam("id")))
