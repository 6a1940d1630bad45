"""PostgreSQL plans what is asked at every redemption and every new token once for a connection."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from auth.privileges import Privilege
from db.demo.shop import demo_id
from db.engine.connections import Database
from db.engine.session import Session
from db.statements.imitation import generation, redemption
from tests.support.driver import sql

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
PLANNED: Final = 5  # times by PostgreSQL before it may go on with a plan for any values
OF_SELECTS: Final = sql(
    "SELECT generic_plans, custom_plans FROM pg_prepared_statements "
    "WHERE statement LIKE 'SELECT %' AND statement NOT LIKE '%pg_prepared_statements%'"
)
IDLE: Final = timedelta(minutes=15)


async def redeem(session: Session) -> None:
    await redemption.find(
        session,
        bytes(32),
        privilege=Privilege.IMITATE_CUSTOMER,
        superseded_id=None,
        address=bytes(32),
        now=NOW,
        idle_timeout=IDLE,
    )


async def generate(session: Session) -> None:
    await generation.find(
        session,
        user_id=demo_id("user", "alice"),
        session_id=demo_id("session", "alice"),
        customer_id=demo_id("customer", "bob"),
        sales_channel_id=demo_id("channel", "Storefront"),
        guesser=bytes(32),
        now=NOW,
        idle_timeout=IDLE,
    )


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
@pytest.mark.parametrize("ask", [redeem, generate])
async def test_facts_are_planned_once(
    database: Database, ask: Callable[[Session], Awaitable[None]]
) -> None:
    async with database.transaction() as session:
        for _ in range(PLANNED + 2):
            await ask(session)
        (plans,) = await session.all(OF_SELECTS)

    assert tuple(plans) == (2, PLANNED)
