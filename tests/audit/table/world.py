"""An audit log of three sealed events, a server that seals, and what notices a harm to them."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from structlog.testing import capture_logs

from auth.transparency.checkpoints import Checkpoint, open_checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.notes import NotSigned
from db.statements.imitation import audit_tree
from resolvers.application import Application
from resolvers.audit.beginning import begins_with
from resolvers.audit.verification import verify
from server.background.failures import Failures
from server.background.sealing import DELAYED, FAILED, LOST, Sealing
from server.background.timekeeping import UNKNOWN, read_time
from server.background.walking import MENDED
from server.clock import SharedClock
from server.examination.findings import Verdict
from server.examination.states.audit_log import examine_audit_log
from server.telemetry.metrics import Metrics
from tests.support.engines.databases import execute
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import Shop

PUBLIC = SigningKey.parse(AUDIT_KEY).verifier
TOLD = (DELAYED, LOST, MENDED, "clock.set_back")
CAUSES = {
    "NoCheckpoint",
    "OtherTree",
    "SetBack",
}  # of a failure; a busy database is told by the delay
TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
NAMES = TRIGGERS.replace("sql", "name", 1)


@dataclass
class World:
    """One server process and its database. Times are seconds since the start."""

    shop: Shop
    held: AsyncExitStack  # closed at the end of the test
    now: float = 0.0  # of the process
    leap: float = 0.0  # by which the database's clock was set back
    lines: list[Any] = field(default_factory=list)
    silent: bool = False  # nobody records an event after the harm
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.application = self.shop.application
        self.clock = SharedClock(
            self.application.database, ticks=lambda: time.monotonic() + self.leap
        )
        self._clock_failures = Failures(UNKNOWN)
        self.restart()

    @property
    def is_sqlite(self) -> bool:
        return self.application.database.is_sqlite

    def restart(self) -> None:
        """The server is started again: it remembers nothing."""
        self._sealing = Sealing(Metrics(), ticks=lambda: self.now)

    async def pass_time(self, seconds: float, application: Application | None = None) -> None:
        """Let the server work at the end of these seconds."""
        self.now += seconds
        self.shop.clock.advance(seconds=seconds)
        with capture_logs() as logged:
            await self._sealing(application or self.application)
            await read_time(self.clock, self._clock_failures)
        self.lines += logged

    async def newest_id(self) -> int:
        return max(event["id"] for event in await self.shop.rows("audit_events"))

    async def harm(self, *statements: str) -> None:
        """Change the database as its owner can: no trigger fires, and all are there afterwards."""
        together = [statement.format(**self.ids) for statement in statements]
        if not self.is_sqlite:
            begin = "SET session_replication_role = replica; SELECT pg_stat_force_next_flush()"
            await execute(self.shop.settings.database_url, "; ".join([begin, *together]))
            return
        async with self.application.database.engine.execution_options(write=True).begin() as on:
            triggers = (await on.exec_driver_sql(TRIGGERS)).scalars().all()
            names = (await on.exec_driver_sql(NAMES)).scalars().all()
            for statement in [*(f"DROP TRIGGER {name}" for name in names), *together, *triggers]:
                await on.exec_driver_sql(statement)


@asynccontextmanager
async def world_of(shop: Shop) -> AsyncIterator[World]:
    """Two events sealed together, then a third one, which the auditor's checkpoint covers."""
    async with AsyncExitStack() as held:
        world = World(shop, held)
        for names in (("first", "second"), ("third",)):
            for name in names:
                await shop.agent("eve")
                world.ids[name] = await world.newest_id()
            await world.pass_time(1)
        await world.pass_time(1)
        world.lines.clear()
        yield world


async def notices_of(world: World, kept: Checkpoint) -> dict[str, str]:
    """What notices the harm that was done, in the words of the table."""
    flaw, when = await _flaw(world), "at once"
    doctor = await _failed(world)
    if not world.silent:
        await world.shop.agent("admin")
    for _ in range(2):
        await world.pass_time(1)
    if flaw is None:
        flaw, when = await _flaw(world), "at the next event"
    await world.pass_time(5)
    doctor |= await _failed(world)
    await world.pass_time(61)
    if not world.silent:
        await world.shop.agent("admin")
    if flaw is None:
        flaw, when = await _flaw(world), "a minute later"
    return {
        "verification": "—" if flaw is None else f"`{flaw}` {when}",
        "server": _told(world.lines),
        "doctor": ", ".join(f"`{check}`" for check in sorted(doctor)) or "—",
        "outsider": "noticed" if await _is_other(world, kept) else "—",
    }


async def newest_checkpoint(world: World) -> Checkpoint | None:
    stored = await audit_tree.get_checkpoint(world.application.database.reads)
    return None if stored is None else open_checkpoint(stored.note, [PUBLIC])


async def _flaw(world: World) -> str | None:
    found = await verify(world.application)
    return None if found.flaw is None else found.flaw.name


def _told(lines: list[Any]) -> str:
    """The events of lines that are errors, with the cause that stands in another line."""
    causes = {line["error"] for line in lines if line["event"] == FAILED} & CAUSES
    told = {line["event"] for line in lines if line["event"] in TOLD}
    words = [f"`{event}`" for event in TOLD if event in told]
    return ", ".join([*words, *(f"`{cause}`" for cause in sorted(causes))]) or "—"


async def _failed(world: World) -> set[str]:
    """The checks of `doctor` that fail now."""
    found = [one async for one in examine_audit_log(world.application)]
    return {one.check.value for one in found if one.verdict is Verdict.FAILED}


async def _is_other(world: World, kept: Checkpoint) -> bool:
    """Whether who has nothing but the public key and an older checkpoint sees another tree."""
    try:
        newest = await newest_checkpoint(world)
    except NotSigned:
        return True
    if newest is None or newest.size < kept.size:
        return True
    reads = world.application.database.reads
    return not await begins_with(reads, kept, newest.size, newest.root)


def keyless(application: Application) -> Application:
    return replace(application, signing_keys=())
