"""Signs in a user whom a provider has verified: finds or makes them, and gives them their roles."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from auth.sealed_secrets import seal
from auth.sign_in.factors.methods import Method
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.throttle import ThrottledAction
from db.engine.locks import Lock, Locks, Subject, locks
from db.statements.oidc import sessions
from db.statements.users import renewed_sessions, user_sessions, users
from resolvers.audit.recording import event
from resolvers.imitation.ending import end_imitations_of_unprivileged
from resolvers.oidc.granted_roles import grant
from resolvers.oidc.new_user import make
from resolvers.request.callers.user_sessions import new_user_session, sign_in_of
from resolvers.request.limits.sign_ins import begun_succeeded
from resolvers.request.refusals import record_refusal

if TYPE_CHECKING:
    from auth.sign_in.oidc.id_tokens import Proof
    from auth.sign_in.oidc.identity import Identity
    from auth.sign_in.oidc.provider import Provider
    from db.engine.session import Session
    from db.models import User
    from db.statements.oidc.attempts import Attempt
    from db.statements.users.renewed_sessions import Renewed
    from resolvers.request.context import RequestContext

PURPOSE: Final = "oidc refresh token"  # for which refresh tokens are sealed
UNCHECKED: Final = timedelta(hours=1)  # how long a sign-in lives about which nobody can be asked


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the provider has answered, verified."""

    provider: "Provider"
    proof: "Proof"
    identity: "Identity"
    refresh_token: str | None = field(repr=False)


class _NotLocked(Exception):
    """Another request has made the user meanwhile."""


async def arrive(ctx: "RequestContext", arrival: Arrival, attempt: "Attempt") -> None:
    """Start a session, whose token goes into the cookie of the admin; raises SignInRefused."""
    try:
        try:
            token = await _sign_in(ctx, arrival, attempt)
        except _NotLocked:
            token = await _sign_in(ctx, arrival, attempt)
    except SignInRefused as refusal:
        await _record(ctx, arrival, refusal)
        raise
    ctx.reply.access_token = token


async def _sign_in(ctx: "RequestContext", arrival: Arrival, attempt: "Attempt") -> str:
    identity, database = arrival.identity, ctx.application.database
    known = await users.get_by_identity(database.reads, identity.issuer, identity.subject)
    async with database.transaction(_alone(known)) as session:
        user = await users.get_by_identity(session, identity.issuer, identity.subject)
        if user is None:
            user = await make(ctx, session, arrival.provider, identity)
        elif known is None or known.id != user.id:
            raise _NotLocked
        if not user.active:
            raise SignInRefused(Cause.USER_INACTIVE)
        user = await grant(ctx, session, user, identity)
        await end_imitations_of_unprivileged(session, [user.id], ctx.source, ctx.rules)
        replaced = await _replace(ctx, session, user, attempt)
        token = await _start(ctx, session, user, arrival, replaced)
        await begun_succeeded(ctx, session, ThrottledAction.PROVIDER_LOGIN)
    return token


def _alone(known: "User | None") -> Locks:
    """The privileges of all, as roles change, and the user where there is one."""
    privileges = Lock(Subject.PRIVILEGES)
    return locks(privileges) if known is None else locks(privileges, Lock(Subject.USER, known.id))


async def _replace(
    ctx: "RequestContext", session: "Session", user: "User", attempt: "Attempt"
) -> "Renewed | None":
    """End the sign-in that the browser has; raises SignInRefused if it renews another user's."""
    if attempt.session_id is None:
        return None
    replaced = await renewed_sessions.get(session, attempt.session_id)
    if attempt.renews and (replaced is None or replaced.user_id != user.id):
        raise SignInRefused(Cause.ANOTHER_ACCOUNT)
    await user_sessions.mark_ended(session, attempt.session_id, now=ctx.now())
    return replaced


async def _start(
    ctx: "RequestContext",
    session: "Session",
    user: "User",
    arrival: Arrival,
    renews: "Renewed | None",
) -> str:
    """The token of the new session."""
    source, proof, refresh_token = ctx.source, arrival.proof, arrival.refresh_token
    factor = Method.PROVIDER if proof.has_factor else None
    new = new_user_session(
        ctx,
        user.id,
        factor=factor,
        now=source.at,
        authenticated_at=min(proof.authenticated_at, source.at),
        longest=UNCHECKED if refresh_token is None else None,
        renews=renews,
    )
    kept = sessions.addition(
        new.id,
        user_id=user.id,
        provider=arrival.provider.name,
        sid=proof.sid,
        sealed_refresh_token=None if refresh_token is None else sealed(ctx, refresh_token, new.id),
        checked_at=source.at,
        check_at=None if refresh_token is None else source.at + ctx.application.recheck,
    )
    detail = {"provider": arrival.provider.name} | ({"factor": factor} if factor else {})
    await session.write(*await sign_in_of(ctx, session, user, new, detail, here=False))
    await session.write(kept)
    return new.token


def sealed(ctx: "RequestContext", refresh_token: str, session_id: str) -> bytes:
    """A refresh token as it is stored."""
    keys = ctx.application.audit_keys
    return seal(refresh_token.encode(), keys=keys, purpose=PURPOSE, owner=session_id)


async def _record(ctx: "RequestContext", arrival: Arrival, refusal: SignInRefused) -> None:
    """The person has an account at the provider; a stranger's garbage is in the log alone."""
    identity = arrival.identity
    reads = ctx.application.database.reads
    user = await users.get_by_identity(reads, identity.issuer, identity.subject)
    detail = {"provider": arrival.provider.name, "cause": refusal.cause.value}
    refused = event(ctx.source, "user.sign_in_refused", user=user, detail=detail)
    await record_refusal(ctx, refused, by=None)
