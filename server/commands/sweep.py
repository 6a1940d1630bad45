"""The command `sweep`: the same sweep that `serve` makes every minute, once."""

import asyncio

import click

from resolvers.imitation.sweep import sweep
from server.commands.given_settings import settings_or_exit
from server.commands.wired import wired
from server.settings.settings import Settings


@click.command()
def command() -> None:
    click.echo(f"{asyncio.run(_sweep(settings_or_exit()))} imitations had run out.")


async def _sweep(settings: Settings) -> int:
    async with wired(settings) as application:
        return await sweep(application)
