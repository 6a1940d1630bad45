"""The command line: `python -m server …`."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from pydantic import ValidationError

from server.settings.secret_files import UnreadableSecret
from server.settings.settings import Settings, UnknownSetting, read

SDL_FILE: Final = Path(__file__).parent.parent / "graphql" / "schema.graphql"
GRACE: Final = 15  # seconds that requests get to finish once the process is told to stop
STARTS_WITHIN: Final = 60  # seconds; a worker that is not there by then is started anew

Result = TypeVar("Result")


@click.group()
def main() -> None:
    """Log in as a customer, safely, over GraphQL."""


def settings_or_exit() -> Settings:
    """The settings, or the end of the process with what is wrong with them."""
    try:
        return read()
    except (UnknownSetting, UnreadableSecret) as error:
        raise click.ClickException(str(error)) from None
    except ValidationError as error:
        problems = "\n".join(
            f"  {_name_of(found['loc'])}{found['msg'].removeprefix('Value error, ')}"
            for found in error.errors(include_input=False, include_context=False)
        )
        raise click.ClickException(f"The settings cannot be used:\n{problems}") from None


def _name_of(location: tuple[int | str, ...]) -> str:
    """The variable that is wrong; where several together are, the text names them."""
    return f"IMITATE_{'_'.join(map(str, location)).upper()}: " if location else ""


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-migrate", is_flag=True, help="Serve the database as it is.")
def serve(host: str, port: int, workers: int, *, no_migrate: bool) -> None:
    """Answer requests until told to stop."""
    import uvicorn  # noqa: PLC0415 - half of the commands never need it

    from db.migrate import migrate as upgrade  # noqa: PLC0415 - as above
    from server.telemetry import library_log  # noqa: PLC0415 - as above
    from server.transport.protocol import Protocol  # noqa: PLC0415 - as above

    settings = settings_or_exit()
    _check_traces(settings)
    if not no_migrate:
        _run(upgrade(settings.database_url))
    uvicorn.run(
        "server.app:create",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=Protocol,
        log_config=library_log.CONFIGURATION,
        ws="none",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=STARTS_WITHIN,
        log_level="warning" if workers == 1 else "info",
    )


def _check_traces(settings: Settings) -> None:
    from server.telemetry.traces import TracesNotInstalled, check_installed  # noqa: PLC0415 - as in serve

    try:
        check_installed(settings.traces_url)
    except TracesNotInstalled as missing:
        raise click.ClickException(str(missing)) from None


@main.command()
def migrate() -> None:
    """Bring the database to this version; safe when several processes do it at once."""
    from db.migrate import migrate as upgrade  # noqa: PLC0415 - half of the commands never need it

    changed = _run(upgrade(settings_or_exit().database_url))
    click.echo("The database was brought to this version." if changed else "Nothing to do.")


@main.command()
@click.option("--customers", default=200, show_default=True, type=click.IntRange(0, 1_000_000))
def demo(customers: int) -> None:
    """Load the demo shop; what is there already stays as it is."""
    from server.commands.demo_shop import PASSWORD, load  # noqa: PLC0415 - half of the commands never need it

    settings = settings_or_exit()
    _run(load(settings, customers=customers))
    url = settings.public_url
    click.echo(f"Shop             {url}/ in English, {url}/de/ in German")
    click.echo(f"Admin            {url}/admin/")
    click.echo(f"GraphQL          {url}/graphql")
    click.echo("Users            admin, alice (may imitate), eve (may not), victor (auditor)")
    click.echo(f"Customers        bob@example.com and {customers} more")
    click.echo(f"Password of all  {PASSWORD}")


@main.command()
@click.option("--check", is_flag=True, help="Only tell whether graphql/schema.graphql is fresh.")
@click.option("--write", is_flag=True, help="Write graphql/schema.graphql.")
def schema(*, check: bool, write: bool) -> None:
    """Print the schema."""
    from schema.build import sdl  # noqa: PLC0415 - half of the commands never need it

    if write:
        SDL_FILE.write_text(sdl(), encoding="utf-8")
    elif check:
        if not SDL_FILE.exists() or SDL_FILE.read_text(encoding="utf-8") != sdl():
            raise click.ClickException(
                "graphql/schema.graphql is stale: run `python -m server schema --write`."
            )
    else:
        sys.stdout.write(sdl())


@main.command("import")
@click.argument("kind", type=click.Choice(["customers", "products", "sales-channels"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
def import_file(kind: str, file: Path, *, dry_run: bool) -> None:
    """Bring a CSV file of Shopware's in: all of it, or nothing and why."""
    from server.commands.importing import run  # noqa: PLC0415 - half of the commands never need it

    run(settings_or_exit(), kind, file, dry_run=dry_run)


