"""Two workers on PostgreSQL under moderate load for a long time: nothing grows, nothing fails.

`make soak` takes ten minutes, `make soak SECONDS=3600` an hour; the samples are printed.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

import asyncpg
import pytest

from tests.soak.load import Shift
from tests.soak.samples import Sample, taken
from tests.support.engines.databases import new_database
from tests.support.engines.kept import CHEAP
from tests.support.forks.workers import until, workers_of
from tests.support.servers import command, environment, served
from tests.support.shop import fill

SECONDS: Final = int(os.environ.get("SOAK_SECONDS", "600"))
SAMPLES: Final = 20
POOL: Final = 10
GROWTH: Final = 8.0  # MB of both workers between the second quarter and the last
UNLIMITED: Final = {
    "rate_account_logins": 0,
    "rate_address_logins": 0,
    "rate_user_tokens": 0,
    "rate_address_tokens": 0,
    "rate_address_redemptions": 0,
    "imitations_per_user": 1000,
}


@pytest.mark.postgresql
async def test_nothing_grows_and_nothing_fails(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with new_database(postgres_url) as url:
        await fill(url)
        settings = {"database_url": url, "database_pool": POOL, **UNLIMITED, **CHEAP}
        with served(tmp_path, "--workers", "2", genuine=True, **settings) as server:
            workers = until(server, lambda found: len(found) == 2)
            shift = Shift(server)
            working = asyncio.create_task(shift.work(SECONDS))
            samples, refusals, ordered = await watch(shift, workers, url, capsys)
            await working
            assert workers_of(server) == workers
            server.stop()
        orders = await count(url, "SELECT count(*) FROM orders")
        verified = command("audit", "verify", env=environment(**settings))

    assert refusals == []
    assert orders >= ordered > 0
    assert (verified.returncode, verified.stderr) == (0, "")
    assert growth(samples) < GROWTH
    assert files(samples[-5:]) <= files(samples[:10])
    assert max(sample.connections for sample in samples) <= 2 * (POOL + 2)


async def watch(
    shift: Shift, workers: set[int], url: str, capsys: pytest.CaptureFixture[str]
) -> tuple[Sequence[Sample], Sequence[str], int]:
    """Samples at equal distances, printed; refusals, and how many orders were acknowledged."""
    database = await asyncpg.connect(url)
    samples: list[Sample] = []
    refusals: list[str] = []
    ordered, began = 0, time.monotonic()
    for number in range(1, SAMPLES + 1):
        await asyncio.sleep(began + number * SECONDS / SAMPLES - time.monotonic())
        told = shift.told.taken()
        refusals += told.refusals
        ordered += told.ordered
        samples.append(await taken(round(time.monotonic() - began), workers, database, told))
        with capsys.disabled():
            print(samples[-1], flush=True)  # noqa: T201 - the figures are the result
    await database.close()
    return samples, refusals, ordered


def growth(samples: Sequence[Sample]) -> float:
    """MB from the second quarter to the last: the first fills caches."""
    quarter = len(samples) // 4
    memory = [sample.memory for sample in samples]
    return median(memory[-quarter:]) - median(memory[quarter : 2 * quarter])


def files(samples: Sequence[Sample]) -> int:
    """File handles, without the connections to PostgreSQL, which have a bound of their own."""
    return max(sample.files - sample.connections for sample in samples)


async def count(url: str, statement: str) -> int:
    database = await asyncpg.connect(url)
    try:
        return int(await database.fetchval(statement))
    finally:
        await database.close()
