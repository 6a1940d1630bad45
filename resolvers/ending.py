"""How does an imitation end? Once, with its cause in the journal."""

from typing import TYPE_CHECKING

from auth.privileges import Privilege
from auth.sessions import ImitationEndReason
from db import imitations, users
from resolvers.recording import Source, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Imitation, User


async def end_imitations(
    session: "AsyncSession",
    which: "ColumnElement[bool]",
    reason: ImitationEndReason,
    source: Source,
    *,
    by: "User | None" = None,
) -> "Sequence[Imitation]":
    """End those that are not over, pending tokens included; `by` is who did it on purpose."""
    ended = await imitations.mark_ended(session, which, reason=reason, now=source.at)
    for imitation in ended:
        await record(
            session,
            source,
            "imitation.ended",
            user=by,
            imitation=imitation,
            detail={"cause": reason},
        )
    return ended


async def end_imitations_of_unprivileged(
    session: "AsyncSession", user_ids: "Sequence[str]", source: Source
) -> None:
    """End the imitations of those of the users who no longer hold the privilege."""
    privilege = Privilege.IMITATE_CUSTOMER
    holders = await users.find_holders(session, user_ids, privilege=privilege)
    lost = [user_id for user_id in user_ids if user_id not in holders]
    if lost:
        which = imitations.of_users(lost)
        await end_imitations(session, which, ImitationEndReason.PRIVILEGE_LOST, source)
