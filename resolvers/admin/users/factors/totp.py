"""Users set up an authenticator app: the secret counts once a code of it was sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.sign_in.factors import codes, totp
from auth.sign_in.factors.methods import Method
from auth.texts import arguments
from db.statements.factors import totp as stored_secrets
from resolvers.admin.users.factors.changing import (
    added,
    changing,
    check_may_change,
    check_recent,
    find_factors,
    removed,
)
from resolvers.request.factors.codes import opened, sealed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.models import TotpSecret
    from resolvers.request.context import RequestContext


@dataclass(frozen=True, slots=True)
class ProposedSecret:
    """The answer, the only one that ever holds the secret."""

    secret: str
    uri: str


async def start(ctx: "RequestContext") -> ProposedSecret:
    """Propose a secret; an app that counts goes on to count. Raises StepUpRequired."""
    signed_in = await check_may_change(ctx)
    user, secret = signed_in.user, totp.new_secret()
    async with changing(ctx, signed_in) as session:
        stored = sealed(ctx.application, secret, user.id)
        await stored_secrets.propose(session, user.id, sealed=stored, now=ctx.now())
    issuer = ctx.application.site.host
    return ProposedSecret(secret, totp.uri(secret, username=user.username, issuer=issuer))


async def confirm(ctx: "RequestContext", code: str) -> "Sequence[str]":
    """Let the proposed secret count; recovery codes with a first factor.

    Raises Invalid, and StepUpRequired in a session that could not have proposed it.
    """
    signed_in, now = await ctx.enrolling_user(), ctx.now()
    user_id = signed_in.user.id
    normal = codes.normal(arguments.printable(code, field="code"))
    async with changing(ctx, signed_in) as session:
        stored = await stored_secrets.get(session, user_id)
        if stored is not None and stored.pending_at is not None:
            # Else an older session could guess the code of the app that another one sets up.
            check_recent(signed_in, at=stored.pending_at)
        pending, step = _judged(ctx, stored, normal, now)
        before = await find_factors(session, signed_in)
        if not await stored_secrets.confirm(session, user_id, sealed=pending, step=step, now=now):
            raise _wrong()
        replaced = before.totp
        return await added(ctx, session, signed_in, Method.TOTP, before, replaced=replaced)


def _judged(
    ctx: "RequestContext", stored: "TotpSecret | None", code: str, now: "datetime"
) -> tuple[bytes, int]:
    """The proposed secret as it is stored, and the step of the code; raises Invalid."""
    if stored is None or stored.pending is None or stored.pending_at is None:
        raise _wrong()
    secret = opened(ctx.application, stored.pending, stored.user_id)
    if secret is None or now - stored.pending_at > totp.CONFIRMED_WITHIN:
        raise _wrong()
    step = totp.step_of(secret, code, now=now) if totp.is_shaped(code) else None
    if step is None:
        raise _wrong()
    return stored.pending, step


def _wrong() -> Invalid:
    return Invalid("code", "This is no code of the app that is being set up.")


async def remove(ctx: "RequestContext") -> bool:
    """Remove the app. Raises StepUpRequired, or NotFound if there is none."""
    signed_in = await check_may_change(ctx)
    async with changing(ctx, signed_in) as session:
        if not await stored_secrets.remove(session, signed_in.user.id):
            raise NotFound
        await removed(ctx, session, signed_in, factor=Method.TOTP)
    return True
