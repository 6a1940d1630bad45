"""The command `demo`: loads the demo shop, which production refuses."""

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from db.demo import loading, orders, people
from db.demo import purchases as demo_purchases
from db.demo import sessions as demo_sessions
from db.demo.names import PASSWORD
from resolvers.demo.past import live_through
from server.commands.given_settings import settings_or_exit
from server.commands.wired import migrate_or_exit, wired
from server.settings.settings import Settings

PACKAGE: Final = "lifetimes"  # optional; it contains what 23,570 real customers bought
FILE: Final = "datasets/CDNOW_master.txt"


CUSTOMERS: Final = people.GENERATED


@click.command()
@click.option(
    "--customers", default=CUSTOMERS, show_default=True, type=click.IntRange(0, 1_000_000)
)
@click.option(
    "--sessions",
    default=0,
    show_default=True,
    type=click.IntRange(0, 100_000_000),
    help="Sessions of customers to fill the database up to.",
)
@click.option("--no-past", is_flag=True, help="Leave out the thirty days of imitations.")
def command(customers: int, sessions: int, *, no_past: bool) -> None:
    settings = settings_or_exit()
    load_and_tell(settings, customers=customers, with_past=not no_past)
    if sessions:
        asyncio.run(add_sessions(settings, sessions))


def load_and_tell(settings: Settings, *, customers: int, with_past: bool = True) -> None:
    """Load the demo shop and print its addresses and accounts."""
    asyncio.run(load(settings, customers=customers, with_past=with_past))
    url = settings.public_url
    click.echo(f"Shop             {url}/ in English, {url}/de/ in German")
    click.echo(f"Admin            {url}/admin/")
    click.echo(f"GraphQL          {url}/graphql")
    users = "admin, alice (may imitate), eve (may not), lena (approves), victor (auditor)"
    click.echo(f"Users            {users}")
    click.echo(f"Customers        bob@example.com and {customers} more")
    click.echo(f"Password of all  {PASSWORD}")
    if file := settings.sqlite_file:
        click.echo(f"Database         {file}")


async def load(settings: Settings, *, customers: int, with_past: bool) -> None:
    """Migrate, then add the rows that are missing; raises ClickException in production."""
    if settings.is_production:
        raise click.ClickException("The demo shop has a known password: not in production.")
    purchases = read_purchases(find_purchases(), customers=customers)
    await migrate_or_exit(settings)
    async with wired(settings) as application:
        password_hash = await application.passwords.hash(PASSWORD)
        async with application.database.alchemy() as session:
            await loading.load(
                session,
                password_hash=password_hash,
                public_url=settings.public_url,
                customers=customers,
                since=demo_purchases.first_days(purchases),
            )
            await orders.load(session, purchases)
        if with_past:
            await live_through(application, password_hash=password_hash)


async def add_sessions(settings: Settings, number: int) -> None:
    """Add sessions batch by batch, each committed, so that a stopped run goes on where it was."""
    async with wired(settings) as application:
        there = -1
        while there < number:
            async with application.database.alchemy() as session:
                there = await demo_sessions.add_batch(session, number)
            click.echo(f"Sessions         {there}")


def find_purchases() -> Path | None:
    """The file, where its package is installed; importing the package would need pandas."""
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    file = Path(folders[0]) / FILE if folders else None
    return file if file and file.exists() else None


def read_purchases(file: Path | None, *, customers: int) -> list[demo_purchases.Purchase]:
    """The purchases of the first customers; none without the file."""
    if file is None:
        return []
    with file.open(encoding="ascii") as lines:
        return demo_purchases.read(lines, customers=customers)
