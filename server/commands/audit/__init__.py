"""The commands `audit verify`, `export`, `checkpoint`, `sign-anew`, `new-key` and `public-key`."""

import asyncio
import json
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click

from auth.errors import Invalid
from auth.texts.visible_text import for_terminals
from auth.transparency.checkpoints import Checkpoint, parse_checkpoint
from auth.transparency.notes import parse_note
from auth.transparency.parsing import Malformed
from auth.transparency.tiles import DamagedTile
from db.engine.faults import Unavailable
from resolvers.audit import chain, verification
from resolvers.audit.chain import BrokenChain, ChainHead
from resolvers.audit.export import export as exported
from resolvers.audit.outsiders.publishing import read_everything
from resolvers.audit.sealing import NotCarriedOver, seal_new_events
from resolvers.audit.signing_anew import sign_anew
from resolvers.audit.tree import NoCheckpoint, NoKey
from resolvers.audit.verification import Verification
from server.commands.audit.told import lines_of
from server.commands.audit.walk import walk_with_progress
from server.commands.given_settings import exit_on_unusable, settings_or_exit
from server.commands.wired import wired
from server.settings.audit_keys import add_key, read_or_refuse
from server.settings.settings import Settings

Expected = Checkpoint | ChainHead


@click.group()
def command() -> None:
    pass


@command.command()
@click.option(
    "--expect",
    metavar="FILE",
    help="A checkpoint that was kept elsewhere, or the anchor COUNT:HEAD of an earlier release.",
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="Read every event, also above 10,000; one process at a time does that.",
)
def verify(expect: str | None, *, whole: bool) -> None:
    """Verify the audit log; exit with 1 and the first broken event where it is broken.

    Above 10,000 events it goes on from the last walk over all of them, which a server makes daily.
    """
    try:
        expected = None if expect is None else expected_of(expect)
    except (Invalid, Malformed, UnicodeDecodeError) as error:
        raise click.BadParameter(str(error), param_hint="--expect") from None
    try:
        found = asyncio.run(verify_once(settings_or_exit(), expected, whole=whole))
    except BrokenChain as fault:
        raise click.ClickException(str(fault)) from None
    for line in lines_of(found):
        click.echo(line)
    if found.flaw is not None:
        first = "No event" if found.first_broken_id is None else f"Event {found.first_broken_id}"
        raise click.ClickException(f"{first} {found.flaw}.")


def expected_of(written: str) -> Expected:
    """What was kept elsewhere: a file's owner trusts it, so its signature does not matter."""
    if re.match(r"\d+:", written):
        return ChainHead.parse(written)
    note = Path(written).read_bytes().decode()
    return parse_checkpoint(parse_note(note).text)


@command.command()
@click.option(
    "--proofs",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write the tiles and the checkpoint, which tell nothing about any event.",
)
def export(proofs: Path | None) -> None:
    """Print every event with its place and salt, a JSON object a line; the checkpoint is last."""
    settings = settings_or_exit()
    if proofs is not None:
        try:
            asyncio.run(publish_once(settings, proofs))
        except (NoCheckpoint, DamagedTile):
            raise click.ClickException("It is not whole: see `imitate audit verify`.") from None
    asyncio.run(export_once(settings, sys.stdout.buffer.write))


@command.command()
def checkpoint() -> None:
    """Print the newest checkpoint: keep it elsewhere, for `audit verify --expect`."""
    found = asyncio.run(verify_once(settings_or_exit(), None))
    if found.flaw is not None:
        raise click.ClickException("There is none that holds: see `imitate audit verify`.")
    if found.checkpoint is None:
        raise click.ClickException("There is none yet: no event has been sealed.")
    click.echo(found.checkpoint, nl=False)


@command.command("sign-anew")
def sign_anew_() -> None:
    """Sign a whole audit log whose keys were lost; this is recorded."""
    try:
        size = asyncio.run(sign_anew_once(settings_or_exit()))
    except (NoCheckpoint, NoKey):
        raise click.ClickException("It is not whole: see `imitate audit verify`.") from None
    click.echo(f"{size} events are signed with the keys of this process.")


@command.command("new-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new_key(file: Path) -> None:
    """Write a new key in front of those in FILE: each signs, until its line is removed."""
    with exit_on_unusable():
        click.echo(add_key(file, settings_or_exit()).verifier)


@command.command("public-key")
def public_key() -> None:
    """Print the public keys, which verify what the audit log's keys have signed."""
    with exit_on_unusable():
        for key in read_or_refuse(settings_or_exit()):
            click.echo(key.verifier)


async def verify_once(
    settings: Settings, expected: Expected | None, *, whole: bool = False
) -> Verification:
    """Seal the events that wait, then verify the audit log."""
    async with wired(settings, reads=True) as application:
        # The verification reports what stands in the way, and where.
        with suppress(NoCheckpoint, NoKey, NotCarriedOver, Unavailable):
            while await seal_new_events(application):
                pass
        walked = await walk_with_progress(application) if whole else None
        if isinstance(expected, ChainHead):
            await chain.check_expected(application, expected)
        if walked is not None and not walked.valid:
            return walked
        kept = expected if isinstance(expected, Checkpoint) else None
        return await verification.verify_new(application, expected=kept)


async def export_once(settings: Settings, write: Callable[[bytes], object]) -> None:
    """Write the audit log in UTF-8, one JSON object a line, safe to look at in a terminal."""
    async with wired(settings, reads=True) as application:
        async for line in exported(application):
            text = for_terminals(json.dumps(line, ensure_ascii=False, sort_keys=True))
            write(f"{text}\n".encode())


async def publish_once(settings: Settings, folder: Path) -> None:
    """Write the tiles and, when all are there, the checkpoint, in the layout of tlog-tiles."""
    async with wired(settings, reads=True) as application:
        async for path, content in read_everything(application):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


async def sign_anew_once(settings: Settings) -> int:
    """Sign the tree as it is; raises NoCheckpoint where anything else is wrong with it."""
    async with wired(settings) as application:
        return await sign_anew(application)
