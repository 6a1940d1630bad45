"""What the audit log costs with few and with very many events: nothing may grow but the walk."""

import asyncio
import time
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.bench import Bench
from benchmarks.data import audit_log, seed
from benchmarks.harness import cores, machine, programs, report
from benchmarks.harness.report import Section
from db.statements.imitation import imitation_events
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import verify_new
from resolvers.audit.walks.walking import find_current, start_walk
from server.application import wire
from server.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.harness.programs import Running
    from resolvers.application import Application

ENGINES: Final = ("SQLite", "PostgreSQL")
SIZES: Final = (10_100, 1_000_000)
SEALED: Final = 100  # events at once
ROUNDS: Final = 30
IDLE: Final = 20  # seconds
BEFORE: Final = 200  # requests before a walk
ASKING: Final = 0.05  # seconds between two requests during a walk
COLUMNS: Final = (
    "events", "seal 100, ms", "verify what is new, ms", "page of 100 events, ms",
    "idle server, CPU ms/s", "walk, s", "/health/live during it, p99 ms", "longest ms",
    "longest without a walk, ms",
)  # fmt: skip


@dataclass
class Case:
    """A filled database, and the milliseconds of each round."""

    engine: str
    number: int
    url: str
    rounds: dict[str, list[float]] = field(default_factory=dict)
    idle: float = 0.0
    walk: float = 0.0
    before: float = 0.0  # the longest answer without a walk
    answers: list[float] = field(default_factory=list)  # during the walk

    @property
    def cells(self) -> Sequence[str]:
        """The line of the table."""
        timed = [f"{median(times):.1f}" for times in self.rounds.values()]
        answers = sorted(self.answers)
        p99 = answers[int(len(answers) * 0.99)]
        asked = [f"{milliseconds:.0f}" for milliseconds in (p99, answers[-1], self.before)]
        others = [f"{self.idle:.1f}", f"{self.walk:.1f}", *asked]
        return [f"{self.number:,}, {self.engine}", *timed, *others]


def audit(bench: Bench) -> Section:
    """Both engines at both sizes, in one run."""
    cases = [_filled(bench, engine, bench.number(size)) for engine in ENGINES for size in SIZES]
    for case in cases:
        _watch_server(bench, case)
    with cores.on(cores.SERVER):
        asyncio.run(_time_in_turn(cases, 2 if bench.smoke else ROUNDS))
    lines = report.table(COLUMNS, [case.cells for case in cases])
    note = (
        "Medians of rounds in which the databases take turns, in one process; the idle server, "
        "which also reads the time, sweeps and looks for work, is a process of its own that nobody "
        "asks anything for 20 seconds, and so is the one that makes the walk while `/health/live` "
        f"is asked. CPU includes PostgreSQL's. Load of the machine at the end: {machine.load()}."
    )
    values = {f"{case.number}, {case.engine}": case.rounds for case in cases}
    return Section("The audit log", note, ["", *lines], values)


def _filled(bench: Bench, engine: str, number: int) -> Case:
    name, databases = f"audit log of {number}", bench.databases
    url = databases.create(name) if engine == "PostgreSQL" else databases.file(name)
    seed.sow(bench.current, url, databases.folder)
    begun = time.perf_counter()
    asyncio.run(_with(url, partial(audit_log.fill, url=url, number=number)))
    print(f"Filled: {name} on {engine} in {time.perf_counter() - begun:.0f} s", flush=True)
    return Case(engine, number, url)


def _watch_server(bench: Bench, case: Case) -> None:
    """The walk, then the idle server; the database's share is that of its processes."""
    server = bench.current.server(f"{case.engine} with {case.number} events", case.url)
    with programs.running(server, bench.databases.folder) as running:
        asyncio.run(_with(case.url, partial(_walk, case=case, server=running)))
        time.sleep(2)

        def used() -> float:
            trees = (running.process, bench.databases.process)
            return sum(programs.exact_seconds(process) for process in trees)

        before = used()
        time.sleep(1 if bench.smoke else IDLE)
        case.idle = (used() - before) / (1 if bench.smoke else IDLE) * 1e3


async def _walk(application: "Application", case: Case, server: "Running") -> None:
    for number in range(BEFORE):
        took = await _live(server.port)
        if number >= BEFORE // 2:  # the first answers take longer
            case.before = max(case.before, took)
    await start_walk(application)
    while (walk := await find_current(application)) is not None and walk.finished_at is None:
        case.answers.append(await _live(server.port))
    if walk is None or walk.finished_at is None or not walk.valid:
        raise SystemExit(f"The walk has found a fault: {walk}")
    case.walk = (walk.finished_at - walk.started_at).total_seconds()


async def _live(port: int) -> float:
    """The milliseconds of an answer, after a pause."""

    def ask() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=60) as answer:
            answer.read()

    await asyncio.sleep(ASKING)
    begun = time.perf_counter()
    await asyncio.to_thread(ask)
    return (time.perf_counter() - begun) * 1e3


async def _time_in_turn(cases: Sequence[Case], rounds: int) -> None:
    """Each round times all databases, so that what disturbs the machine disturbs all."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(_application(case.url)) for case in cases]
        turns = list(zip(cases, opened, strict=True))
        for number in range(rounds + 1):
            for case, application in turns:
                await _round(application, case)
            turns.reverse()
            if number == 0:  # which prepares the statements
                for case in cases:
                    case.rounds.clear()


async def _round(application: "Application", case: Case) -> None:
    reads, page = application.database.reads, [audit_log.PAGED]
    find = partial(imitation_events.find_page, reads, page, after=0, first=audit_log.PAGE)
    await audit_log.add_events(case.url, SEALED)
    await _timed(case, "seal", partial(seal_new_events, application))
    await _timed(case, "verify", partial(verify_new, application))
    await _timed(case, "page", find)


async def _timed(case: Case, name: str, work: Callable[[], Awaitable[object]]) -> None:
    begun = time.perf_counter()
    await work()
    case.rounds.setdefault(name, []).append((time.perf_counter() - begun) * 1e3)


async def _with(url: str, work: Callable[["Application"], Awaitable[None]]) -> None:
    async with _application(url) as application:
        await work(application)


@asynccontextmanager
async def _application(url: str) -> "AsyncIterator[Application]":
    application = wire(Settings(database_url=url))
    try:
        yield application
    finally:
        await application.database.dispose()