@main.command("create-user")
@click.argument("username")
@click.option("--email", required=True)
@click.option("--first-name", required=True)
@click.option("--last-name", required=True)
@click.option("--admin", is_flag=True, help="A super admin, who holds every privilege.")
@click.option("--role", "roles", multiple=True, help="The name of a role; may be repeated.")
def create_user(
    username: str,
    email: str,
    first_name: str,
    last_name: str,
    roles: tuple[str, ...],
    *,
    admin: bool,
) -> None:
    """Make a user. The password is asked for, or read from standard input."""
    from auth.errors import Refusal  # noqa: PLC0415 - half of the commands never need it
    from server.commands.new_user import NewUser, create  # noqa: PLC0415 - as above

    password = (
        click.prompt("Password", hide_input=True, confirmation_prompt=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\r\n")
    )
    new = NewUser(username, email, first_name, last_name, password, admin, roles)
    try:
        _run(create(settings_or_exit(), new))
    except Refusal as refusal:
        field = refusal.extensions.get("field", "user")
        raise click.ClickException(f"{field}: {refusal}") from None
    click.echo(f"{username} can sign in.")


@main.command()
def sweep() -> None:
    """End what has run out and remove old sessions."""
    from server.commands.audit import sweep_once  # noqa: PLC0415 - half of the commands never need it

    click.echo(f"{_run(sweep_once(settings_or_exit()))} imitations had run out.")


@main.command()
def doctor() -> None:
    """Look whether this process could serve, and safely; exit 1 where something failed."""
    from server.commands.examination import Verdict, examine  # noqa: PLC0415 - half of the commands never need it

    findings = _run(examine(settings_or_exit(), os.environ))
    for finding in findings:
        click.echo(f"{finding.verdict:8} {finding.check}: {finding.text}")
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        sys.exit(1)


@main.group()
def audit() -> None:
    """Look after the journal."""


@audit.command()
@click.option("--expect", metavar="COUNT:HEAD", help="An anchor that was kept elsewhere.")
def verify(expect: str | None) -> None:
    """Walk the chain; exit 1 and the first broken id where it does not hold."""
    from auth.errors import Invalid  # noqa: PLC0415 - half of the commands never need it
    from resolvers.audit.chain import ChainHead  # noqa: PLC0415 - as above
    from server.commands.audit import verify_once  # noqa: PLC0415 - as above

    try:
        expected = None if expect is None else ChainHead.parse(expect)
    except Invalid as error:
        raise click.BadParameter(str(error), param_hint="--expect") from None
    found = _run(verify_once(settings_or_exit(), expected))
    click.echo(f"{found.checked} events hold, {found.unsealed} wait for their place.")
    if found.flaw is not None:
        first = "No event" if found.first_broken_id is None else f"Event {found.first_broken_id}"
        key = f" {found.key_name}" if found.key_name else ""
        raise click.ClickException(f"{first} {found.flaw}{key}.")
    click.echo(f"Anchor {found.head}")


@audit.command()
def export() -> None:
    """Print every event with its place in the chain, a JSON object a line; the anchor is last."""
    from server.commands.audit import export_once  # noqa: PLC0415 - half of the commands never need it

    _run(export_once(settings_or_exit(), sys.stdout.buffer.write))


@audit.command()
def anchor() -> None:
    """Sign the chain as it stands: once, where a whole chain has no anchor of ours."""
    from resolvers.audit.sealing import NoAnchor  # noqa: PLC0415 - half of the commands never need it
    from server.commands.audit import anchor_once  # noqa: PLC0415 - as above

    try:
        head = _run(anchor_once(settings_or_exit()))
    except NoAnchor:
        raise click.ClickException("The chain is broken: see `audit verify`.") from None
    click.echo(f"Anchor {head}")


if __name__ == "__main__":
    main()
