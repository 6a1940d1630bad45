"""What redemptions, new tokens and sweeps cost does not grow: plans, and indexes that they use."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlmodel import select

from auth.privileges import Privilege
from db.demo.shop import demo_id
from db.engine.connections import Database
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Imitation
from db.statements.imitation import generation, imitations, redemption
from db.statements.imitation.imitation_filters import at_maximum, idle_since, with_token_expired
from db.statements.oauth import integration_sessions
from db.statements.users import user_lookup
from tests.support.clients import Agent
from tests.support.driver import OpenDatabase, sql, statements_of
from tests.support.shop import Shop

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
PLANNED: Final = 5  # times by PostgreSQL before it may go on with a plan for any values
OF_SELECTS: Final = sql(
    "SELECT generic_plans, custom_plans FROM pg_prepared_statements "
    "WHERE statement LIKE 'SELECT %' AND statement NOT LIKE '%pg_prepared_statements%'"
)
IDLE: Final = timedelta(minutes=15)
ONLY: Final = Statement(select(Imitation.id))
UPDATED: Final = sql(  # rows, and those of them without indexes; earlier ones may be among them
    "SELECT pg_stat_get_xact_tuples_updated('imitations'::regclass), "
    "pg_stat_get_xact_tuples_hot_updated('imitations'::regclass)"
)
SWEPT: Final = "SCAN imitations USING INDEX ix_imitations_not_over_list"


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


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
@pytest.mark.parametrize("get", [user_lookup.get, integration_sessions.get])
async def test_callers_that_are_looked_up_together_are_planned_once(
    open_database: OpenDatabase, get: Callable[[Database, bytes], Awaitable[object]]
) -> None:
    """A list of two looks cheaper than one of any length, by more than planning seems to cost."""
    database = open_database(connections=1)
    for _ in range(PLANNED + 2):
        await asyncio.gather(get(database, bytes(32)), get(database, b"x" * 32))
    (plans,) = await database.reads.all(OF_SELECTS)

    assert tuple(plans) == (2, PLANNED)


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
async def test_redeeming_writes_the_row_alone(shop: Shop, alice: Agent) -> None:
    """No index of imitations holds what it changes, and the row's page has room for the new one."""
    await shop.token(alice)
    async with shop.application.database.transaction() as session:
        imitation_id = await session.one(ONLY)
        before = await session.one(UPDATED)
        await session.write(redemption.start(imitation_id, now=NOW, expires_at=NOW))
        after = await session.one(UPDATED)

    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_sweeping_reads_none_that_are_over(database: Database) -> None:
    with statements_of(database) as sent:
        for which in (with_token_expired(NOW), at_maximum(NOW), idle_since(NOW)):
            await imitations.hold_all(database.reads, which, most=500)

    selects = [text for text in sent if text.startswith("SELECT")]
    plans = [await database.reads.all(sql(f"EXPLAIN QUERY PLAN {text}")) for text in selects]
    assert [plan[0][3] for plan in plans] == [SWEPT] * 3
