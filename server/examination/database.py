"""Checks what only the database can answer: its version, its time, demo accounts."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import anyio
from sqlalchemy.exc import SQLAlchemyError

from auth.texts import domain_urls
from db import trigram_index
from db.demo import people
from db.demo.names import PASSWORD
from db.engine.faults import DRIVERS, Unavailable
from db.statements.shop import sales_channel_domains
from db.version import Version, version
from resolvers.application import Application
from server.application import wire
from server.clock import SKEW, SharedClock
from server.examination.findings import Finding, Verdict
from server.examination.pooler import examine_pooler
from server.examination.states.audit_log import examine_audit_log
from server.examination.states.disk import examine_disk
from server.examination.states.integrations import examine_integrations
from server.examination.states.jwt_keys import examine_jwt_keys
from server.examination.states.roles import examine_roles
from server.examination.states.webhooks import examine_webhooks
from server.settings import audit_keys
from server.settings.checks import Check
from server.settings.settings import Settings

ANSWERS_WITHIN: Final = 10  # seconds
FAULTS: Final = (SQLAlchemyError, Unavailable, OSError, *DRIVERS)  # a TimeoutError is an OSError
NAMED: Final = 10  # accounts or domains; the others are counted


async def examine_database(settings: Settings) -> AsyncIterator[Finding]:
    """The findings; where the database does not answer, only that one."""
    file = settings.sqlite_file
    if file is not None and not file.exists():  # a connection would create it
        yield Finding(Check.DATABASE, Verdict.FAILED, f"there is no {file}: run `imitate migrate`")
        return
    examined = settings.model_copy(update={"plugins": ()})  # they are examined by themselves
    application = wire(examined, keys=audit_keys.read)
    try:
        async for finding in examine_application(settings, application):
            yield finding
    finally:
        await application.database.dispose()


async def examine_application(
    settings: Settings, application: Application
) -> AsyncIterator[Finding]:
    """The findings; where the database fails, that one is the last."""
    try:
        with anyio.fail_after(ANSWERS_WITHIN):
            found = await version(application.database)
            ahead = await SharedClock(application.database).ask()
        yield _database(found)
        yield of_clock(ahead)
        yield _migrations(found)
        async for finding in examine_pooler(settings, application):
            yield finding
        if found.is_current:
            async for finding in _content(settings, application):
                yield finding
    except FAULTS as error:
        text = f"does not answer ({type(error).__name__}): see DATABASE_URL"
        yield Finding(Check.DATABASE, Verdict.FAILED, text)
    for finding in examine_disk(settings):
        yield finding


async def _content(settings: Settings, application: Application) -> AsyncIterator[Finding]:
    """What the tables of this version hold."""
    async for finding in examine_audit_log(application):
        yield finding
    yield await _demo_accounts(settings, application)
    yield await _domains(application)
    yield await _search(application)
    yield await examine_webhooks(application)
    yield await examine_jwt_keys(application)
    yield await examine_integrations(application)
    yield await examine_roles(settings, application)


def _database(found: Version) -> Finding:
    if found.is_writable:
        return Finding(Check.DATABASE, Verdict.OK, "answers")
    text = (
        "takes no writes: a standby? `target_session_attrs=read-write` finds the primary of several"
    )
    return Finding(Check.DATABASE, Verdict.FAILED, text)


def _migrations(found: Version) -> Finding:
    if found.is_current:
        return Finding(Check.MIGRATIONS, Verdict.OK, f"at {found.newest}")
    text = f"at {found.current or 'none'}, this version is {found.newest}"
    if found.can_serve:
        text = f"{text}, which can serve with it; nothing else in the database was examined"
        return Finding(Check.MIGRATIONS, Verdict.WARNING, text)
    advice = "run `imitate migrate`, or the version that has it"
    return Finding(Check.MIGRATIONS, Verdict.FAILED, f"{text}: {advice}")


def of_clock(ahead: timedelta) -> Finding:
    """Whether this machine's clock and the database's agree."""
    if abs(ahead) <= SKEW:
        return Finding(Check.CLOCK, Verdict.OK, "as the database's")
    seconds = f"{abs(ahead.total_seconds()):.0f} seconds {'ahead' if ahead > SKEW else 'behind'}"
    text = f"{seconds} of the database's, which decides; log lines have this machine's time"
    return Finding(Check.CLOCK, Verdict.WARNING, text)


async def _domains(application: Application) -> Finding:
    """An earlier release stored URLs as they were typed; the migration leaves what it must."""
    stored = await sales_channel_domains.find_urls(application.database.reads)
    left = sorted(ascii(url) for url in stored if not domain_urls.is_normal(url))
    if not left:
        return Finding(Check.DOMAINS, Verdict.OK, "in the form that browsers send")
    named = ", ".join(left[:NAMED]) + (f" and {len(left) - NAMED} more" if left[NAMED:] else "")
    text = f"no request reaches {named}: save these domains with another URL"
    return Finding(Check.DOMAINS, Verdict.WARNING, text)


async def _search(application: Application) -> Finding:
    missing = await trigram_index.find_missing(application.database)
    if not missing:
        return Finding(Check.SEARCH, Verdict.OK, "by an index")
    text = (
        f"reads the whole table of {' and of '.join(missing)}: let a superuser run "
        "`CREATE EXTENSION pg_trgm` in the database, then run `imitate migrate`"
    )
    return Finding(Check.SEARCH, Verdict.WARNING, text)


async def _demo_accounts(settings: Settings, application: Application) -> Finding:
    async with application.database.alchemy() as session:
        accounts = await people.find_password_hashes(session)
    is_known = {
        password_hash: await application.passwords.verify(password_hash, PASSWORD)
        for password_hash in {password_hash for _, password_hash in accounts}
    }
    names = sorted(name for name, password_hash in accounts if is_known[password_hash])
    if not names:
        return Finding(Check.DEMO_ACCOUNTS, Verdict.OK, "no account has the demo's password")
    if not settings.is_production:
        return Finding(Check.DEMO_ACCOUNTS, Verdict.OK, "expected in development")
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    text = f"the password of {', '.join(names[:NAMED])}{more} is public: delete or change them"
    return Finding(Check.DEMO_ACCOUNTS, Verdict.FAILED, text)
