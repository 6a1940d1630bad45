"""Finds out who is in a customer session at this moment, by the rules of every store request."""

from dataclasses import replace
from typing import TYPE_CHECKING

from auth.oauth.presence import Presence
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationAccess
from db.statements.oauth import customer_sessions
from db.statements.users import users
from resolvers.request.store_lookup import find_live_session

if TYPE_CHECKING:
    from datetime import timedelta

    from db.statements.oauth.customer_sessions import Address
    from db.statements.shop.stored_context import StoredContext
    from resolvers.request.context import RequestContext


async def find_by_token(ctx: "RequestContext", token: str) -> Presence | None:
    """Who is in the session of a context token; None for nobody, a guest, or no such token."""
    token_hash = tokens.hash_of(TokenKind.CONTEXT, token)
    if token_hash is None:
        return None
    reads = ctx.application.database.reads
    return await _find(ctx, await customer_sessions.find_by_token(reads, token_hash))


async def find_by_id(ctx: "RequestContext", session_id: str) -> Presence | None:
    """The same of a session's id."""
    reads = ctx.application.database.reads
    return await _find(ctx, await customer_sessions.find_by_id(reads, session_id))


async def _find(ctx: "RequestContext", address: "Address | None") -> Presence | None:
    if address is None:
        return None
    stored = await find_live_session(ctx.application, ctx.source, address)
    if stored is None:
        return None
    presence = _presence(stored, ctx.rules.imitation_idle_timeout)
    return presence and await _with_account(ctx, presence)


async def _with_account(ctx: "RequestContext", presence: Presence) -> Presence:
    """The same with the imitator's account at a provider."""
    if presence.imitator_id is None:
        return presence
    user = await users.get(ctx.application.database.reads, presence.imitator_id)
    if user is None or user.issuer is None or user.subject is None:
        return presence
    return replace(presence, account={"iss": user.issuer, "sub": user.subject})


def _presence(stored: "StoredContext", idle_timeout: "timedelta") -> Presence | None:
    session, customer, imitation = stored.session, stored.customer, stored.imitation
    user = stored.imitating_user
    if session.id is None or customer is None:
        return None
    ends_at = session.expires_at
    if imitation is not None:
        ends_at = min(ends_at, imitation.expires_at, imitation.last_used_at + idle_timeout)
    return Presence(
        customer_id=customer.id,
        session_id=session.id,
        sales_channel_id=stored.channel.id,
        imitator_id=None if user is None else user.id,
        access=ImitationAccess.FULL if imitation is None else ImitationAccess(imitation.access),
        ends_at=ends_at,
    )
