"""The context of one request: the session of a storefront, or the user of the admin."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from auth import tokens
from auth.errors import AccessKeyRequired, SalesChannelNotFound, Unauthenticated
from auth.privileges import Privilege, effective
from auth.rules import Rules
from auth.sessions import ImitationFacts, activity_is_due, imitation_over
from auth.tokens import Kind
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import imitations
from db.statements.shop import context_lookup
from db.statements.shop.stored_context import StoredChannel, StoredContext, StoredCustomer
from db.statements.users import user_sessions
from resolvers.application import Application, Reply, RequestFacts
from resolvers.audit.recording import Source
from resolvers.imitation.ending import end_imitations
from resolvers.request.store_context import StoreContext, anonymous, live

if TYPE_CHECKING:
    from db.models import User


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The user of a request and their privileges at this moment."""

    user: "User"
    session_id: str
    password_checked_at: datetime
    privileges: frozenset[str]


@dataclass(slots=True)
class RequestContext:
    """One request on its way through the use cases; the session and the user are looked up once."""

    application: Application
    facts: RequestFacts
    reply: Reply = field(default_factory=Reply)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _store: StoreContext | None = None
    _user: SignedIn | None = None

    def now(self) -> datetime:
        """The time, aware UTC."""
        return self.application.clock()

    @property
    def rules(self) -> Rules:
        """The settings that rules depend on."""
        return self.application.rules

    @property
    def source(self) -> Source:
        """What the audit log records about the sender of the request."""
        facts = self.facts
        return Source(self.now(), facts.remote_address, facts.user_agent, facts.request_id)

    async def store(self) -> StoreContext:
        """The context of the request's token; raises for a missing or unknown access key."""
        if self._store is not None:
            return self._store
        async with self._lock:  # fields that are resolved side by side look up once
            if self._store is None:
                self._store = await resolve(self, self.facts.context_token)
                self.reply.context_token = self._store.token
            return self._store

    async def switch(self, token: str | None) -> StoreContext:
        """Go on with another token, read anew; None goes on anonymously."""
        async with self._lock:
            self._store = await resolve(self, token)
            self.reply.context_token = self._store.token
            return self._store

    async def user(self) -> SignedIn:
        """The signed-in user; raises Unauthenticated."""
        if self._user is not None:
            return self._user
        async with self._lock:  # as in `store`
            if self._user is None:
                self._user = await _signed_in(self)
            return self._user

    @property
    def user_id(self) -> str | None:
        """The signed-in user; None before it was looked up."""
        return self._user.user.id if self._user else None

    @property
    def imitating_user_id(self) -> str | None:
        """The imitating user; None before the context was looked up."""
        imitation = self._store.imitation if self._store else None
        return imitation.user.id if imitation else None


async def resolve(ctx: RequestContext, token: str | None) -> StoreContext:
    """What a context token stands for now. An imitation that must not go on ends here."""
    access_key = ctx.facts.access_key
    if access_key is None:
        raise AccessKeyRequired
    if not (access_key.isascii() and access_key.isprintable()):
        raise SalesChannelNotFound
    stored = await context_lookup.get(
        ctx.application.database,
        access_key=access_key,
        token_hash=tokens.hash_of(Kind.CONTEXT, token),
        privilege=Privilege.IMITATE_CUSTOMER,
    )
    if stored is None:
        raise SalesChannelNotFound
    over = _imitation_over(ctx, stored)
    if over is not None and stored.imitation is not None:
        await _end(ctx, stored.imitation.id, over)
    if not stored.channel.active:
        raise SalesChannelNotFound
    if token is None or over is not None or not _is_live(stored, ctx.now()):
        return anonymous(stored, ctx.facts)
    return live(stored, token, idle_timeout=ctx.rules.imitation_idle_timeout)


def _imitation_over(ctx: RequestContext, stored: StoredContext) -> ImitationEndReason | None:
    imitation, customer = stored.imitation, stored.customer
    if imitation is None or imitation.ended_at is not None:
        return None
    rules = ctx.rules
    facts = ImitationFacts(
        user_active=imitation.user_active,
        privileged=imitation.privileged,
        customer_active=customer is not None and customer.active,
        customer_enters_channel=customer is not None and _enters(customer, stored.channel),
        consent=customer is not None and customer.imitation_consent,
        channel_active=stored.channel.active,
        idle_expires_at=imitation.last_used_at + rules.imitation_idle_timeout,
        expires_at=imitation.expires_at,
    )
    return imitation_over(facts, now=ctx.now(), consent_required=rules.consent_required)


async def _end(ctx: RequestContext, imitation_id: str, reason: ImitationEndReason) -> None:
    async with ctx.application.database.begin() as session:
        await end_imitations(session, imitations.of_id(imitation_id), reason, ctx.source, ctx.rules)


def _is_live(stored: StoredContext, now: datetime) -> bool:
    session, customer, imitation = stored.session, stored.customer, stored.imitation
    if session.id is None or session.expires_at <= now:
        return False
    if imitation is not None and imitation.ended_at is not None:
        return False
    return customer is None or (customer.active and _enters(customer, stored.channel))


def _enters(customer: StoredCustomer, channel: StoredChannel) -> bool:
    """Whether the customer may use the channel: those who are bound to another one may not."""
    return customer.bound_sales_channel_id in {None, channel.id}


async def _signed_in(ctx: RequestContext) -> SignedIn:
    token_hash = tokens.hash_of(Kind.USER_SESSION, ctx.facts.access_token)
    if token_hash is None:
        raise Unauthenticated
    async with ctx.application.database.read() as session:
        found = await user_sessions.get(session, token_hash)
    if found is None:
        raise Unauthenticated
    user_session, user, granted = found
    now = ctx.now()
    idle_at = user_session.last_used_at + ctx.rules.user_session_idle_timeout
    if (
        not user.active
        or user_session.ended_at is not None
        or min(user_session.expires_at, idle_at) <= now
    ):
        raise Unauthenticated
    if activity_is_due(user_session.last_used_at, now):
        async with ctx.application.database.begin() as session:
            await user_sessions.mark_used(session, user_session.id, now=now)
    privileges = effective(admin=user.admin, granted=granted)
    return SignedIn(user, user_session.id, user_session.created_at, privileges)
