"""Keeps a sign-in up by refresh tokens, each of which counts once (RFC 9700, 4.14.2)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from auth.oauth.refusals import InvalidGrant
from auth.sign_in import refresh_tokens, throttle, tokens
from auth.sign_in.refresh_tokens import (
    ACCESS_LIFETIME,
    RefreshToken,
    Turn,
    client_of,
    is_latest,
    is_repeated,
)
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.users import refreshing, user_sessions
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_users

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext

REFUSED = "This token does not count, or no longer."


@dataclass(frozen=True, slots=True)
class GivenTokens:
    """The answer, the only one that ever holds both tokens."""

    access_token: str
    refresh_token: str
    expires_in: timedelta  # of the access token


async def keep_up(ctx: "RequestContext", session_id: str, access_token: str) -> GivenTokens:
    """The tokens of a sign-in of this moment; raises InvalidGrant if it has ended already."""
    first, now = refresh_tokens.new(), ctx.now()
    async with ctx.application.database.transaction() as session:
        ends = await refreshing.begin(
            session,
            session_id,
            family_hash=first.family_hash,
            turn_hash=first.turn_hash,
            until=now + ACCESS_LIFETIME,
        )
    if ends is None:
        raise InvalidGrant(REFUSED)
    return GivenTokens(access_token, first.token, ends - now)


async def refresh(ctx: "RequestContext", token: str) -> GivenTokens:
    """New tokens for a refresh token, which is used up, as is the access token beside it.

    A sign-in never outlives its time by this. One that was used before ends the sign-in and the
    user's imitations, unless the same client has used it just now. Raises InvalidGrant.
    """
    sent = refresh_tokens.parse(token)
    if sent is None:
        raise InvalidGrant(REFUSED)
    given = await _turn(ctx, sent)
    if given is None:
        await _end_if_used_before(ctx, sent)
        raise InvalidGrant(REFUSED)
    return given


async def _turn(ctx: "RequestContext", sent: RefreshToken) -> GivenTokens | None:
    """One statement decides, so that of two requests with one token only one gets an answer."""
    access, following, now = (
        tokens.new(TokenKind.USER_SESSION),
        refresh_tokens.next_of(sent),
        ctx.now(),
    )
    async with ctx.application.database.transaction() as session:
        ends = await refreshing.turn(
            session,
            family_hash=sent.family_hash,
            old_hash=sent.turn_hash,
            turn_hash=following.turn_hash,
            token_hash=access.token_hash,
            client=_client(ctx),
            until=now + ACCESS_LIFETIME,
            now=now,
            idle_since=now - ctx.rules.user_session_idle_timeout,
        )
    return None if ends is None else GivenTokens(access.token, following.token, ends - now)


def _client(ctx: "RequestContext") -> bytes | None:
    address = ctx.facts.remote_address
    return client_of(
        secret=ctx.application.audit_keys[0],
        network=None if address is None else throttle.network(address),
        user_agent=ctx.facts.user_agent,
    )


async def _end_if_used_before(ctx: "RequestContext", sent: RefreshToken) -> None:
    """Both the thief and the user may hold tokens of this sign-in: none counts from now on."""
    database = ctx.application.database
    family = await refreshing.get(database.reads, sent.family_hash)
    if family is None or is_latest(sent, family.turn_hash):
        return
    last = Turn(family.used_hash, family.turned_at, family.client)
    if is_repeated(sent, last, client=_client(ctx), now=ctx.now()):
        return
    user = family.user
    async with database.transaction(locks(Lock(Subject.USER, user.id))) as session:
        source = ctx.source
        if await user_sessions.mark_ended(session, family.session_id, now=source.at):
            reason = ImitationEndReason.LOGOUT
            await end_imitations_of_users(session, [user.id], reason, source, ctx.rules)
            await record(session, source, "user.refresh_token_reused", user=user)
