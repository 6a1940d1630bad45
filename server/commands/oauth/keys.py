"""The commands `keys` and `keys rotate`, for the keys that sign JWTs."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import click

from resolvers.oauth import keys
from resolvers.oauth.keys import KnownKey
from server.commands.given_settings import settings_or_exit
from server.commands.wired import wired
from server.settings.settings import Settings


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the keys that sign JWTs for other services, the newest first."""
    if context.invoked_subcommand is None:
        now, known = asyncio.run(listed(settings_or_exit()))
        for key in known:
            click.echo(line(key, now))
        if not known:
            click.echo("There is no key yet: the first JWT makes one.")


@command.command()
@click.option(
    "--now",
    "at_once",
    is_flag=True,
    help="The key signs at once, and all earlier tokens are over: others know an earlier key.",
)
def rotate(*, at_once: bool) -> None:
    """Make the next key. It signs after two minutes, so that services know it before."""
    made = asyncio.run(rotated(settings_or_exit(), at_once=at_once))
    click.echo(f"{made.id} signs from {made.times.signs_from:%Y-%m-%d %H:%M:%S} UTC on.")


async def listed(settings: Settings) -> tuple[datetime, Sequence[KnownKey]]:
    """The time, and every key."""
    async with wired(settings) as application:
        return application.clock(), await keys.find(application)


async def rotated(settings: Settings, *, at_once: bool) -> KnownKey:
    """The key that was made."""
    async with wired(settings) as application:
        return await keys.rotate(application, at_once=at_once)


def line(known: KnownKey, now: datetime) -> str:
    """One key: its id, its times, and whether SECRET opens it."""
    times, moment = known.times, "%Y-%m-%d %H:%M:%S"
    until = times.verifies_until
    said = [
        known.id,
        f"made {known.created_at:{moment}}",
        f"signs from {times.signs_from:{moment}}",
    ]
    if until is not None:
        said.append(f"verifies until {until:{moment}}" if times.verifies(now) else "is over")
    if known.key is None:
        said.append("was sealed under another SECRET")
    return ", ".join(said)
