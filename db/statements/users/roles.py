"""Statements about roles."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine.locking import kept, locked
from db.models import Role, RolePrivilege


async def get(session: AsyncSession, role_id: str, *, lock: bool = False) -> Role | None:
    """One role; with `lock` others cannot change the row before the commit."""
    statement = select(Role).where(col(Role.id) == role_id)
    return (await session.exec(locked(statement) if lock else statement)).one_or_none()


async def find(session: AsyncSession) -> Sequence[Role]:
    """All roles by name."""
    return (await session.exec(select(Role).order_by(col(Role.name)))).all()


async def keep_existing(session: AsyncSession, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids that exist, protected from deletion until the commit."""
    statement = select(Role.id).where(col(Role.id).in_(ids)).order_by(col(Role.id))
    return frozenset((await session.exec(kept(statement))).all())


async def find_privileges(
    session: AsyncSession, role_ids: Sequence[str]
) -> Sequence[tuple[str, str]]:
    """Pairs of a role's id and a privilege, sorted."""
    statement = (
        select(RolePrivilege.role_id, RolePrivilege.privilege)
        .where(col(RolePrivilege.role_id).in_(role_ids))
        .order_by(col(RolePrivilege.privilege))
    )
    return (await session.exec(statement)).all()


async def store(session: AsyncSession, role: Role) -> None:
    """Write a new or changed role."""
    session.add(role)
    await session.flush()


async def grant(session: AsyncSession, role_id: str, privileges: Collection[str]) -> None:
    """Let the role grant exactly these privileges."""
    await session.exec(delete(RolePrivilege).where(col(RolePrivilege.role_id) == role_id))
    session.add_all(
        RolePrivilege(role_id=role_id, privilege=privilege) for privilege in sorted(privileges)
    )
    await session.flush()


async def remove(session: AsyncSession, role_id: str) -> None:
    """Delete the role and take it from everyone."""
    await session.exec(delete(Role).where(col(Role.id) == role_id))
