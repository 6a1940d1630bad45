"""How does an imitation end? Once, with its cause in the journal."""

from typing import TYPE_CHECKING

from db import imitations
from resolvers.recording import Source, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlmodel.ext.asyncio.session import AsyncSession

    from auth.sessions import ImitationEndReason
    from db.models import Imitation, User


async def end_imitations(
    session: "AsyncSession",
    which: "ColumnElement[bool]",
    reason: "ImitationEndReason",
    source: Source,
    *,
    by: "User | None" = None,
) -> "Sequence[Imitation]":
    """End those that are not over, pending tokens included; `by` is who did it on purpose."""
    ended = await imitations.mark_ended(session, which, reason=reason, now=source.at)
    for imitation in ended:
        await record(
            session, source, "imitation.ended", user=by, imitation=imitation, cause=reason.value
        )
    return ended
