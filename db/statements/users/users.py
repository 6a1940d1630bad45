"""Statements about users and their roles."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.locking import locked
from db.engine.paging import Slice, count, page
from db.models import Role, RolePrivilege, User, UserRole
from db.search import matches


async def get(session: AsyncSession, user_id: str, *, lock: bool = False) -> User | None:
    """One user; with `lock` others cannot change the row before the commit."""
    statement = select(User).where(col(User.id) == user_id)
    return (await session.exec(locked(statement) if lock else statement)).one_or_none()


async def get_by_username(session: AsyncSession, username: str) -> User | None:
    """The user of this name, case folded."""
    statement = select(User).where(col(User.username) == username.casefold())
    return (await session.exec(statement)).one_or_none()


async def get_by_email(session: AsyncSession, email: str) -> User | None:
    """The user with this address, case folded."""
    statement = select(User).where(col(User.email) == email.casefold())
    return (await session.exec(statement)).one_or_none()


async def find(
    session: AsyncSession, *, search: str | None, after: Sequence[object] | None, first: int
) -> Slice[User]:
    """A page of users by username."""
    keys = [col(User.search_text), col(User.id)]
    return await page(session, _matching(search), keys=keys, after=after, first=first)


async def count_all(session: AsyncSession, *, search: str | None) -> int:
    """How many users match."""
    return await count(session, _matching(search))


def _matching(search: str | None) -> SelectOfScalar[User]:
    statement = select(User)
    return statement.where(matches(User.search_text, search)) if search else statement


async def lock_active_admins(session: AsyncSession) -> Sequence[str]:
    """The ids of all active super admins, locked until the commit."""
    statement = (
        select(User.id)
        .where(col(User.admin), col(User.active))
        .order_by(col(User.id))
        .with_for_update()
    )
    return (await session.exec(statement)).all()


async def store(session: AsyncSession, user: User) -> None:
    """Write a new or changed user."""
    user.username = user.username.casefold()
    user.email = user.email.casefold()
    user.search_text = user.describe()
    session.add(user)
    await session.flush()


async def mark_password(
    session: AsyncSession, user_id: str, *, old_hash: str, new_hash: str
) -> None:
    """Store another hash of the same password, unless the password changed meanwhile."""
    await session.exec(
        update(User)
        .where(col(User.id) == user_id, col(User.password_hash) == old_hash)
        .values(password_hash=new_hash)
    )


async def remove(session: AsyncSession, user_id: str) -> None:
    """Delete the user with sessions and roles; the audit log stays."""
    await session.exec(delete(User).where(col(User.id) == user_id))


async def privileges(session: AsyncSession, user_id: str) -> frozenset[str]:
    """The privileges that the user's roles grant."""
    statement = (
        select(RolePrivilege.privilege)
        .join(UserRole, col(UserRole.role_id) == col(RolePrivilege.role_id))
        .where(col(UserRole.user_id) == user_id)
    )
    return frozenset((await session.exec(statement)).all())


async def find_grants(
    session: AsyncSession, user_ids: Sequence[str]
) -> Sequence[tuple[str, bool, str | None]]:
    """A user's id, whether they are a super admin, and a privilege that a role grants them.

    Users without any privilege have one row with None.
    """
    statement = (
        select(User.id, User.admin, RolePrivilege.privilege)
        .outerjoin(UserRole, col(UserRole.user_id) == col(User.id))
        .outerjoin(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
        .where(col(User.id).in_(user_ids))
    )
    return (await session.exec(statement)).all()


async def assign_roles(session: AsyncSession, user_id: str, role_ids: Sequence[str]) -> None:
    """Give the user exactly these roles."""
    await session.exec(delete(UserRole).where(col(UserRole.user_id) == user_id))
    session.add_all(UserRole(user_id=user_id, role_id=role_id) for role_id in role_ids)
    await session.flush()


async def find_roles_of(
    session: AsyncSession, user_ids: Sequence[str]
) -> Sequence[tuple[str, Role]]:
    """Pairs of a user's id and a role, by the role's name."""
    statement = (
        select(UserRole.user_id, Role)
        .join(Role, col(Role.id) == col(UserRole.role_id))
        .where(col(UserRole.user_id).in_(user_ids))
        .order_by(col(Role.name))
    )
    return (await session.exec(statement)).all()


async def find_holders(
    session: AsyncSession, user_ids: Sequence[str], *, privilege: str
) -> frozenset[str]:
    """Those of the users who hold the privilege, by a role or as super admin."""
    by_role = (
        select(UserRole.user_id)
        .join(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
        .where(col(RolePrivilege.privilege) == privilege)
    )
    statement = select(User.id).where(
        col(User.id).in_(user_ids), or_(col(User.admin), col(User.id).in_(by_role))
    )
    return frozenset((await session.exec(statement)).all())


async def find_with_role(session: AsyncSession, role_id: str) -> Sequence[str]:
    """The ids of the users who have the role."""
    statement = select(UserRole.user_id).where(col(UserRole.role_id) == role_id)
    return (await session.exec(statement)).all()
