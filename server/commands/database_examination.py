"""What does the doctor ask the database? Its version, its time, and who is in it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import anyio
from sqlalchemy.exc import SQLAlchemyError

from db.demo import shop
from db.engine.alchemy import driver_url
from db.migrate import version
from resolvers.audit.sealing import can_seal
from server.application import wire
from server.clock import SKEW, SharedClock
from server.commands.demo_shop import PASSWORD
from server.settings.settings import Settings

if TYPE_CHECKING:
    from resolvers.application import Application

Found = tuple[str, Literal["ok", "warning", "failed"], str]
ANSWERS_WITHIN = 10  # seconds


def file_of(settings: Settings) -> Path | None:
    """Where SQLite keeps its data; None for PostgreSQL."""
    url = driver_url(settings.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


async def examine(settings: Settings) -> AsyncIterator[Found]:
    """Every finding; without an answer that alone."""
    file = file_of(settings)
    if file is not None and not file.exists():  # connecting would make it
        yield "database", "failed", f"there is no {file}: run `python -m server migrate`"
        return
    application = wire(settings)
    try:
        with anyio.fail_after(ANSWERS_WITHIN):
            current, ours = await version(application.database)
            ahead = await SharedClock(application.database).ask()
    except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
        yield "database", "failed", f"does not answer ({type(error).__name__}): see DATABASE_URL"
    else:
        yield "database", "ok", "answers"
        yield of_clock(ahead)
        yield _migrations(current, ours)
        if current == ours:
            yield await _journal(application)
            yield await _demo_accounts(settings, application)
    finally:
        await application.database.dispose()


def _migrations(current: str | None, ours: str | None) -> Found:
    if current == ours:
        return "migrations", "ok", f"at {ours}"
    advice = "run `python -m server migrate`, or the version that has it"
    return "migrations", "failed", f"at {current or 'none'}, this version is {ours}: {advice}"


def of_clock(ahead: timedelta) -> Found:
    """Whether this machine's clock goes as the database's does."""
    if abs(ahead) <= SKEW:
        return "clock", "ok", "as the database's"
    seconds = f"{abs(ahead.total_seconds()):.0f} seconds {'ahead' if ahead > SKEW else 'behind'}"
    text = f"{seconds} of the database's, whose time decides: set it, the log has this one's"
    return "clock", "warning", text


async def _journal(application: "Application") -> Found:
    if await can_seal(application):
        return "journal", "ok", "can be sealed; `audit verify` walks it"
    text = "its anchor is gone or of another key: `audit verify`, and if it is whole `audit anchor`"
    return "journal", "failed", text


async def _demo_accounts(settings: Settings, application: "Application") -> Found:
    async with application.database.read() as session:
        accounts = await shop.find_password_hashes(session)
    fitting = {
        password_hash: await application.passwords.verify(password_hash, PASSWORD)
        for password_hash in {password_hash for _, password_hash in accounts}
    }
    names = sorted(name for name, password_hash in accounts if fitting[password_hash])
    if not names:
        return "demo accounts", "ok", "none has the demo's password"
    if not settings.is_production:
        return "demo accounts", "ok", "as they should be outside of production"
    text = f"everybody knows the password of {', '.join(names)}: delete or change them"
    return "demo accounts", "failed", text
