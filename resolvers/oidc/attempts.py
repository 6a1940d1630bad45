"""Begins a sign-in at a provider, and takes the answer to it, which counts once."""

from typing import TYPE_CHECKING

from auth.errors import Unauthenticated
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.oidc.requests import LIFETIME, Secrets, path_within_admin
from auth.sign_in.throttle import ThrottledAction
from db.statements.oidc import attempts
from db.statements.oidc.attempts import Attempt
from resolvers.request.limits.sign_ins import count_begun
from resolvers.request.signed_in import SignedIn

if TYPE_CHECKING:
    from auth.sign_in.oidc.provider import Provider
    from resolvers.request.context import RequestContext


async def begin(
    ctx: "RequestContext", provider: "Provider", *, return_to: str | None, renews: bool
) -> Secrets:
    """Store a sign-in that begins; raises RateLimited after too many of an address.

    One that `renews` another is an ordinary one where there is no other.
    """
    await count_begun(ctx, ThrottledAction.PROVIDER_LOGIN)
    session_id = await _session_of(ctx)
    secrets, now = Secrets.new(), ctx.now()
    await attempts.add(
        ctx.application.database.writes,
        secrets.state_hash or b"",
        browser_hash=secrets.browser_hash or b"",
        provider=provider.name,
        return_to=path_within_admin(return_to),
        renews=renews and session_id is not None,
        session_id=session_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return secrets


async def take(ctx: "RequestContext", provider: "Provider", secrets: Secrets) -> Attempt:
    """Use up the sign-in that was begun with these secrets at this provider.

    Raises SignInRefused: for another browser nothing is used up.
    """
    state_hash, browser_hash = secrets.state_hash, secrets.browser_hash
    if state_hash is None or browser_hash is None:
        raise SignInRefused(Cause.UNKNOWN_STATE)
    async with ctx.application.database.transaction() as session:
        found = await attempts.take(
            session, state_hash, browser_hash=browser_hash, provider=provider.name, now=ctx.now()
        )
    if found is None:
        raise SignInRefused(Cause.UNKNOWN_STATE)
    return found


async def _session_of(ctx: "RequestContext") -> str | None:
    """The sign-in that the browser has already."""
    try:
        caller = await ctx.anyone()  # also one who has to add a factor
    except Unauthenticated:
        return None
    return caller.session_id if isinstance(caller, SignedIn) else None
