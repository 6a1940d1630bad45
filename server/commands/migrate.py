"""The command `migrate`, which several processes may run at the same time."""

import asyncio
from typing import Final

import click

from db.migrating.script import described, script
from db.version import NotMigrated, Version
from server.commands.given_settings import settings_or_exit
from server.commands.wired import migrate_or_exit, version_or_exit
from server.settings.settings import Settings

PENDING, NEWER = 3, 4  # exit statuses of --check
ADVICE: Final = "Servers older than revision {} cannot serve with it any more: stop them."


@click.command()
@click.option(
    "--check",
    is_flag=True,
    help=f"Only tell what is pending: exit status 0, {PENDING} where something is, {NEWER} where "
    "a newer version has migrated the database.",
)
@click.option("--sql", is_flag=True, help="Only print the SQL of what is pending.")
@click.option(
    "--broken-audit-log",
    is_flag=True,
    help="Carry an audit log over although it was changed; this is recorded.",
)
def command(*, check: bool, sql: bool, broken_audit_log: bool) -> None:
    if check + sql + broken_audit_log > 1:
        raise click.UsageError("--check, --sql and --broken-audit-log exclude each other.")
    settings = settings_or_exit()
    if check:
        _check(asyncio.run(version_or_exit(settings)))
    elif sql:
        _print_sql(settings)
    else:
        asyncio.run(_migrate(settings, broken_audit_log=broken_audit_log))


def _check(found: Version) -> None:
    if found.is_current:
        click.echo(f"current: the database is at revision {found.current}")
        return
    if found.is_newer:
        can = "can" if found.can_serve else "cannot"
        click.echo(
            f"newer: the database is at revision {found.current}, this version is "
            f"{found.newest} and {can} serve with it"
        )
        raise SystemExit(NEWER)
    click.echo(
        f"pending: the database is at revision {found.current or 'none'}, "
        f"this version is {found.newest}"
    )
    for line in described(found):
        click.echo(line)
    raise SystemExit(PENDING)


def _print_sql(settings: Settings) -> None:
    found = asyncio.run(version_or_exit(settings))
    try:
        text = script(found, is_sqlite=settings.sqlite_file is not None)
    except NotMigrated as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(text, nl=False)


async def _migrate(settings: Settings, *, broken_audit_log: bool) -> None:
    before = await version_or_exit(settings)
    changed = await migrate_or_exit(settings, broken_audit_log=broken_audit_log)
    click.echo("The database was migrated to this version." if changed else "Nothing to do.")
    oldest = (await version_or_exit(settings)).oldest_beside
    if before.current is not None and oldest is not None and oldest > before.current:
        click.echo(ADVICE.format(oldest))
