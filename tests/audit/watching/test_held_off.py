"""Sealing that is held off, and events that are gone before they are sealed, are told at once."""

import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from structlog.testing import capture_logs

from db.engine.drivers.sqlite import connection as sqlite_connection
from db.statements.imitation import audit_tree
from resolvers.application import Application
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.watching import lost
from resolvers.audit.watching.state import sealing_state
from server.background.sealing import Sealing
from server.commands.audit import verify_once
from server.commands.audit.told import lines_of
from server.examination.states.audit_log import of_sealing
from server.telemetry.metrics import Metrics
from tests.audit.harms import drop_triggers, found
from tests.support.engines.databases import execute
from tests.support.shop import Shop

ADVISORY = (
    "SELECT pg_advisory_lock(id) FROM generate_series(0, 1000) AS id",
    "SELECT pg_advisory_lock(0, 1)",
)
LATE = "INSERT INTO audit_events (id, at, action) SELECT 0, max(at), 'x' FROM audit_events"
OF_ROWS = (
    "SELECT * FROM audit_sealing FOR UPDATE",
    "SELECT * FROM audit_sealing FOR KEY SHARE",
)


class Ticks:
    """A clock of the process that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


Watch = Callable[..., Any]


@pytest.fixture
def watch(shop: Shop, ticks: Ticks) -> Watch:
    """Lets the background task look once at each of these seconds; the answer is what it logs."""
    metrics = Metrics()
    sealing = Sealing(metrics, ticks=ticks)

    async def look(*seconds: float, application: Application | None = None) -> tuple[Any, Metrics]:
        with capture_logs() as logged:
            for second in seconds:
                ticks.now = second
                await sealing(application or shop.application)
        return [line for line in logged if line["event"] != "audit_log.sealing_failed"], metrics

    return look


def keyless(shop: Shop) -> Application:
    return replace(shop.application, signing_keys=())


async def test_five_seconds_are_a_line_and_a_metric(shop: Shop, watch: Watch) -> None:
    await shop.agent("eve")
    (event,) = await shop.rows("audit_events")

    in_time, metrics = await watch(0, 4.9, application=keyless(shop))
    before = metrics.audit_sealing_held_off
    late, _ = await watch(5, 6, application=keyless(shop))

    assert (in_time, before) == ([], 0)
    assert metrics.audit_sealing_held_off == 6
    assert late == [
        {
            "event": "audit_log.sealing_held_off",
            "log_level": "error",
            "seconds": 5,
            "first_id": event["id"],
        }
    ]


async def test_line_is_repeated_each_minute_and_its_end_is_told(shop: Shop, watch: Watch) -> None:
    await shop.agent("eve")

    held, _ = await watch(0, 5, 30, 64, 65, 66, application=keyless(shop))
    resumed, metrics = await watch(67, 68)

    assert [line["seconds"] for line in held] == [5, 65]
    assert resumed == [
        {"event": "audit_log.sealing_goes_on", "log_level": "warning", "seconds": 67}
    ]
    assert metrics.audit_sealing_held_off == 0
    assert (await found(shop)).unsealed == 0


async def test_new_events_and_forged_rows_do_not_hide_it(shop: Shop, watch: Watch) -> None:
    """Whichever event waits first: what counts is that the tree does not grow."""
    logged: list[Any] = []
    for second in range(7):
        await shop.agent("eve")
        await shop.change(f"INSERT INTO audit_waiting (event_id) VALUES ({-second - 1})")
        logged += (await watch(second, application=keyless(shop)))[0]

    assert [line["event"] for line in logged] == ["audit_log.sealing_held_off"]


async def test_another_process_that_seals_is_no_delay(shop: Shop, watch: Watch) -> None:
    logged: list[Any] = []
    for second in range(0, 12, 2):
        await shop.agent("eve")
        logged += (await watch(second, application=keyless(shop)))[0]
        await seal_new_events(shop.application)
        await shop.agent("eve")

    assert logged == []


async def test_held_lock_is_told(shop: Shop, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 200)
    await shop.agent("eve")

    async with locked(shop):
        held, _ = await watch(0, 5)
    resumed, _ = await watch(6, 7)

    assert [line["event"] for line in held] == ["audit_log.sealing_held_off"]
    assert [line["event"] for line in resumed] == ["audit_log.sealing_goes_on"]


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
@pytest.mark.parametrize("rights", ["", "IN ROLE pg_read_all_data"])
async def test_role_that_may_not_write_cannot_hold_it(
    shop: Shop, postgres_url: str, rights: str
) -> None:
    url, role = urlsplit(shop.settings.database_url), f"stranger_{secrets.token_hex(8)}"
    await shop.agent("eve")
    await execute(postgres_url, f"CREATE ROLE {role} LOGIN PASSWORD 'hush-hush' {rights}")
    try:
        netloc = f"{role}:hush-hush@{url.netloc.rpartition('@')[2]}"
        stranger = await asyncpg.connect(url._replace(netloc=netloc).geturl())
        for lock in ADVISORY:
            await stranger.execute(lock)
        for lock in OF_ROWS:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await stranger.execute(lock)
        if rights:
            await stranger.execute("BEGIN; LOCK TABLE audit_sealing IN ACCESS SHARE MODE")

        assert await seal_new_events(shop.application) == 1

        await stranger.close()
    finally:
        await execute(postgres_url, f"DROP ROLE {role}")


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_reader_of_the_file_does_not_hold_it(shop: Shop) -> None:
    await shop.agent("eve")
    file = f"file:{shop.settings.sqlite_file}?mode=ro"

    with closing(sqlite3.connect(file, uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN IMMEDIATE")
        assert reader.execute("SELECT count(*) FROM audit_waiting").fetchall() == [(1,)]

        assert await seal_new_events(shop.application) == 1


@pytest.mark.parametrize("forget", ["", "forgotten"])
async def test_event_that_was_seen_and_is_gone_is_told(
    shop: Shop, watch: Watch, forget: str
) -> None:
    """While sealing is held off, an attacker removes what waits for it."""
    await shop.agent("eve")
    await shop.agent("alice")
    eves, alices = sorted(event["id"] for event in await shop.rows("audit_events"))
    await watch(0, application=keyless(shop))
    await drop_triggers(shop)
    await shop.change("DELETE FROM audit_events WHERE id = :id", id=eves)
    if forget:
        await shop.change("DELETE FROM audit_waiting WHERE event_id = :id", id=eves)

    logged, metrics = await watch(1, 2, 3)

    if forget:
        assert logged == [
            {"event": "audit_log.events_lost", "log_level": "error", "number": 1, "ids": [eves]}
        ]
        assert metrics.audit_events_lost == 1
    else:  # verification and `doctor` name the row that still waits
        assert logged == []
        assert of_sealing(await sealing_state(shop.application)).text.startswith(f"event {eves} ")
        assert (await found(shop)).overdue
    assert [leaf["event_id"] for leaf in await shop.rows("audit_leaves")] == [alices]


async def test_sealed_events_are_not_lost_also_where_many_wait(
    shop: Shop, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost, "REMEMBERED", 2)
    for name in ("eve", "alice", "victor", "admin"):
        await shop.agent(name)
    first = min(event["id"] for event in await shop.rows("audit_events"))

    held, metrics = await watch(0, application=keyless(shop))
    await shop.change(
        "INSERT INTO audit_events (id, at, action) SELECT 0, max(at), 'late' FROM audit_events"
    )
    then, _ = await watch(1, 2, 3)

    assert first > 0
    assert [*held, *then] == []
    assert metrics.audit_events_lost == 0


async def test_command_verifies_all_the_same_and_tells_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 200)
    await shop.agent("eve")

    async with locked(shop):
        verified = await verify_once(shop.settings, None)

    assert (verified.overdue, verified.unsealed, verified.checked) == (True, 1, 0)
    assert [*lines_of(verified)][1] == (
        "Sealing is held off: see docs/audit-log.md and the log of the servers."
    )


@asynccontextmanager
async def locked(shop: Shop) -> AsyncIterator[None]:
    """Nobody else can seal: on SQLite nobody else can write."""
    if shop.application.database.is_sqlite:
        file = str(shop.settings.sqlite_file)
        with closing(sqlite3.connect(file, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
        return
    async with shop.application.database.transaction() as session:
        assert await audit_tree.lock(session) is not None
        yield


async def test_doctor_tells_how_old_the_checkpoint_is(shop: Shop) -> None:
    fresh = of_sealing(await sealing_state(shop.application))
    await shop.agent("eve")
    shop.clock.advance(seconds=5)
    in_time = of_sealing(await sealing_state(shop.application))
    shop.clock.advance(seconds=1)
    late = of_sealing(await sealing_state(shop.application))
    await seal_new_events(shop.application)
    shop.clock.advance(hours=1)
    sealed = of_sealing(await sealing_state(shop.application))
    shop.clock.advance(hours=-2)
    back = of_sealing(await sealing_state(shop.application))

    assert (fresh.verdict, fresh.text) == ("ok", "no checkpoint; no event waits for long")
    assert in_time.verdict == "ok"
    assert (late.verdict, late.text.partition(":")[0]) == ("failed", "event 1 waits 6 s")
    assert (sealed.verdict, sealed.text.partition(";")[0]) == (
        "ok",
        "the newest checkpoint is 3600 s old",
    )
    assert (back.verdict, back.text) == (
        "failed",
        "the newest checkpoint is 3600 s ahead: the clock was set back",
    )
