"""The settings, the migrated database and the application of a command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from db.migrate import migrate
from db.version import NewerDatabase
from resolvers.application import Application
from server.application import wire
from server.clock import SharedClock
from server.settings.secret_files import UnreadableSecret
from server.settings.settings import Settings, UnknownSetting, read


def settings_or_exit() -> Settings:
    """The settings; where they are wrong, the process ends with the names of the variables."""
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
    """The variable that is wrong; a check of several variables names them in its text."""
    return f"IMITATE_{location[0]}: ".upper() if location else ""


async def migrate_or_exit(settings: Settings) -> bool:
    """Migrate the database; False where it has this version already.

    Where that fails, the process ends with one line: a traceback could show the password.
    """
    try:
        return await migrate(settings.database_url)
    except NewerDatabase as newer:
        raise click.ClickException(str(newer)) from None
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise click.ClickException(f"{_database(settings)} cannot be used: {reason}.") from None


def _database(settings: Settings) -> str:
    file = settings.sqlite_file
    return f"The database file {file}" if file else "The database of IMITATE_DATABASE_URL"


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Application]:
    """The application for the time of one command."""
    application = wire(settings)
    try:
        if isinstance(application.clock, SharedClock):
            await application.clock.ask()
        yield application
    finally:
        await application.database.dispose()
