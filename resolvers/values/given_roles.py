"""Checks the roles that a caller gives to a user or an integration."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auth.errors import DoesNotExist
from auth.privileges import check_may_give
from auth.texts import arguments
from db.statements.users import roles

if TYPE_CHECKING:
    from db.engine.session import Session
    from resolvers.request.callers.caller import Caller


async def may_be_given(
    session: "Session", caller: "Caller", role_ids: Sequence[str]
) -> Sequence[str]:
    """The ids, each once; raises MissingPrivilege if a role grants more than the caller holds.

    Raises DoesNotExist for an unknown role. The privileges are locked.
    """
    for role_id in role_ids:
        arguments.identifier(role_id, field="roleIds")
    unique = list(dict.fromkeys(role_ids))
    if len(await roles.find_existing(session, unique)) < len(unique):
        raise DoesNotExist("roleIds")
    granted = {key for _, key in await roles.find_privileges(session, unique)}
    check_may_give(granted, held=caller.privileges, admin=caller.admin)
    return unique
