"""Servers of the previous release are replaced one by one, while clients ask all of them."""

import asyncio
import re
import signal
from pathlib import Path

import pytest

from tests.faults import kept
from tests.faults.fleet import Fleet, fleet
from tests.faults.storm import Told, some_load, storm
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.upgrades.beside.release import Release

WAITS = "A transaction holds a table that is migrated: trying again"  # under load, which is right
FAILED = ("Traceback", "request.failed", "sealing_failed", "counting_failed", "sweep.failed")


@pytest.mark.long
async def test_nothing_is_refused_or_lost(old_url: str, release: Release, tmp_path: Path) -> None:
    before = await kept.read(old_url)
    async with fleet(tmp_path, old_url, 0) as servers:
        old = [await servers.add(program=release.program) for _ in range(2)]
        async with storm(servers, release.document) as told:
            await some_load(told)
            await migrate(old_url)
            await some_load(told)
            await sweep(release, old_url)
            await servers.add("--no-migrate")
            await some_load(told, least=100, most=100)
            await sweep(release, old_url)
            await replace(servers, old[0])
            await some_load(told)
            await replace(servers, old[1])
            await some_load(told)

    # Now that nothing goes on, also not what was asked for last.
    await check(told, servers, old_url, before)


async def migrate(url: str) -> None:
    ended = await asyncio.to_thread(command, "migrate", env=environment(database_url=url, **CHEAP))
    assert (ended.returncode, set(ended.stderr.splitlines()) - {WAITS}) == (0, set())
    assert ended.stdout == "The database was migrated to this version.\n"


async def sweep(release: Release, url: str) -> None:
    """Both sweep at the same time, beside all servers, which do so each minute."""
    settings = {"database_url": url, **CHEAP}
    both = await asyncio.gather(
        asyncio.to_thread(release.run, "sweep", **settings),
        asyncio.to_thread(command, "sweep", env=environment(**settings)),
    )
    assert [ended.returncode for ended in both] == [0, 0], both


async def replace(servers: Fleet, position: int) -> None:
    await servers.add("--no-migrate")
    assert await servers.stop(position) in {0, -signal.SIGTERM}


async def check(told: Told, servers: Fleet, url: str, before: kept.Rows) -> None:
    """Everything acknowledged is stored, nothing is half done, and nothing was refused."""
    rows = await kept.read(url)
    written = {table: _written(table, rows, before) for table in rows}
    assert kept.lost(told, written) == []
    assert kept.half(written) == []
    assert told.codes == set()
    assert all(told.by_kind)
    assert [word for word in FAILED if word in servers.log] == []
    verified = command("audit", "verify", env=environment(database_url=url, **CHEAP))
    assert (verified.returncode, verified.stderr) == (0, "")
    sealed, waiting = map(int, re.findall(r"\d+", verified.stdout)[:2])
    assert sealed > len(before["audit_events"])
    assert sealed + waiting == len(rows["audit_events"])


def _written(table: str, rows: kept.Rows, before: kept.Rows) -> list[kept.Row]:
    """What was not there before; of products and carts all, because others refer to them."""
    if table in {"carts", "products"}:
        return rows[table]
    known = {row["id"] for row in before[table]}
    return [row for row in rows[table] if row["id"] not in known]
