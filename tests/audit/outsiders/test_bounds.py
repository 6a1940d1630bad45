"""The first and the last event of an imitation are found by an index of their own."""

from db.engine.dialect import POSTGRESQL, SQLITE
from db.statements.imitation import imitation_events
from tests.support.driver import sql
from tests.support.shop import Shop

ID = "0" * 32


async def test_index_is_used(shop: Shop) -> None:
    database = shop.application.database
    asked = imitation_events.BOUNDS.on(SQLITE if database.is_sqlite else POSTGRESQL)

    plan = "\n".join(await explained(shop, asked.text))

    assert plan.count("ix_audit_events_bounds") == 2
    assert "SCAN audit_events" not in plan
    assert "Seq Scan on audit_events" not in plan


async def explained(shop: Shop, asked: str) -> list[str]:
    database = shop.application.database
    if database.is_sqlite:
        for value in ("1", "1", f"'[\"{ID}\"]'"):  # the first two are limits
            asked = asked.replace("?", value, 1)
        return [row[3] for row in await database.reads.all(sql(f"EXPLAIN QUERY PLAN {asked}"))]
    given = asked.replace("$1", f"ARRAY['{ID}']")
    async with database.transaction() as session:
        await session.run(sql("SET LOCAL enable_seqscan = off"))  # the table is small
        return [row[0] for row in await session.all(sql(f"EXPLAIN {given}"))]
