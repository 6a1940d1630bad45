"""Measures the product beside others: `make bench`, or `python -m benchmarks --help`."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks import auditing, operations
from benchmarks.bench import Bench
from benchmarks.cases import (
    audit_log,
    context,
    importing,
    lists,
    pages,
    redemption,
    users,
)
from benchmarks.data import revisions
from benchmarks.data.databases import databases
from benchmarks.data.filled import Filled
from benchmarks.data.revisions import Revision
from benchmarks.data.sessions import People
from benchmarks.harness import load, report
from benchmarks.harness.contest import Options
from benchmarks.harness.report import Section

RESULTS = Path(__file__).with_name("RESULTS.md")
KEPT = revisions.ROOT / "var" / "benchmarks"
CASES: Mapping[str, Callable[[Bench], Section]] = {
    "context": context.clients,
    "carts": context.carts,
    "sessions": context.sessions,
    "redeem": redemption.redeem,
    "generate": users.generate,
    "sign-in": users.sign_in,
    "lists": lists.lists,
    "pages": pages.pages,
    "operations": operations.operations,
    "importing": importing.importing,
    "audit": audit_log.audit,
    "auditing": auditing.auditing,
}


def _numbers(_context: click.Context, _option: click.Parameter, given: str) -> Sequence[int]:
    return [int(each) for each in given.split(",")]


@click.command()
@click.option("--only", default="", help=f"Cases by name, comma-separated: {', '.join(CASES)}.")
@click.option("--clients", default="1,16,64", callback=_numbers, help="Of the context query.")
@click.option("--rounds", default=4, show_default=True, type=click.IntRange(1, 100))
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1, 60))
@click.option("--base", default="", help="A commit of the product to measure beside this one.")
@click.option("--smoke", is_flag=True, help="Try everything briefly; RESULTS.md stays as it is.")
def main(
    only: str, clients: Sequence[int], rounds: int, seconds: float, base: str, *, smoke: bool
) -> None:
    """Measure the cases, and put each into benchmarks/RESULTS.md as soon as it is done."""
    load.check_installed()
    chosen = [each.strip() for each in only.split(",")] if only else list(CASES)
    options = Options([16], 1, 0.3) if smoke else Options(clients, rounds, seconds)
    base_revision = _base(base) if base else None
    with databases() as opened:
        people = People(2_000, 200, _now()) if smoke else People(100_000, 10_000, _now())
        bench = Bench(
            options=options,
            databases=opened,
            filled=Filled(opened, people),
            current=revisions.current(),
            base=base_revision,
            smoke=smoke,
        )
        for case in chosen:
            print(f"Measuring: {case}", file=sys.stderr, flush=True)
            section = CASES[case](bench)
            print("\n".join([f"\n## {section.title}", *section.lines]), flush=True)
            report.write(KEPT / "smoke.md" if smoke else RESULTS, section)
            report.keep(KEPT / ("smoke.json" if smoke else "results.json"), section)


def _base(commit: str) -> Revision | None:
    try:
        return revisions.at(commit)
    except subprocess.CalledProcessError as error:
        print(f"The base revision is left out: {error}", file=sys.stderr)
        return None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


if __name__ == "__main__":
    main()
