"""The command `create-user`, by which the first user comes into a new database."""

import asyncio
import sys
from collections.abc import Sequence

import click

from auth.errors import Refusal
from resolvers.admin.users.creation import create_by_operator
from resolvers.admin.users.values import UserChange
from resolvers.values.changes import UNCHANGED
from server.commands.given_settings import settings_or_exit
from server.commands.wired import migrate_or_exit, wired
from server.settings.settings import Settings


@click.command()
@click.argument("username")
@click.option("--email", required=True)
@click.option("--first-name", required=True)
@click.option("--last-name", required=True)
@click.option("--admin", is_flag=True, help="A super admin, who holds every privilege.")
@click.option("--role", "roles", multiple=True, help="The name of a role; may be repeated.")
def command(
    username: str,
    email: str,
    first_name: str,
    last_name: str,
    roles: tuple[str, ...],
    *,
    admin: bool,
) -> None:
    user = UserChange(
        username=username,
        email=email,
        first_name=first_name,
        last_name=last_name,
        password=_read_password(),
        active=UNCHANGED,
        admin=admin,
        role_ids=UNCHANGED,
    )
    try:
        asyncio.run(_create(settings_or_exit(), user, roles))
    except Refusal as refusal:
        field = refusal.extensions.get("field", "user")
        raise click.ClickException(f"{field}: {refusal}") from None
    click.echo(f"{username} can sign in.")


def _read_password() -> str:
    """Never an argument: other users of the machine can read those in the list of processes."""
    if not sys.stdin.isatty():
        try:
            return sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError:
            raise click.ClickException("password: Standard input is not UTF-8 text.") from None
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


async def _create(settings: Settings, user: UserChange, roles: Sequence[str]) -> None:
    await migrate_or_exit(settings)
    async with wired(settings) as application:
        await create_by_operator(application, user, role_names=roles)
