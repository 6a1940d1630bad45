"""The migrated database and the application of a command."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import click
from sqlalchemy.exc import SQLAlchemyError

from db.engine.faults import (
    DRIVERS,
    READ_ONLY,
    CommitUnknown,
    Unavailable,
    is_of_a_pooler,
    sqlstate_of,
)
from db.migrate import look, migrate
from db.version import NotMigrated, Version
from resolvers.application import Application
from resolvers.audit.carrying import carry_over
from resolvers.audit.chain import BrokenChain
from resolvers.audit.tree import NoCheckpoint, NoKey
from server.application import wire
from server.clock import SharedClock
from server.commands.given_settings import exit_on_unusable
from server.settings.audit_keys import read_or_make, read_or_refuse
from server.settings.settings import Settings

AT_CONNECTING: Final = (OSError, SQLAlchemyError, Unavailable, CommitUnknown, *DRIVERS)
# Other errors of the system are of a command's own files.
WHILE_CONNECTED: Final = (
    *(ConnectionRefusedError, ConnectionResetError, TimeoutError),
    *(SQLAlchemyError, Unavailable, CommitUnknown, *DRIVERS),
)
NOT_MIGRATED: Final = "The database is not migrated: run `imitate migrate`."
# What PostgreSQL has answered, by its SQLSTATE.
REFUSALS: Final = {
    READ_ONLY: "The database takes no writes: see target_session_attrs in IMITATE_DATABASE_URL.",
    "42501": "The role of IMITATE_DATABASE_URL lacks a right: it has to own the database.",
    "42P01": NOT_MIGRATED,
    "42P07": "The database of IMITATE_DATABASE_URL has tables of another program.",
}


async def version_or_exit(settings: Settings) -> Version:
    """The version of the database, which is only looked at."""
    with _exit_without_database(settings):
        return await look(settings.database_url)


async def migrate_or_exit(settings: Settings, *, broken_audit_log: bool = False) -> bool:
    """Migrate the database and its audit log; False where both have this version already."""
    with _exit_without_database(settings):
        changed = await migrate(settings.database_url)
    async with wired(settings) as application:
        try:
            carried = await carry_over(application, broken=broken_audit_log)
        except BrokenChain as fault:
            hint = "`imitate migrate --broken-audit-log` goes on, and records that"
            raise click.ClickException(f"The audit log was changed: {fault} {hint}.") from None
        except (NoKey, NoCheckpoint):
            text = "The audit log cannot be signed: see AUDIT_KEY_FILE and `imitate audit verify`."
            raise click.ClickException(text) from None
    return changed or carried > 0


@asynccontextmanager
async def wired(settings: Settings, *, reads: bool = False) -> AsyncIterator[Application]:
    """The application for the time of one command, which ends where the database fails it.

    A command that `reads` the audit log makes no key for it.
    """
    file = settings.sqlite_file
    if file is not None and not file.exists():  # a mistyped path would become an empty file
        raise click.ClickException(f"There is no {file}: run `imitate migrate`.")
    with exit_on_unusable():
        application = wire(settings, keys=read_or_refuse if reads else read_or_make)
    try:
        if isinstance(application.clock, SharedClock):
            with _exit_without_database(settings):
                await application.clock.ask()
        with _exit_without_database(settings, faults=WHILE_CONNECTED):
            yield application
    finally:
        await application.database.dispose()


@contextmanager
def _exit_without_database(
    settings: Settings, *, faults: tuple[type[Exception], ...] = AT_CONNECTING
) -> Iterator[None]:
    """End the process with one line where the database cannot be used.

    The texts of PostgreSQL's errors are left out: they may quote the user and the address.
    """
    try:
        yield
    except NotMigrated as reason:
        raise click.ClickException(str(reason)) from None
    except faults as error:
        found = error.__cause__ if isinstance(error, Unavailable) and error.__cause__ else error
        raise click.ClickException(_text_of(found, settings.sqlite_file)) from None


def _text_of(error: BaseException, sqlite_file: Path | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        flaw = error.verify_message.partition(",")[0]  # the host's name is told after it
        return f"The certificate of the database is refused ({flaw}): see IMITATE_DATABASE_URL."
    if refusal := REFUSALS.get(sqlstate_of(error) or ""):
        return refusal
    if sqlite_file is None:
        see = "IMITATE_DATABASE_POOLER" if is_of_a_pooler(error) else "IMITATE_DATABASE_URL"
        return f"The database does not answer ({type(error).__name__}): see {see}."
    reason = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
    if str(reason).startswith("no such table"):
        return NOT_MIGRATED
    return f"The database file {sqlite_file} cannot be used: {reason}."
