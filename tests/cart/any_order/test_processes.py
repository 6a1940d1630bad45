"""Three clients at two processes, in any order: no customer's line is seen in another's cart, only
its owner removes it, no session outlives its rule, an ended token belongs to no session, and who
may only look changes nothing before an upgrade, which moves no end.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.demo import shop
from resolvers.application import Application, RequestFacts
from resolvers.request.store_lookup import find_store_context
from server.app import create
from server.application import wire
from server.settings.settings import Settings
from tests.cart.any_order.play import Play, Seen, Step
from tests.support.engines.kept import CHEAP
from tests.support.shop import Clock, Shop

if TYPE_CHECKING:
    from tests.support.clients import Agent

SEQUENCES = 200
MONTH = 2_592_000  # seconds, the longest that a user stays signed in
NAMES = ("crowd 0", "crowd 1")
client, place, who = st.integers(0, 2), st.integers(0, 1), st.integers(0, 1)
user = st.sampled_from(["alice", "admin"])
added = st.tuples(st.just("add"), client, place, st.integers(1, 3), st.sampled_from([1, 2, 60]))
step: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("password"), client, place, who),
    st.tuples(st.just("imitate"), client, place, who, user, st.sampled_from(["FULL", "READ_ONLY"])),
    st.tuples(st.just("upgrade"), client, place),
    added,
    added,
    st.tuples(st.just("change"), client, place, st.integers(0, 2), st.sampled_from([-1, 0, 1, 7])),
    st.tuples(st.just("order"), client, place),
    st.tuples(st.just("logout"), client, place),
    st.tuples(st.just("end"), client),
    # Half a minute, almost idle, idle, at the maximum, almost a context's life, beyond it.
    st.tuples(st.just("advance"), st.sampled_from([30, 890, 900, 3600, 86_000, 86_400])),
)


class Processes:
    """Two applications on one database, with one clock."""

    def __init__(self, url: str) -> None:
        made = Settings(
            database_url=url,
            user_session_lifetime=MONTH,
            user_session_idle_timeout=MONTH,
            imitations_per_user=1000,  # sequences leave theirs behind
            rate_user_tokens=0,
            rate_user_refusals=0,
            rate_address_refusals=0,
            **CHEAP,
        )
        self.clock = Clock()
        self.applications = [wire(made, clock=self.clock) for _ in range(2)]
        self.places = [
            httpx.AsyncClient(
                transport=httpx.ASGITransport(create(made, application)),
                base_url="http://127.0.0.1:8000",
            )
            for application in self.applications
        ]
        self.shop = Shop(self.applications[0], made, self.places[0], self.clock)
        self.agents: dict[str, Agent] = {}
        self.signed_in = self.clock.now

    async def play(self, steps: list[Step]) -> None:
        """Begin with nobody logged in and every cart empty."""
        for table in ("contexts", "carts"):
            await self.shop.change(f"DELETE FROM {table}")
        if not self.agents or (self.clock.now - self.signed_in).days > 20:
            self.agents = {name: await self.shop.agent(name) for name in ("alice", "admin")}
            self.signed_in = self.clock.now
        await Play(
            self.places,
            self.agents,
            look=look_at(self.applications[1]),
            now=self.clock,
            advance=lambda by: self.clock.advance(seconds=by.total_seconds()),
            names=NAMES,
        ).run(steps)

    async def close(self) -> None:
        for place_ in self.places:
            await place_.aclose()
        for application in self.applications:
            await application.database.dispose()


def look_at(application: Application) -> Callable[[str], Awaitable[Seen]]:
    """What a process finds for a token; without HTTP, because it is asked often."""

    async def look(token: str) -> Seen:
        facts = RequestFacts(shop.access_key("Storefront"), token)
        context = await find_store_context(application, facts, token)
        return Seen(
            email=context.customer.email if context.customer else None,
            user=context.imitation.user.username if context.imitation else None,
            cart={
                line.product_number: (line.quantity, user and user.username)
                for line, user in context.lines
            },
            lines={line.product_number: line.id for line, _ in context.lines},
            imitation_id=context.imitation_id,
            access=context.imitation.access if context.imitation else None,
            ends_at=context.imitation.expires_at.isoformat() if context.imitation else None,
        )

    return look


@pytest.fixture
async def processes(database_url: str) -> AsyncIterator[Processes]:
    """Opened once for all sequences."""
    opened = Processes(database_url)
    yield opened
    await opened.close()


@pytest.mark.long
@settings(
    max_examples=SEQUENCES,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, min_size=3, max_size=14))
async def test_carts_never_leak_and_sessions_end(processes: Processes, steps: list[Step]) -> None:
    await processes.play(steps)
