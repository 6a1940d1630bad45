"""Users look at their factors, and make new recovery codes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.errors import NotFound
from db.statements.factors import passkeys
from db.statements.factors import recovery_codes as stored_codes
from db.statements.factors import totp as stored_secrets
from resolvers.admin.users.factors.changing import (
    changing,
    check_may_change,
    find_factors,
    new_codes,
)
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.models import Passkey
    from resolvers.request.context import RequestContext


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """What the signed-in user has; nothing of it is secret."""

    totp_confirmed_at: "datetime | None"  # None: no authenticator app
    recovery_codes_left: int
    passkeys: "Sequence[Passkey]"


async def find(ctx: "RequestContext") -> OwnFactors:
    """The factors of the signed-in user."""
    user_id, reads = (await ctx.enrolling_user()).user.id, ctx.application.database.reads
    stored = await stored_secrets.get(reads, user_id)
    return OwnFactors(
        None if stored is None else stored.confirmed_at,
        await stored_codes.count(reads, user_id),
        await passkeys.find(reads, user_id),
    )


async def make_recovery_codes(ctx: "RequestContext") -> "Sequence[str]":
    """New codes in place of those before. Raises StepUpRequired, or NotFound without a factor."""
    signed_in = await check_may_change(ctx)
    async with changing(ctx, signed_in) as session:
        if not (await find_factors(session, signed_in)).exist:
            raise NotFound
        made = await new_codes(session, signed_in.user.id)
        await record(session, ctx.source, "user.recovery_codes_made", user=signed_in.user)
    return made
