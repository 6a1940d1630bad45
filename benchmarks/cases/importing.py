"""The import of customers from a CSV file: new ones first, then the same ones again."""

import asyncio
import csv
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.harness import report
from benchmarks.harness.report import Section
from db.migrate import migrate
from resolvers.importing import customers
from server.application import wire
from server.settings.settings import Settings
from tests.importing.export import CUSTOMER_COLUMNS, customer

ROWS = 100_000
COLUMNS = ("import", "seconds", "rows a second")


def importing(bench: Bench) -> Section:
    """The import on both engines."""
    rows, folder = bench.number(ROWS), bench.databases.folder
    file = folder / "customers.csv"
    _write(file, rows)
    urls = {
        "PostgreSQL": bench.databases.create("import"),
        "SQLite": bench.databases.file("import"),
    }
    cells: list[tuple[str, ...]] = []
    values: dict[str, object] = {}
    for engine, url in urls.items():
        for kind, seconds in asyncio.run(_measure(url, file)).items():
            cells.append((f"{kind}, {engine}", f"{seconds:.1f}", f"{rows / seconds:,.0f}"))
            values[f"{kind}, {engine}"] = seconds
    note = f"A file of {rows:,} customers, {file.stat().st_size / 1e6:.0f} MB, in this process."
    return Section("Importing customers", note, ["", *report.table(COLUMNS, cells)], values)


def _write(file: Path, rows: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(
            out, CUSTOMER_COLUMNS, delimiter=";", lineterminator="\n", restval=""
        )
        writer.writeheader()
        writer.writerows(
            customer(number, billing_company="Bäcker & Söhne") for number in range(rows)
        )


async def _measure(url: str, file: Path) -> dict[str, float]:
    """The seconds that each import takes."""
    await migrate(url)
    application = wire(Settings(database_url=url))
    taken = {}
    for kind in ("new customers", "known customers"):
        with file.open(encoding="utf-8", newline="") as lines:
            begun = time.perf_counter()
            done = await customers.load(application, lines)
            taken[kind] = time.perf_counter() - begun
        if done.refused:
            raise SystemExit(f"{len(done.refused)} rows were refused")
    await application.database.dispose()
    return taken
