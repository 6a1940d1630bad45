"""Checks what DATABASE_URL says of PostgreSQL: TLS, and which of several hosts is taken."""

from collections.abc import Iterator

from db.engine import address
from db.engine.drivers import postgres_tls
from db.engine.drivers.postgres_address import PostgresAddress
from db.engine.drivers.postgres_hosts import is_here
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check
from server.settings.settings import Settings


def examine_address(settings: Settings) -> Iterator[Finding]:
    """The findings; none for SQLite."""
    found = address.postgres_of(settings.database_url)
    if found is not None:
        yield _tls(found)
        yield _hosts(found)


def _tls(found: PostgresAddress) -> Finding:
    mode = postgres_tls.mode_of(found.words)
    if mode == "verify-full":
        return Finding(Check.DATABASE_TLS, Verdict.OK, "certificate and name are verified")
    if all(is_here(name) for name, _ in found.hosts):
        return Finding(Check.DATABASE_TLS, Verdict.OK, "the database is on this machine")
    advice = "take sslmode=verify-full and sslrootcert in DATABASE_URL"
    if mode in {None, *postgres_tls.UNVERIFIED}:
        text = f"the password and all data may travel in clear: {advice}"
    elif mode == "verify-ca":
        text = f"every server that the authority has certified is believed: {advice}"
    else:
        text = f"who stands between can pass for the database: {advice}"
    return Finding(Check.DATABASE_TLS, Verdict.WARNING, text)


def _hosts(found: PostgresAddress) -> Finding:
    number = len(found.hosts)
    if number > 1 and not found.needs_writer:
        text = "of several hosts a standby may be taken: add target_session_attrs=read-write"
        return Finding(Check.DATABASE_HOSTS, Verdict.WARNING, text)
    return Finding(Check.DATABASE_HOSTS, Verdict.OK, f"{number}")
