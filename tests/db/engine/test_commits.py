"""A COMMIT that was sent is never cancelled; without its answer its effect is not known."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from auth.unserved import OutcomeUnknown
from db.engine.connections import Connections, Database
from db.engine.drivers import postgres_endings
from db.engine.faults import CommitUnknown, Unavailable
from server.app import create
from tests.support.clients import Visitor
from tests.support.driver import OpenDatabase, scalar, sql
from tests.support.engines.relay import Answer, Relay, relay
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add, cart_of

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

COUNT: Final = scalar("SELECT count(*) FROM currencies WHERE iso_code = 'XTS'")
ADD: Final = sql("INSERT INTO currencies VALUES ('XTS', 1)")
SHORT: Final = 0.3  # seconds


@pytest.fixture
async def relayed(database_url: str) -> AsyncIterator[Relay]:
    """A relay before the demo shop's database."""
    async with relay(database_url) as made:
        yield made


@pytest.fixture
async def behind(relayed: Relay, open_database: OpenDatabase) -> Database:
    """The database by way of the relay, with a connection that is open."""
    database = open_database(relayed.url)
    await database.reads.one(COUNT)
    return database


async def work(database: Database) -> str:
    async with database.transaction() as session:
        await session.run(ADD)
    return "done"


async def stored(database: Database) -> bool:
    return bool(await database.reads.one(COUNT))


async def test_one_that_is_answered_is_done(behind: Database, database: Database) -> None:
    assert await work(behind) == "done"
    assert await stored(database)


async def test_nobody_knows_of_one_whose_connection_was_lost(
    relayed: Relay, behind: Database, database: Database
) -> None:
    relayed.after_commit = Answer.LOST

    with pytest.raises(CommitUnknown):
        await work(behind)

    assert await stored(database)  # this time it was done
    assert behind.connections == Connections(0, 3)
    assert not await is_left(database)


async def test_one_that_is_answered_late_is_told_as_done(
    relayed: Relay, behind: Database, database: Database
) -> None:
    relayed.after_commit = Answer.KEPT_BACK
    working = asyncio.create_task(work(behind))
    await relayed.answered.wait()

    working.cancel()
    await asyncio.sleep(0)
    assert not working.done()
    relayed.let_go()

    assert await working == "done"
    assert await stored(database)
    assert behind.connections == Connections(0, 3)


async def test_an_operation_out_of_time_waits_for_the_answer(
    relayed: Relay, behind: Database
) -> None:
    relayed.after_commit = Answer.KEPT_BACK
    asyncio.get_running_loop().call_later(2 * SHORT, relayed.let_go)

    async with asyncio.timeout(SHORT):
        told = await work(behind)

    assert told == "done"


@pytest.mark.parametrize("cancels", [1, 2])
async def test_without_an_answer_the_statement_is_not_cancelled(
    relayed: Relay,
    behind: Database,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    cancels: int,
) -> None:
    """A request to cancel would be one more connection; the second time the process stops."""
    monkeypatch.setattr(postgres_endings, "COMMIT_GRACE", SHORT if cancels == 1 else 60)
    relayed.after_commit = Answer.KEPT_BACK
    working = asyncio.create_task(work(behind))
    await relayed.answered.wait()
    opened = relayed.connections

    for _ in range(cancels):
        working.cancel()
        await asyncio.sleep(0)
    with pytest.raises(CommitUnknown):
        await working

    await asyncio.sleep(0.05)  # in which a request to cancel would come
    assert relayed.connections == opened
    assert await stored(database)
    assert behind.connections == Connections(0, 3)


async def is_left(database: Database) -> bool:
    """Whether a transaction is still open."""
    look = scalar(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    )
    return bool(await database.reads.one(look))


REFUSING = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{}'; END $$
"""
AT_COMMIT = """
CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON currencies DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION refuse()
"""


@pytest.mark.parametrize(("state", "raised"), [("40001", Unavailable), ("23514", Exception)])
async def test_one_that_is_refused_was_not_done(
    database: Database, state: str, raised: type[Exception]
) -> None:
    for statement in (REFUSING.format(state), AT_COMMIT):
        await database.writes.run(sql(statement))

    with pytest.raises(raised) as refusal:
        await work(database)

    assert (type(refusal.value) is Unavailable) == (state == "40001")
    assert not isinstance(refusal.value, CommitUnknown)
    assert not await stored(database)
    assert not await is_left(database)


@pytest.fixture
async def behind_shop(open_shop: OpenShop, relayed: Relay, behind: Database) -> Shop:
    """The shop whose database is behind the relay."""
    shop = await open_shop()
    application = replace(shop.application, database=behind)
    transport = httpx.ASGITransport(create(shop.settings, application))
    http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
    return replace(shop, application=application, http=http)


async def test_a_client_is_told_that_it_is_not_known(behind_shop: Shop, relayed: Relay) -> None:
    bob = await behind_shop.shopper("bob@example.com")
    before = await cart_of(behind_shop, "bob")
    relayed.after_commit = Answer.LOST

    answer = await add(bob, behind_shop.product(1))

    assert_unknown(answer.response.json())
    assert answer.response.status_code == 503
    assert "retry-after" not in answer.response.headers
    relayed.after_commit = Answer.PASSED_ON
    assert sum((await cart_of(behind_shop, "bob")).values()) == sum(before.values()) + 1


def assert_unknown(body: dict[str, Any]) -> None:
    (error,) = body["errors"]
    assert error["message"] == OutcomeUnknown.text
    assert error["message"] == "It is not known whether this was done. Look before you try again."
    assert error["extensions"] == {"code": "UNAVAILABLE"}


async def test_a_client_whose_time_is_over_is_told_what_was_done(
    behind_shop: Shop, relayed: Relay
) -> None:
    shop = behind_shop
    settings = shop.settings.model_copy(update={"operation_timeout": 1})
    transport = httpx.ASGITransport(create(settings, shop.application))
    http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
    bob = await shop.shopper("bob@example.com")
    relayed.after_commit = Answer.KEPT_BACK
    asyncio.get_running_loop().call_later(1.5, relayed.let_go)

    answer = await add(Visitor(http, bob.headers), shop.product(1))

    assert answer.data["cart"]["lineItems"]
