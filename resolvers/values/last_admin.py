"""Refuses to take the last super admin away."""

from typing import TYPE_CHECKING

from auth.errors import Invalid
from db.statements.users import users

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User


async def check_admin_stays(session: "Session", user: "User") -> None:
    """Raise Invalid for the last active super admin: without one, nobody could make one."""
    is_admin = user.admin and user.active
    if is_admin and not await users.has_other_admin(session, user.id):
        raise Invalid("id", "The last active super admin stays.")
