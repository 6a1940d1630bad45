"""The CPU of every operation, beside that of its own statements and password hashes run by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from auth.vocabulary import ImitationAccess
from benchmarks.bench import Bench
from benchmarks.data.sessions import Group
from benchmarks.harness import programs, report
from benchmarks.harness.report import Section
from benchmarks.work import by_hand, of_the_admin, of_the_store, served
from benchmarks.work.operation import Operation
from benchmarks.work.recorded import Recorded, Recorder, leaving_out
from db.demo.names import PASSWORD

REPETITIONS = 100
WARMING_UP = 5  # repetitions that are not measured
ALLOWANCE = 200  # microseconds beside twice the CPU of what is run by hand
COLUMNS = (
    "operation", "CPU µs", "round trips", "statements µs", "hashes", "hashes µs", "ratio",
    "over 2x + 200 µs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs; times are microseconds of CPU."""

    operation: str
    served: float
    recorded: Recorded
    hashing: float

    @property
    def by_hand(self) -> float:
        """Statements and hashes without the product."""
        return self.recorded.statements + self.hashing

    @property
    def excess(self) -> float:
        """What the operation costs over its allowance; negative where it stays below."""
        return self.served - 2 * self.by_hand - ALLOWANCE


def operations(bench: Bench) -> Section:
    """Each operation of graphql/admin/ and graphql/storefront/ on PostgreSQL, one at a time."""
    repetitions = 5 if bench.smoke else REPETITIONS
    block = repetitions + WARMING_UP
    looking = Group("looking", block, lines=0, access=ImitationAccess.READ_ONLY)
    groups = [*bench.size.groups, looking]
    size = replace(
        bench.size,
        groups=groups,
        own=of_the_store.BLOCKS * block,
        pending=block,
        requests=2 * block,
        deliveries=block,
    )
    filled = bench.filled.postgres(bench.current, "operations", size)
    recorder = Recorder(bench, filled, warming_up=WARMING_UP, repetitions=repetitions)
    recorded, left_out = recorder.run(every(block)), recorder.left_out
    costs = _served(bench, filled, repetitions, recorded, left_out)
    costs.sort(key=lambda cost: -cost.excess)
    note = (
        f"One request after another, {repetitions} of each. The statements were recorded and run "
        "again on one bare asyncpg connection, prepared, and rolled back; the hashes by "
        "argon2-cffi. The last column is what an operation costs over twice that and 200 µs."
    )
    lines = ["", *report.table(COLUMNS, [_cells(cost) for cost in costs])]
    lines += [f"\nLeft out: {name} ({reason})." for name, reason in left_out.items()]
    values = {cost.operation: asdict(cost) for cost in costs}
    return Section("CPU of every operation", note, lines, values)


def every(repetitions: int) -> Sequence[Operation]:
    """Each operation of graphql/admin/ and graphql/storefront/, in the order of the run."""
    return [*of_the_admin.operations(repetitions), *of_the_store.operations(repetitions)]


def _served(
    bench: Bench,
    filled: str,
    repetitions: int,
    recorded: Mapping[str, Recorded],
    left_out: dict[str, str],
) -> list[Cost]:
    url = bench.filled.copy(filled, "served")
    a_hash = by_hand.a_hash(PASSWORD, repetitions=10)
    costs = []
    with (
        programs.running(bench.current.server("served", url), bench.databases.folder) as server,
        served.client(server) as client,
    ):
        for operation in every(repetitions + WARMING_UP):
            with leaving_out(operation, left_out):
                client.cost(operation, first=0, count=WARMING_UP)
                count = min(repetitions, operation.most - WARMING_UP)
                cpu = client.cost(operation, first=WARMING_UP, count=count)
                known = recorded[operation.document]
                hashing = known.hashes * a_hash
                costs.append(Cost(operation.document, cpu, known, hashing))
    return costs


def _cells(cost: Cost) -> Sequence[str]:
    return (
        cost.operation,
        f"{cost.served:,.0f}",
        f"{cost.recorded.round_trips}",
        f"{cost.recorded.statements:,.0f}",
        f"{cost.recorded.hashes}",
        f"{cost.hashing:,.0f}",
        f"{cost.served / cost.by_hand:.1f}" if cost.by_hand else "",
        f"{cost.excess:,.0f}",
    )
