"""Begins a sign-in at a provider, and takes the answer to it, which counts once."""

from typing import TYPE_CHECKING

from auth.errors import Unauthenticated
from auth.sign_in import tokens
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.oidc.requests import LIFETIME, Secrets, path_within_admin
from auth.sign_in.throttle import ThrottledAction
from auth.sign_in.tokens import TokenKind
from db.statements.oidc import attempts
from db.statements.oidc.attempts import Attempt
from db.statements.users import renewed_sessions
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
    session_id, has_session = await _session_of(ctx), await _has_session(ctx)
    secrets, now = Secrets.new(), ctx.now()
    await attempts.add(
        ctx.application.database.writes,
        secrets.state_hash or b"",
        browser_hash=secrets.browser_hash or b"",
        provider=provider.name,
        return_to=path_within_admin(return_to),
        renews=renews and has_session,
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


async def _has_session(ctx: "RequestContext") -> bool:
    """Whether the browser is signed in, maybe to add a factor."""
    try:
        return isinstance(await ctx.anyone(), SignedIn)
    except Unauthenticated:
        return False


async def _session_of(ctx: "RequestContext") -> str | None:
    """The sign-in that the browser has had, even one that is over."""
    token_hash = tokens.hash_of(TokenKind.USER_SESSION, ctx.facts.access_token)
    if token_hash is None:
        return None
    found = await renewed_sessions.get_by_token(ctx.application.database.reads, token_hash)
    return found and found.id
