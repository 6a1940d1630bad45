"""The command `migrate`, which several processes may run at the same time."""

import asyncio

import click

from server.commands.wired import migrate_or_exit, settings_or_exit


@click.command()
@click.option(
    "--broken-audit-log",
    is_flag=True,
    help="Carry an audit log over although it was changed; this is recorded.",
)
def command(*, broken_audit_log: bool) -> None:
    settings = settings_or_exit()
    changed = asyncio.run(migrate_or_exit(settings, broken_audit_log=broken_audit_log))
    click.echo("The database was migrated to this version." if changed else "Nothing to do.")
