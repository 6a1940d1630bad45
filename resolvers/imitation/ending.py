"""How does an imitation end? Once, with its cause in the journal."""

from typing import TYPE_CHECKING

from auth.privileges import Privilege
from auth.sessions import Ending, run_out
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import imitations
from db.statements.users import users
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Imitation, User
    from resolvers.request.context import RequestContext


async def end_imitations(
    session: "AsyncSession",
    which: "ColumnElement[bool]",
    reason: ImitationEndReason,
    ctx: "RequestContext",
    *,
    by: "User | None" = None,
) -> "Sequence[Imitation]":
    """End those that are not over, pending tokens included; `by` is who did it on purpose.

    What time had ended before ended then, of that cause, whoever writes it down.
    """
    source = ctx.source
    ended = await imitations.mark_ended(session, which, reason=reason, now=source.at)
    for imitation in ended:
        before = ran_out(ctx, imitation)
        if before is not None:
            imitation.ended_at, imitation.end_reason = before
        await record(
            session,
            source,
            "imitation.ended",
            user=None if before else by,
            imitation=imitation,
            detail={"cause": before.reason if before else reason},
        )
    return ended


def ran_out(ctx: "RequestContext", imitation: "Imitation") -> Ending | None:
    """How time alone has ended an imitation by now; None where it has not."""
    used = imitation.last_used_at
    return run_out(
        token_expires_at=imitation.token_expires_at,
        expires_at=imitation.expires_at,
        idle_expires_at=used and used + ctx.application.rules.imitation_idle_timeout,
        now=ctx.now(),
    )


async def end_imitations_of_unprivileged(
    session: "AsyncSession", user_ids: "Sequence[str]", ctx: "RequestContext"
) -> None:
    """End the imitations of those of the users who no longer hold the privilege."""
    privilege = Privilege.IMITATE_CUSTOMER
    holders = await users.find_holders(session, user_ids, privilege=privilege)
    lost = [user_id for user_id in user_ids if user_id not in holders]
    if lost:
        which = imitations.of_users(lost)
        await end_imitations(session, which, ImitationEndReason.PRIVILEGE_LOST, ctx)
