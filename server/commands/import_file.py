"""The command `import`: reads a CSV file, shows the progress and prints the report."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import click
from rich.console import Console
from rich.progress import Progress

from resolvers.importing import customers, products, sales_channels
from resolvers.importing.report import Report
from resolvers.importing.table import Unreadable
from server.commands.wired import migrate_or_exit, settings_or_exit, wired
from server.settings.settings import Settings

KINDS: Final = {
    "customers": customers.load,
    "products": products.load,
    "sales-channels": sales_channels.load,
}


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every row, write nothing.")
def command(kind: str, file: Path, *, dry_run: bool) -> None:
    settings = settings_or_exit()
    with _lines(file) as lines:
        try:
            report = asyncio.run(_load(settings, kind, lines, dry_run=dry_run))
        except Unreadable as error:
            raise click.ClickException(f"{file}: {error}") from None
    _print(report, kind, dry_run=dry_run)


async def _load(settings: Settings, kind: str, lines: TextIO, *, dry_run: bool) -> Report:
    await migrate_or_exit(settings)
    async with wired(settings) as application:
        return await KINDS[kind](application, lines, dry_run=dry_run)


@contextmanager
def _lines(file: Path) -> Iterator[TextIO]:
    """The file's lines with their ends; on a terminal a bar shows how much of it was read."""
    console = Console(stderr=True)
    with (
        Progress(console=console, disable=not console.is_terminal, transient=True) as progress,
        progress.open(
            file, "rt", encoding="utf-8", errors="surrogateescape", newline="",
            description=f"Reading {file.name}",
        ) as lines,
    ):  # fmt: skip
        yield lines


def _print(report: Report, kind: str, *, dry_run: bool) -> None:
    """Raises ClickException where a row was refused."""
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
