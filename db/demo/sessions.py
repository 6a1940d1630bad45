"""Any number of sessions of the demo shop's generated customers, to try how the shop scales.

The database makes the rows itself: ten million of them need not travel, as they would by COPY.
Nobody knows their tokens.
"""

from typing import Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from db.demo.shop import demo_id

BATCH: Final = 500_000  # rows of one statement
LIFETIME: Final = 1  # days

_MADE_BY: Final = {
    "postgresql": {
        "numbers": "generate_series(1, :number) AS numbers (n)",
        "id": "gen_random_uuid()",
        "token_hash": "sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))",
        "channel": "CAST(:channel AS uuid)",
        "now": "now()",
        "later": f"now() + interval '{LIFETIME} day'",
    },
    "sqlite": {
        "numbers": "(WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
        "WHERE n < :number) SELECT n FROM numbers) AS numbers",
        "id": "lower(hex(randomblob(16)))",
        "token_hash": "randomblob(32)",
        "channel": ":channel",
        "now": "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        "later": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '+{LIFETIME} day')",
    },
}
_INSERT: Final = """
INSERT INTO contexts
    (id, token_hash, sales_channel_id, customer_id, language, currency, created_at, expires_at)
SELECT {id}, {token_hash}, {channel}, crowd.id, 'en-GB', 'EUR', {now}, {later}
FROM {numbers}
JOIN (
    SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS size
    FROM customers WHERE NOT guest
) AS crowd ON crowd.place = (numbers.n - 1) % crowd.size + 1
"""


async def add_batch(session: AsyncSession, most: int) -> int:
    """Add some sessions, if there are fewer than `most`; the answer is how many there are."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
    there = int((await connection.execute(text("SELECT count(*) FROM contexts"))).scalar_one())
    batch = min(BATCH, most - there)
    if batch <= 0:
        return there
    statement = text(_INSERT.format(**_MADE_BY[connection.dialect.name]))
    channel = demo_id("channel", "Storefront")
    await connection.execute(statement, {"number": batch, "channel": channel})
    return there + batch
