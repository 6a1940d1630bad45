"""The settings, the migrated database and the application of a command."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from db.engine.faults import Unavailable
from db.migrate import migrate
from db.version import NewerDatabase
from resolvers.application import Application
from server.application import wire
from server.clock import SharedClock
from server.settings.explained import UnusableSettings, read_explained
from server.settings.settings import Settings


def settings_or_exit() -> Settings:
    """The settings; where they are wrong, the process ends with the names of the variables."""
    try:
        return read_explained()
    except UnusableSettings as error:
        raise click.ClickException(str(error)) from None


async def migrate_or_exit(settings: Settings) -> bool:
    """Migrate the database; False where it has this version already."""
    with _exit_without_database(settings):
        return await migrate(settings.database_url)


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Application]:
    """The application for the time of one command."""
    application = wire(settings)
    try:
        if isinstance(application.clock, SharedClock):
            with _exit_without_database(settings):
                await application.clock.ask()
        yield application
    finally:
        await application.database.dispose()


@contextmanager
def _exit_without_database(settings: Settings) -> Iterator[None]:
    """End the process with one line where the database cannot be used.

    The texts of PostgreSQL's errors are left out: they may quote the user and the address.
    """
    try:
        yield
    except NewerDatabase as newer:
        raise click.ClickException(str(newer)) from None
    except (OSError, SQLAlchemyError, Unavailable) as error:
        if settings.sqlite_file is None:
            text = (
                f"The database does not answer ({type(error).__name__}): see IMITATE_DATABASE_URL."
            )
        else:
            reason = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
            text = f"The database file {settings.sqlite_file} cannot be used: {reason}."
        raise click.ClickException(text) from None
