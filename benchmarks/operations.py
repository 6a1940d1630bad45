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
from benchmarks.work.cost import TURN, WARMING_UP, Measured, Meter
from benchmarks.work.operation import Operation
from benchmarks.work.recorded import Recorder

REPETITIONS = 100
FLOORS = "storefront/context"  # the operation that the bare handler answers, too
FLOORS_CONNECTIONS = 10  # taken in turn; each plans its first five statements anew
COLUMNS = (
    "operation", "CPU µs", "PostgreSQL µs", "round trips", "statements µs", "PostgreSQL µs by hand",
    "hashes", "hashes µs", "over 2x + 200 µs", "with PostgreSQL",
)  # fmt: skip


def operations(bench: Bench) -> Section:
    """Each operation of graphql/admin/ and graphql/storefront/ on PostgreSQL, one at a time."""
    repetitions = TURN if bench.smoke else REPETITIONS
    left_out: dict[str, str] = {}
    filled = _filled(bench, WARMING_UP + repetitions)
    found = list(_measured(bench, filled, repetitions, left_out))
    found.sort(key=lambda each: -each.cost.whole_excess)
    own = [each.cost for each in found if not each.operation.startswith(servers.FLOOR)]
    note = (
        f"One request after another, {repetitions} of each. The statements were recorded and run "
        "again on one bare asyncpg connection, prepared, and rolled back; the hashes by "
        f"argon2-cffi. Both had turns of {TURN} repetitions; the figures are medians of the turns. "
        "The last columns are what an operation costs over twice that and 200 µs: the server "
        "beside the bare connection, and both with what PostgreSQL costs. "
        f"{sum(cost.excess <= 0 for cost in own)} and "
        f"{sum(cost.whole_excess <= 0 for cost in own)} of {len(own)} cost no more. "
        f"The {servers.FLOOR} answers the same {FLOORS} without GraphQL."
    )
    lines = ["", *report.table(COLUMNS, [_cells(each) for each in found])]
    lines += [f"\nLeft out: {name} ({reason})." for name, reason in left_out.items()]
    values = {each.operation: asdict(each) for each in found}
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


def _measured(
    bench: Bench, filled: str, repetitions: int, left_out: dict[str, str]
) -> Iterator[Measured]:
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
                with served.client(server, bench.databases.process) as client:
                    meter = Meter(client, hashes, repetitions)
                    yield meter.measured(operation, record, statements)
                if operation.document == FLOORS:
                    with served.client(floor, bench.databases.process) as client:
                        client.ask(operation, [*range(WARMING_UP)] * FLOORS_CONNECTIONS)
                        found = replace(meter, client=client).measured(
                            operation, record, statements
                        )
                    yield replace(found, operation=f"{servers.FLOOR}, {FLOORS}")


@contextmanager
def _leaving_out(operation: Operation, left_out: dict[str, str]) -> Iterator[None]:
    """Note why an operation cannot be measured, and go on."""
    try:
        yield
    except (served.Refused, asyncpg.PostgresError, LookupError) as reason:
        left_out[operation.document] = f"{type(reason).__name__}: {reason}"


def _cells(found: Measured) -> Sequence[str]:
    cost = found.cost
    return (
        found.operation,
        f"{cost.served:,.0f}",
        f"{cost.served_database:,.0f}",
        f"{found.round_trips}",
        f"{cost.statements:,.0f}",
        f"{cost.statements_database:,.0f}",
        f"{found.hashes}",
        f"{cost.hashing:,.0f}",
        f"{cost.excess:,.0f}",
        f"{cost.whole_excess:,.0f}",
    )
