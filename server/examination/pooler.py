"""Checks whether DATABASE_POOLER says what stands between this process and PostgreSQL."""

from collections.abc import AsyncIterator

from db.pooling import Pooling, pooling
from resolvers.application import Application
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check
from server.settings.settings import Pooler, Settings

AS_OF_OLD = "DATABASE_POOL=0 is read as DATABASE_POOLER=transaction: set that instead"
UNSAID = "a pooler answers, which no request is sent to: set DATABASE_POOLER=transaction"
UNLIMITED = "statements have no time-out: ALTER DATABASE … SET statement_timeout = '10s'"


async def examine_pooler(settings: Settings, application: Application) -> AsyncIterator[Finding]:
    """The finding; none for SQLite."""
    if not application.database.is_sqlite:
        yield of_pooler(settings, await pooling(application.database))


def of_pooler(settings: Settings, found: Pooling) -> Finding:
    """What was found beside what was set."""
    if found.pooled and not settings.has_pooler:
        return Finding(Check.DATABASE_POOLER, Verdict.FAILED, UNSAID)
    if settings.has_pooler and not found.has_timeout:
        return Finding(Check.DATABASE_POOLER, Verdict.WARNING, UNLIMITED)
    if settings.has_pooler and settings.database_pooler is Pooler.NONE:
        return Finding(Check.DATABASE_POOLER, Verdict.WARNING, AS_OF_OLD)
    text = "one answers" if found.pooled else "none answers"
    return Finding(Check.DATABASE_POOLER, Verdict.OK, f"{settings.database_pooler}: {text}")
