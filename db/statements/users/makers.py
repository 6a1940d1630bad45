"""Statements about who made users, set their passwords, and gave them their privileges."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Subquery, bindparam, insert, null, select, union_all
from sqlmodel import col

from db.engine.dialect import among
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import DeletedAccount, Integration, RolePrivilege, User, UserRole

Ways = Sequence[tuple[str | None, str | None]]


async def find_ways(session: Session, user_id: str, *, privilege: str) -> Ways:
    """Who gave the user the privilege, for each way in which they hold it.

    A role was given to them by the first, and the privilege to the role by the second; null is
    nobody. A super admin was made one by the first.
    """
    return await session.all(_WAYS, user_id=user_id, privilege=privilege)


_WAYS: Final = Statement(
    union_all(
        select(col(User.admin_given_by), null()).where(
            col(User.id) == bindparam("user_id"), col(User.admin)
        ),
        select(col(UserRole.given_by), col(RolePrivilege.given_by))
        .join(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
        .where(
            col(UserRole.user_id) == bindparam("user_id"),
            col(RolePrivilege.privilege) == bindparam("privilege"),
        ),
    ),
    tuple,
)


async def find_makers(session: Session, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Who made each of these accounts or set its password, who made those, and so on.

    Each account is among its own. Accounts that were deleted since lead on to theirs.
    """
    found: dict[str, set[str]] = {id_: {id_} for id_ in ids}
    if ids:
        for start, maker in await session.all(_MAKERS, ids=list(ids)):
            found[start].add(maker)
    return {id_: frozenset(makers) for id_, makers in found.items()}


def _links() -> Subquery:
    """Pairs of an account and one who made it, or who set its password or secret."""
    return union_all(
        *(
            select(col(account).label("account"), col(maker).label("maker")).where(
                col(maker).is_not(None)
            )
            for account, makers in (
                (User.id, (User.made_by, User.password_set_by)),
                (Integration.id, (Integration.made_by, Integration.secret_made_by)),
                (DeletedAccount.id, (DeletedAccount.made_by, DeletedAccount.password_set_by)),
            )
            for maker in makers
        )
    ).subquery("links")


_links_of_accounts: Final = _links()
_found: Final = (
    select(_links_of_accounts.c.account, _links_of_accounts.c.maker)
    .where(among(_links_of_accounts.c.account, "ids"))
    .cte("makers", recursive=True)
)
_links_of_makers: Final = _links()
_makers: Final = _found.union(
    select(_found.c.account, _links_of_makers.c.maker).join(
        _links_of_makers, _links_of_makers.c.account == _found.c.maker
    )
)
_MAKERS: Final[Statement[tuple[str, str]]] = Statement(
    select(_makers.c.account, _makers.c.maker), tuple
)


def remembering(account_id: str, *, made_by: str | None, password_set_by: str | None) -> Change:
    """The change that keeps who made an account; those that it made lead on to them."""
    return _REMEMBER, {"id": account_id, "made_by": made_by, "password_set_by": password_set_by}


_REMEMBER: Final = Statement(insert(DeletedAccount), columns=["id", "made_by", "password_set_by"])
