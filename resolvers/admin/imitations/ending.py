"""Ends an imitation."""

from typing import TYPE_CHECKING

from auth.errors import MissingPrivilege, NotFound
from auth.privileges import Privilege
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason, ImitationStatus
from db.statements.imitation import imitations
from db.statements.imitation.imitation_filters import of_id
from resolvers.imitation.ending import end_imitations
from resolvers.imitation.state import CurrentImitation, current

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext


async def end(ctx: "RequestContext", imitation_id: str) -> CurrentImitation:
    """End an imitation: any with the privilege imitation:end, the user's own without."""
    caller = await ctx.caller()
    source, privileged = ctx.source, Privilege.IMITATION_END in caller.privileges
    arguments.identifier(imitation_id, field="id")
    async with ctx.application.database.transaction() as session:
        imitation = await imitations.get(session, imitation_id)
        if not privileged and (imitation is None or imitation.user_id != ctx.user_id):
            raise MissingPrivilege([Privilege.IMITATION_END])
        if imitation is None:
            raise NotFound
        held = await end_imitations(
            session,
            of_id(imitation_id),
            ImitationEndReason.ENDED_BY_USER,
            source,
            ctx.rules,
            by=caller.user,
        )
        if not held:  # it had ended before
            found = await imitations.get(session, imitation_id) or imitation
            return current(found, ctx.rules, now=ctx.now())
    before = current(held[0], ctx.rules, now=source.at)
    if before.status is ImitationStatus.ENDED:  # by time
        return before
    reason = ImitationEndReason.ENDED_BY_USER
    return CurrentImitation(held[0], ImitationStatus.ENDED, source.at, reason)
