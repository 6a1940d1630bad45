"""The command `migrate`, which several processes may run at the same time."""

import asyncio

import click

from server.commands.wired import migrate_or_exit, settings_or_exit


@click.command()
def command() -> None:
    changed = asyncio.run(migrate_or_exit(settings_or_exit()))
    click.echo("The database was migrated to this version." if changed else "Nothing to do.")
