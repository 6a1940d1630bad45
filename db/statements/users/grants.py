"""Statements about the roles that users have, and the privileges that these grant them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, insert, not_, or_
from sqlmodel import col, select

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Role, RolePrivilege, User, UserRole

_REMEMBERED: Final = 64  # sets of privileges: most users have the roles of others
# The privileges that a user's roles grant, as one text; null for none. See `privileges_in`.
GRANTED: Final = (
    select(func.aggregate_strings(col(RolePrivilege.privilege), ","))
    .join(UserRole, col(UserRole.role_id) == col(RolePrivilege.role_id))
    .where(col(UserRole.user_id) == col(User.id))
    .correlate(User)
    .scalar_subquery()
)


# The names of a user's roles, as one text; null for none. See `names_in`.
ROLE_NAMES: Final = (
    select(func.aggregate_strings(col(Role.name), "\n"))  # no name has this character
    .join(UserRole, col(UserRole.role_id) == col(Role.id))
    .where(col(UserRole.user_id) == col(User.id))
    .correlate(User)
    .scalar_subquery()
)
# Whether a role of the user needs approvals.
NEEDS_APPROVAL: Final = (
    exists()
    .where(
        col(UserRole.user_id) == col(User.id),
        col(UserRole.role_id) == col(Role.id),
        col(Role.needs_approval),
    )
    .correlate(User)
)


@lru_cache(_REMEMBERED)
def privileges_in(granted: str | None) -> frozenset[str]:
    """The privileges of a row that has GRANTED."""
    return frozenset(granted.split(",")) if granted else frozenset()


def names_in(names: str | None) -> frozenset[str]:
    """The roles of a row that has ROLE_NAMES."""
    return frozenset(names.split("\n")) if names else frozenset()


class Grants(NamedTuple):
    """Whether a user is a super admin, and the privileges that their roles grant."""

    user_id: str
    admin: bool
    granted: frozenset[str]


async def find_by_users(session: Session, user_ids: Sequence[str]) -> Sequence[Grants]:
    """What these users hold."""
    return await session.all(_FIND_BY_USERS, user_ids=user_ids)


_FIND_BY_USERS: Final = Statement(
    select(User.id, User.admin, GRANTED).where(among(col(User.id), "user_ids")),
    lambda values: Grants(values[0], values[1], privileges_in(values[2])),
)


async def find_privileges(session: Session, user_id: str) -> frozenset[str]:
    """The privileges that the user's roles grant."""
    return frozenset(await session.all(_FIND_PRIVILEGES, user_id=user_id))


_FIND_PRIVILEGES: Final = Statement(
    select(RolePrivilege.privilege)
    .join(UserRole, col(UserRole.role_id) == col(RolePrivilege.role_id))
    .where(col(UserRole.user_id) == bindparam("user_id")),
    by_key=True,
)


async def find_roles(session: Session, user_ids: Sequence[str]) -> Sequence[tuple[str, Role]]:
    """Pairs of a user's id and a role, by the role's name."""
    return await session.all(_FIND_ROLES, user_ids=user_ids)


_FIND_ROLES: Final[Statement[tuple[str, Role]]] = Statement(
    select(UserRole.user_id, Role)
    .join(Role, col(Role.id) == col(UserRole.role_id))
    .where(among(col(UserRole.user_id), "user_ids"))
    .order_by(col(Role.name))
)


async def find_holders(
    session: Session, user_ids: Sequence[str], *, privilege: str
) -> frozenset[str]:
    """Those of the users who hold the privilege, by a role or as super admin."""
    return frozenset(await session.all(_FIND_HOLDERS, user_ids=user_ids, privilege=privilege))


_BY_ROLE: Final = (
    select(UserRole.user_id)
    .join(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
    .where(col(RolePrivilege.privilege) == bindparam("privilege"))
)
_FIND_HOLDERS: Final = Statement(
    select(User.id).where(
        among(col(User.id), "user_ids"), or_(col(User.admin), col(User.id).in_(_BY_ROLE))
    )
)


async def find_with_role(session: Session, role_id: str) -> Sequence[str]:
    """The ids of the users who have the role."""
    return await session.all(_FIND_WITH_ROLE, role_id=role_id)


_FIND_WITH_ROLE: Final = Statement(
    select(UserRole.user_id).where(col(UserRole.role_id) == bindparam("role_id"))
)


async def assign_roles(
    session: Session, user_id: str, role_ids: Sequence[str], *, by: str | None
) -> Sequence[Role]:
    """Give the user exactly these roles; those that they had keep who gave them.

    The answer is the roles that were taken.
    """
    had = [role for _, role in await find_roles(session, [user_id])]
    await session.run(_TAKE_ROLES, user_id=user_id, kept=role_ids)
    new = set(role_ids) - {role.id for role in had}
    await session.many(
        _GIVE_ROLE, [{"user_id": user_id, "role_id": role_id, "given_by": by} for role_id in new]
    )
    return [role for role in had if role.id not in role_ids]


_TAKE_ROLES: Final = Statement(
    delete(UserRole).where(
        col(UserRole.user_id) == bindparam("user_id"), not_(among(col(UserRole.role_id), "kept"))
    )
)
_GIVE_ROLE: Final = Statement(insert(UserRole), columns=["user_id", "role_id", "given_by"])
