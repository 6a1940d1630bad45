"""The context of one request: it looks up the customer's session and the signed-in user once."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from auth.rules import Rules
from auth.sessions import ImitationFacts, activity_is_due, imitation_over
from auth.tokens import Kind
from auth.vocabulary import ImitationEndReason
from db.statements.imitation.imitation_filters import of_id
from db.statements.shop import context_lookup
from db.statements.shop.stored_context import StoredChannel, StoredContext, StoredCustomer
from db.statements.users import user_lookup, user_sessions
from resolvers.application import Application, Reply, RequestFacts
from resolvers.audit.recording import Source
from resolvers.request.signed_in import SignedIn, find_signed_in
from resolvers.request.store_context import StoreContext
from resolvers.request.store_lookup import find_store_context


@dataclass(slots=True)
class RequestContext:
    """A request on its way through the use cases."""

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
        """The time and the request, for the audit log."""
        return Source.of(self.facts, self.now())

    async def store(self) -> StoreContext:
        """The context of the request's token; raises for a missing or unknown access key."""
        if self._store is not None:
            return self._store
        async with self._lock:  # fields are resolved concurrently: only the first looks up
            if self._store is None:
                self._store = await self._find_store(self.facts.context_token)
            return self._store

    async def continue_with(self, token: str | None) -> StoreContext:
        """The context of another token, from here on that of the request; None is anonymous."""
        async with self._lock:
            self._store = await self._find_store(token)
            return self._store

    async def _find_store(self, token: str | None) -> StoreContext:
        store = await find_store_context(self.application, self.facts, token)
        self.reply.context_token = store.token
        return store

    async def user(self) -> SignedIn:
        """The signed-in user; raises Unauthenticated."""
        if self._user is not None:
            return self._user
        async with self._lock:  # as in `store`
            if self._user is None:
                self._user = await find_signed_in(self.application, self.facts.access_token)
            return self._user

    @property
    def user_id(self) -> str | None:
        """The id of the signed-in user; None if the user was not looked up."""
        return self._user.user.id if self._user else None

    @property
    def imitating_user_id(self) -> str | None:
        """The id of the imitating user; None without one, or if the context was not looked up."""
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
    async with ctx.application.database.transaction() as session:
        await end_imitations(session, of_id(imitation_id), reason, ctx.source, ctx.rules)


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
    found = await user_lookup.get(ctx.application.database, token_hash)
    if found is None:
        raise Unauthenticated
    now = ctx.now()
    idle_at = found.last_used_at + ctx.rules.user_session_idle_timeout
    if not found.user.active or found.ended_at is not None or min(found.expires_at, idle_at) <= now:
        raise Unauthenticated
    if activity_is_due(found.last_used_at, now):
        async with ctx.application.database.transaction() as session:
            await user_sessions.mark_used(session, found.id, now=now)
    privileges = effective(admin=found.user.admin, granted=found.granted)
    return SignedIn(found.user, found.id, found.created_at, privileges)
