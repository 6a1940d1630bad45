"""Measures the import of 100,000 customers, on SQLite and on a PostgreSQL of its own.

`python -m benchmarks.importing [--rows N] [--engine sqlite|postgresql]`
"""

import argparse
import asyncio
import csv
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.migrate import migrate
from resolvers.importing import customers
from server.application import wire
from server.settings.settings import Settings
from tests.importing.export import CUSTOMER_COLUMNS, customer
from tests.support.engines.cluster import cluster


def main() -> None:
    """Print a line for each import."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.csv"
        _write(file, wanted.rows)
        print(f"{wanted.rows} rows, {file.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")
        for engine in wanted.engine or ["sqlite", "postgresql"]:
            with _database(engine, Path(folder)) as url:
                asyncio.run(_measure(engine, url, file))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Largest memory of this process: {peak:.0f} MB")


def _write(file: Path, rows: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(
            out, CUSTOMER_COLUMNS, delimiter=";", lineterminator="\n", restval=""
        )
        writer.writeheader()
        writer.writerows(
            customer(number, billing_company="Bäcker & Söhne") for number in range(rows)
        )


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'imitate.db'}"
    else:
        with cluster(durable=True) as server:
            yield server.url


async def _measure(engine: str, url: str, file: Path) -> None:
    await migrate(url)
    application = wire(Settings(database_url=url))
    for kind in ("new", "known"):
        with file.open(encoding="utf-8", newline="") as lines:
            begun = time.perf_counter()
            report = await customers.load(application, lines)
            seconds = time.perf_counter() - begun
        if report.refused:
            raise SystemExit(f"{len(report.refused)} rows were refused")
        print(f"{engine:10} {kind:5} {seconds:6.1f} s {report.rows / seconds:9.0f} rows/s")
    await application.database.dispose()


if __name__ == "__main__":
    main()
