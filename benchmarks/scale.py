"""Fills a PostgreSQL database with very many rows, and says how long it takes and what disk.

`python -m benchmarks.scale --customers 1000000 --sessions 10000000 [--database-url URL]`; without a
URL the database is a temporary one. A given database must be empty, and keeps the rows.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import click

from benchmarks.data import revisions, seed, shop
from benchmarks.data.databases import databases
from benchmarks.data.sessions import Group, People
from benchmarks.data.shop import Size

SHOWN = 8  # the largest tables
SIZES = """
SELECT
    relname, reltuples::bigint AS rows,
    pg_table_size(oid) AS data, pg_indexes_size(oid) AS indexes
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
ORDER BY pg_total_relation_size(oid) DESC
"""


@click.command()
@click.option("--customers", default=100_000, show_default=True)
@click.option("--users", default=10_000, show_default=True)
@click.option("--sessions", default=1_000_000, show_default=True, help="Live imitations.")
@click.option("--ended", default=50_000, show_default=True, help="Imitations that are over.")
@click.option("--database-url", default="", help="An empty PostgreSQL database.")
def main(customers: int, users: int, sessions: int, ended: int, database_url: str) -> None:
    """Each session is a live imitation; each customer has a cart of three lines."""
    people = People(customers, users, datetime.now(UTC))
    size = Size([Group("session", sessions, lines=3)], ended=ended)
    with _database(database_url) as url, TemporaryDirectory() as logs:
        seed.sow(revisions.current(), url, Path(logs))
        begun = time.perf_counter()
        asyncio.run(shop.fill(url, people, size))
        print(f"Filled in {time.perf_counter() - begun:.0f} s")
        asyncio.run(_tell_sizes(url))


@contextmanager
def _database(given: str) -> Iterator[str]:
    if given:
        yield given
    else:
        with databases() as opened:
            yield opened.create("scale")


async def _tell_sizes(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch(SIZES)
    finally:
        await connection.close()
    for table in tables[:SHOWN]:
        print(
            f"{table['relname']:22} {table['rows']:>12,} rows {table['data'] / 1e6:>9,.0f} MB "
            f"and {table['indexes'] / 1e6:>9,.0f} MB of indexes"
        )
    total = sum(table["data"] + table["indexes"] for table in tables)
    print(f"{'all tables':22} {total / 1e6:>33,.0f} MB")


if __name__ == "__main__":
    main()
