"""The walk of `audit verify --all`: a bar on a terminal, lines elsewhere."""

import sys
from typing import Final

import anyio
import click

from resolvers.application import Application
from resolvers.audit.verification import Verification
from resolvers.audit.walks.walking import find_current, start_walk, walk_if_started

LOOKING: Final = 0.5  # seconds between two looks at a walk that another process makes
LINES: Final = 20  # without a terminal


async def walk_with_progress(application: Application) -> Verification | None:
    """Make a walk over the whole audit log; None where another process has made it."""
    started = await start_walk(application)
    with click.progressbar(
        length=started.total,
        label="Reading the audit log",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        told = 0

        def show(checked: int, total: int) -> None:
            nonlocal told
            bar.length = total
            bar.update(checked - bar.pos)
            if bar.hidden and (checked - told) * LINES >= total:
                told = checked
                click.echo(f"{checked} of {total} events were read.", err=True)

        while True:
            found = await walk_if_started(application, show)
            current = await find_current(application)
            if found is not None or current is None or current.finished_at is not None:
                return found
            show(current.checked, current.total)
            await anyio.sleep(LOOKING)
