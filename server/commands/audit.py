"""The commands `audit verify`, `audit export` and `audit anchor`."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress

import click

from auth.errors import Invalid
from auth.texts.visible_text import for_terminals
from resolvers.audit import verification
from resolvers.audit.chain import ChainHead
from resolvers.audit.sealing import NoAnchor, anchor_anew, seal_new_events
from resolvers.audit.verification import Flaw, Verification
from server.commands.wired import settings_or_exit, wired
from server.settings.settings import Settings


@click.group()
def command() -> None:
    pass


@command.command()
@click.option("--expect", metavar="COUNT:HEAD", help="An anchor that was kept elsewhere.")
def verify(expect: str | None) -> None:
    """Verify the chain; exit with 1 and the first broken event where it is broken."""
    try:
        expected = None if expect is None else ChainHead.parse(expect)
    except Invalid as error:
        raise click.BadParameter(str(error), param_hint="--expect") from None
    found = asyncio.run(verify_once(settings_or_exit(), expected))
    click.echo(f"{found.checked} events hold, {found.unsealed} wait for their place.")
    if found.flaw is not None:
        raise click.ClickException(_flaw(found))
    click.echo(f"Anchor {found.head}")


def _flaw(found: Verification) -> str:
    first = "No event" if found.first_broken_id is None else f"Event {found.first_broken_id}"
    key = f" {found.key_name}" if found.key_name else ""
    return f"{first} {found.flaw}{key}."


@command.command()
def export() -> None:
    """Print every event with its place in the chain, one JSON object a line; the anchor is last."""
    asyncio.run(export_once(settings_or_exit(), sys.stdout.buffer.write))


@command.command()
def anchor() -> None:
    """Sign a whole chain that has no anchor."""
    try:
        head = asyncio.run(anchor_once(settings_or_exit()))
    except NoAnchor:
        raise click.ClickException("The chain is broken: see `imitate audit verify`.") from None
    click.echo(f"Anchor {head}")


async def verify_once(settings: Settings, expected: ChainHead | None) -> Verification:
    """Seal the events that wait, then verify the chain."""
    async with wired(settings) as application:
        with suppress(NoAnchor):  # the verification reports that, and where
            while await seal_new_events(application):
                pass
        return await verification.verify(application, expected=expected)


async def export_once(settings: Settings, write: Callable[[bytes], object]) -> None:
    """Write the audit log in UTF-8, one JSON object a line, safe to look at in a terminal."""
    async with wired(settings) as application:
        async for line in verification.export(application):
            text = for_terminals(json.dumps(line, ensure_ascii=False, sort_keys=True))
            write(f"{text}\n".encode())


async def anchor_once(settings: Settings) -> ChainHead:
    """Sign the chain as it is; raises NoAnchor where anything else is wrong with it."""
    async with wired(settings) as application:
        found = await verification.verify(application)
        if found.flaw not in {None, Flaw.NO_ANCHOR, Flaw.OVERDUE}:
            raise NoAnchor
        return await anchor_anew(application)
