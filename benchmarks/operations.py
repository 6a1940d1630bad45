"""The CPU of every operation, beside that of its own statements and password hashes run by hand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace

import asyncpg

from auth.vocabulary import ImitationAccess
from benchmarks.bench import Bench
from benchmarks.cases import servers
from benchmarks.data.sessions import Group
from benchmarks.harness import programs, report
from benchmarks.harness.report import Section
from benchmarks.work import by_hand, of_the_admin, of_the_store, served
from benchmarks.work.cost import TURN, WARMING_UP, Cost, Meter
from benchmarks.work.operation import Operation
from benchmarks.work.recorded import Recorder

REPETITIONS = 100
FLOORS = "storefront/context"  # the operation that the bare handler answers, too
COLUMNS = (
    "operation", "CPU µs", "round trips", "statements µs", "hashes", "hashes µs", "ratio",
    "over 2x + 200 µs",
)  # fmt: skip


def operations(bench: Bench) -> Section:
    """Each operation of graphql/admin/ and graphql/storefront/ on PostgreSQL, one at a time."""
    repetitions = TURN if bench.smoke else REPETITIONS
    left_out: dict[str, str] = {}
    filled = _filled(bench, WARMING_UP + repetitions)
    costs = sorted(_costs(bench, filled, repetitions, left_out), key=lambda cost: -cost.excess)
    own = [cost for cost in costs if not cost.operation.startswith(servers.FLOOR)]
    within = sum(cost.excess <= 0 for cost in own)
    note = (
        f"One request after another, {repetitions} of each. The statements were recorded and run "
        "again on one bare asyncpg connection, prepared, and rolled back; the hashes by "
        f"argon2-cffi. Both had turns of {TURN} repetitions; the figures are medians of the turns. "
        "The last column is what an operation costs over twice that and 200 µs: "
        f"{within} of {len(own)} cost no more. The {servers.FLOOR} answers the same {FLOORS} "
        "without GraphQL."
    )
    lines = ["", *report.table(COLUMNS, [_cells(cost) for cost in costs])]
    lines += [f"\nLeft out: {name} ({reason})." for name, reason in left_out.items()]
    values = {cost.operation: asdict(cost) for cost in costs}
    return Section("CPU of every operation", note, lines, values)


def every(repetitions: int) -> Sequence[Operation]:
    """Each operation of graphql/admin/ and graphql/storefront/, in the order of the run."""
    return [*of_the_admin.operations(repetitions), *of_the_store.operations(repetitions)]


def _filled(bench: Bench, block: int) -> str:
    """The URL of a database with so much for each operation."""
    looking = Group("looking", block, lines=0, access=ImitationAccess.READ_ONLY)
    size = replace(
        bench.size,
        groups=[*bench.size.groups, looking],
        own=of_the_store.BLOCKS * block,
        pending=block,
        requests=2 * block,
        deliveries=block,
    )
    return bench.filled.postgres(bench.current, "operations", size)


def _costs(bench: Bench, filled: str, repetitions: int, left_out: dict[str, str]) -> Iterator[Cost]:
    recorder = Recorder(bench, filled, warming_up=WARMING_UP)
    url = bench.filled.copy(filled, "served")
    recorded, asked = every(WARMING_UP + repetitions), every(WARMING_UP + repetitions)
    hashes = by_hand.Hashes()
    with (
        programs.running(bench.current.server("served", url), bench.databases.folder) as server,
        programs.running(servers.floor(bench, url), bench.databases.folder) as floor,
    ):
        for to_record, operation in zip(recorded, asked, strict=True):
            with (
                _leaving_out(operation, left_out),
                recorder.recorded(to_record) as (record, before),
                by_hand.statements(before, record.sent) as statements,
            ):
                for each in (server, floor) if operation.document == FLOORS else (server,):
                    with served.client(each) as client:
                        meter = Meter(client, hashes, repetitions)
                        cost = meter.cost(operation, record, statements)
                    yield cost if each is server else replace(cost, operation=_of_floor(operation))


def _of_floor(operation: Operation) -> str:
    return f"{servers.FLOOR}, {operation.document}"


@contextmanager
def _leaving_out(operation: Operation, left_out: dict[str, str]) -> Iterator[None]:
    """Note why an operation cannot be measured, and go on."""
    try:
        yield
    except (served.Refused, asyncpg.PostgresError, LookupError) as reason:
        left_out[operation.document] = f"{type(reason).__name__}: {reason}"


def _cells(cost: Cost) -> Sequence[str]:
    return (
        cost.operation,
        f"{cost.served:,.0f}",
        f"{cost.round_trips}",
        f"{cost.statements:,.0f}",
        f"{cost.hashes}",
        f"{cost.hashing:,.0f}",
        f"{cost.served / cost.by_hand:.1f}" if cost.by_hand else "",
        f"{cost.excess:,.0f}",
    )
