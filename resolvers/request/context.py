"""The context of one request: it looks up the customer's session and the caller once."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from auth.errors import FactorRequired, PersonRequired
from auth.rules import Rules
from resolvers.application import Application, Reply, RequestFacts
from resolvers.audit.recording import Source
from resolvers.request.callers.caller import Caller, find_caller
from resolvers.request.callers.integration import CallingIntegration
from resolvers.request.signed_in import SignedIn
from resolvers.request.store_context import StoreContext
from resolvers.request.store_lookup import find_store_context


@dataclass(slots=True)
class RequestContext:
    """A request on its way through the use cases."""

    application: Application
    facts: RequestFacts
    reply: Reply = field(default_factory=Reply)
    integration: CallingIntegration | None = None  # None also until the caller is looked up
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _store: StoreContext | None = None
    _caller: Caller | None = None

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
        return Source.of(self.facts, self.now(), integration=self.integration)

    async def store(self) -> StoreContext:
        """The context of the request's token; raises for a missing or unknown access key."""
        if self._store is not None:
            return self._store
        await self._lock.acquire()  # fields are resolved concurrently: only the first looks up
        try:
            if self._store is None:
                self._store = await self._find_store(self.facts.context_token)
            return self._store
        finally:
            self._lock.release()

    async def continue_with(self, token: str | None) -> StoreContext:
        """The context of another token, from here on that of the request; None is anonymous."""
        async with self._lock:
            self._store = await self._find_store(token)
            return self._store

    async def _find_store(self, token: str | None) -> StoreContext:
        store = await find_store_context(self.application, self.facts, token)
        self.reply.context_token = store.token
        return store

    async def caller(self) -> Caller:
        """The signed-in user, or the integration; raises Unauthenticated.

        Raises FactorRequired for a user who has to add a factor before anything else.
        """
        caller = await self.anyone()
        if isinstance(caller, SignedIn) and caller.factor_due:
            raise FactorRequired
        return caller

    async def anyone(self) -> Caller:
        """The caller, even a user who has to add a factor; raises Unauthenticated."""
        if self._caller is not None:
            return self._caller
        async with self._lock:  # as in `store`
            if self._caller is None:
                self._caller = await find_caller(self.application, self.facts.access_token)
                if isinstance(self._caller, CallingIntegration):
                    self.integration = self._caller
            return self._caller

    def continue_as(self, integration: CallingIntegration) -> None:
        """Let the integration, whose secret was sent, be the caller of the request."""
        self._caller = self.integration = integration

    async def user(self) -> SignedIn:
        """The signed-in user; raises as `caller` does, or PersonRequired for an integration."""
        return _person(await self.caller())

    async def enrolling_user(self) -> SignedIn:
        """The signed-in user, even one who has to add a factor; raises as `user` does."""
        return _person(await self.anyone())

    @property
    def user_id(self) -> str | None:
        """The id of the signed-in user; None if the user was not looked up."""
        return self._caller.user.id if isinstance(self._caller, SignedIn) else None

    @property
    def maker_id(self) -> str | None:
        """The id of the user or the integration, as what they make keeps it."""
        return self._caller.id if isinstance(self._caller, CallingIntegration) else self.user_id

    @property
    def imitating_user_id(self) -> str | None:
        """The id of the imitating user; None without one, or if the context was not looked up."""
        imitation = self._store.imitation if self._store else None
        return imitation.user.id if imitation else None


def _person(caller: Caller) -> SignedIn:
    if not isinstance(caller, SignedIn):
        raise PersonRequired
    return caller
