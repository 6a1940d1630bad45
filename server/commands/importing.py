"""`python -m server import …`: read a file, show how far it is, tell what became of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import click
from rich.console import Console
from rich.progress import Progress

from db.migrate import migrate
from resolvers.importing import customers, products, sales_channels
from resolvers.importing.report import Report
from resolvers.importing.table import Unreadable
from server.commands.audit import wired
from server.settings.settings import Settings

KINDS: Final = {
    "customers": customers.load,
    "products": products.load,
    "sales-channels": sales_channels.load,
}


def run(settings: Settings, kind: str, file: Path, *, dry_run: bool) -> None:
    """Bring a file in and say so; raises ClickException where anything was refused."""
    with _lines(file) as lines:

        async def work() -> Report:
            await migrate(settings.database_url)
            async with wired(settings) as application:
                return await KINDS[kind](application, lines, dry_run=dry_run)

        try:
            report = asyncio.run(work())
        except Unreadable as error:
            raise click.ClickException(f"{file}: {error}") from None
    _tell(report, kind, dry_run=dry_run)


@contextmanager
def _lines(file: Path) -> Iterator[TextIO]:
    """The file's lines with their ends; a bar on a terminal shows how many bytes were read."""
    console = Console(stderr=True)
    with (
        Progress(console=console, disable=not console.is_terminal, transient=True) as progress,
        progress.open(
            file, "rt", encoding="utf-8", errors="surrogateescape", newline="",
            description=f"Reading {file.name}",
        ) as lines,
    ):  # fmt: skip
        yield lines


def _tell(report: Report, kind: str, *, dry_run: bool) -> None:
    for what, names in (("unused", report.unused), ("unknown", report.unknown)):
        if names:
            click.echo(f"Columns that are {what}: {', '.join(names)}")
    if report.refused:
        for refused in report.lines:
            click.echo(f"Line {refused.line}: {refused.reason}", err=True)
        bad = len({refused.line for refused in report.refused})
        raise click.ClickException(f"{bad} of {report.rows} rows were refused, none was imported.")
    done = "would be" if dry_run else "were"
    click.echo(f"{report.added} {kind} {done} added, {report.updated} {done} updated.")
