"""The command `import`: reads a CSV file, shows the progress and prints the report."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import click

from auth.texts.visible_text import for_terminals
from resolvers.importing import customers, products, sales_channels
from resolvers.importing.beginning import Unreadable
from resolvers.importing.report import Report
from server.commands.given_settings import settings_or_exit
from server.commands.wired import migrate_or_exit, wired
from server.settings.settings import Settings

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

Load: TypeAlias = Callable[..., Awaitable[Report]]
KINDS: Final = ("customers", "products", "sales-channels")
MOST_NOTES: Final = 100  # that are printed
UNREADABLE: Final = "surrogateescape"  # so that a row that is not UTF-8 is refused by its line
STEP: Final = 100_000  # bytes after which the bar is drawn again


class PartlyImported(click.ClickException):
    """Rows were refused, and `--skip-refused` left them out."""

    exit_code = 3


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every row, write nothing.")
@click.option("--skip-refused", is_flag=True, help="Import the rows that are not refused.")
@click.option("--revive", is_flag=True, help="Let deleted customers come back, with their orders.")
@click.option("--round", "rounding", is_flag=True, help="Round prices to two decimals.")
def command(
    kind: str, file: Path, *, dry_run: bool, skip_refused: bool, revive: bool, rounding: bool
) -> None:
    if revive and kind != "customers":
        raise click.UsageError("--revive is for customers.")
    if rounding and kind != "products":
        raise click.UsageError("--round is for products.")
    loads: dict[str, Load] = {
        "customers": partial(customers.load, revive=revive),
        "products": partial(products.load, rounding=rounding),
        "sales-channels": sales_channels.load,
    }
    settings = settings_or_exit()
    load = partial(loads[kind], dry_run=dry_run, skip_refused=skip_refused)
    with _lines(file) as lines:
        try:
            report = asyncio.run(_load(settings, partial(load, lines=lines)))
        except Unreadable as error:
            raise click.ClickException(for_terminals(f"{file}: {error}")) from None
    _print(report, kind, dry_run=dry_run)


async def _load(settings: Settings, load: Load) -> Report:
    await migrate_or_exit(settings)
    async with wired(settings) as application:
        return await load(application)


@contextmanager
def _lines(file: Path) -> Iterator[Iterable[str]]:
    """The file's lines with their ends; on a terminal a bar shows how much of it was read."""
    with (
        file.open(encoding="utf-8", errors=UNREADABLE, newline="") as lines,
        click.progressbar(
            length=file.stat().st_size,
            label=f"Reading {file.name}",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
            update_min_steps=STEP,
        ) as bar,
    ):
        yield _counted(lines, bar)


def _counted(lines: Iterable[str], bar: "ProgressBar[int]") -> Iterator[str]:
    for line in lines:
        bar.update(len(line.encode(errors=UNREADABLE)))
        yield line


def _print(report: Report, kind: str, *, dry_run: bool) -> None:
    """Raises ClickException or PartlyImported where a row was refused."""
    for what, names in (("unused", report.unused), ("unknown", report.unknown)):
        if names:
            click.echo(for_terminals(f"Columns that are {what}: {', '.join(names)}"))
    for note in report.notes[:MOST_NOTES]:
        click.echo(for_terminals(f"Line {note.line}: {note.text}"))
    if len(report.notes) > MOST_NOTES:
        click.echo(f"… and {len(report.notes) - MOST_NOTES} more.")
    for refused in report.lines:
        click.echo(for_terminals(f"Line {refused.line}: {refused.reason}"), err=True)
    done = "would be" if dry_run else "were"
    bad = f"{len(report.refused_lines)} of {report.rows} rows"
    if report.refused and not report.skip:
        raise click.ClickException(f"{bad} were refused, none was imported.")
    click.echo(f"{report.added} {kind} {done} added, {report.updated} {done} updated.")
    if report.refused:
        raise PartlyImported(f"{bad} {done} refused.")
