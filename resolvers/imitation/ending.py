"""Ends imitations, each once, with its cause in the audit log."""

from typing import TYPE_CHECKING

from auth import sessions
from auth.privileges import Privilege
from auth.sessions import Ending
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import imitations
from db.statements.shop import contexts
from db.statements.users import users
from resolvers.audit.recording import Source, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel.ext.asyncio.session import AsyncSession

    from auth.rules import Rules
    from db.models import Imitation, User


async def end_imitations(
    session: "AsyncSession",
    which: "ColumnElement[bool]",
    reason: ImitationEndReason,
    source: Source,
    rules: "Rules",
    *,
    by: "User | None" = None,
) -> "Sequence[Imitation]":
    """End those that are not over, pending tokens included; `by` is the user who asked for it.

    If an imitation had already timed out, that time and cause are recorded instead of `reason`.
    """
    ended = await imitations.mark_ended(session, which, reason=reason, now=source.at)
    for imitation in ended:
        before = ended_by_time(imitation, rules, now=source.at)
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


def ended_by_time(imitation: "Imitation", rules: "Rules", *, now: "datetime") -> Ending | None:
    """When and why time alone ended an imitation; None if it did not."""
    used = imitation.last_used_at
    return sessions.ended_by_time(
        token_expires_at=imitation.token_expires_at,
        expires_at=imitation.expires_at,
        idle_expires_at=used and used + rules.imitation_idle_timeout,
        now=now,
    )


async def end_imitations_of_unprivileged(
    session: "AsyncSession", user_ids: "Sequence[str]", source: Source, rules: "Rules"
) -> None:
    """End the imitations of those among the users who no longer hold the privilege."""
    privilege = Privilege.IMITATE_CUSTOMER
    holders = await users.find_holders(session, user_ids, privilege=privilege)
    lost = [user_id for user_id in user_ids if user_id not in holders]
    if lost:
        which = imitations.of_users(lost)
        await end_imitations(session, which, ImitationEndReason.PRIVILEGE_LOST, source, rules)


async def end_sessions_of_channel(
    session: "AsyncSession", channel_id: str, source: Source, rules: "Rules"
) -> None:
    """End the sessions and imitations of a sales channel that was deactivated."""
    await contexts.remove_of_sales_channel(session, channel_id)
    which = imitations.of_sales_channel(channel_id)
    await end_imitations(session, which, ImitationEndReason.CHANNEL_DEACTIVATED, source, rules)
