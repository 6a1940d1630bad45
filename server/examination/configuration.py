"""Checks what can be judged without the database: settings, files, admin pages."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from auth.vocabulary import ConsentRequired
from server.examination.database_address import examine_address
from server.examination.findings import Finding, Verdict, unsafe
from server.examination.networks import trusts_everybody
from server.examination.oidc import examine_oidc
from server.examination.plugins import examine_plugins
from server.examination.secret_settings import examine_secrets
from server.pages.admin import BUILT
from server.settings.checks import Check
from server.settings.settings import PREFIX, Settings

NETWORKED: Final = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs")
MOUNTS: Final = Path("/proc/self/mounts")


def examine_configuration(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The findings, in the order in which their failures matter."""
    waived = f"; waived: {', '.join(settings.waive)}" if settings.waive else ""
    yield Finding(Check.SETTINGS, Verdict.OK, f"read, for {settings.environment}{waived}")
    yield from examine_secrets(settings, environment)
    yield _public_url(settings)
    yield _proxies(settings)
    yield from _for_strangers(settings)
    yield _consent(settings, environment)
    yield examine_plugins(settings)
    yield examine_oidc(settings)
    yield _admin_pages()
    yield from _database_file(settings)
    yield from examine_address(settings)


def _public_url(settings: Settings) -> Finding:
    if not settings.is_https:
        text = f"{settings.public_url} is not https: cookies and tokens travel in clear"
        return Finding(Check.PUBLIC_URL, unsafe(settings), text)
    if urlsplit(settings.public_url).path:
        text = f"{settings.public_url} has a path, below which neither pages nor OAuth are found"
        return Finding(Check.PUBLIC_URL, Verdict.WARNING, text)
    return Finding(Check.PUBLIC_URL, Verdict.OK, settings.public_url)


def _proxies(settings: Settings) -> Finding:
    trusted = settings.trusted_proxies
    if trusts_everybody(trusted):
        text = "every client can forge its address: set TRUSTED_PROXIES to the proxy's alone"
        return Finding(Check.TRUSTED_PROXIES, Verdict.FAILED, text)
    if settings.is_https and not trusted:
        text = "none: behind a proxy that ends TLS, every client has the address of the proxy"
        return Finding(Check.TRUSTED_PROXIES, Verdict.WARNING, text)
    return Finding(Check.TRUSTED_PROXIES, Verdict.OK, ", ".join(trusted) or "none")


def _for_strangers(settings: Settings) -> Iterator[Finding]:
    """What shows the schema to strangers; who switches it on in production means it."""
    for check, served in (
        (Check.GRAPHIQL, settings.serves_graphiql),
        (Check.INTROSPECTION, settings.serves_introspection),
    ):
        if served and settings.is_production:
            yield Finding(check, Verdict.WARNING, "on: strangers can read the schema")
        else:
            yield Finding(check, Verdict.OK, "on" if served else "off")


def _consent(settings: Settings, environment: Mapping[str, str]) -> Finding:
    """What the setting means, which was a flag in earlier releases."""
    required = settings.consent_required
    given = environment.get(f"{PREFIX}CONSENT_REQUIRED", "").lower()
    text = required if given in {"", required} else f"{given} means {required}"
    if required is not ConsentRequired.NEVER:
        return Finding(Check.CONSENT, Verdict.OK, text)
    better = ConsentRequired.UNLESS_WITHDRAWN
    text += f": customers who withdrew their consent are imitated, take CONSENT_REQUIRED={better}"
    return Finding(Check.CONSENT, Verdict.WARNING, text)


def _admin_pages() -> Finding:
    if (BUILT / "index.html").exists():
        return Finding(Check.ADMIN_PAGES, Verdict.OK, "built")
    return Finding(
        Check.ADMIN_PAGES, Verdict.WARNING, "not built: run `make admin` in the checkout"
    )


def _database_file(settings: Settings) -> Iterator[Finding]:
    """SQLite's locks do not hold on network file systems, sqlite.org/faq.html#q5."""
    file = settings.sqlite_file
    if file is None:
        return
    kind = file_system(file, MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else "")
    if kind in NETWORKED:
        text = f"{file} is on {kind}, where locks do not hold: use a local disk or PostgreSQL"
        yield Finding(Check.DATABASE_FILE, Verdict.FAILED, text)
    else:
        yield Finding(Check.DATABASE_FILE, Verdict.OK, f"{file}, for the workers of one machine")


def file_system(file: Path, mounts: str) -> str | None:
    """The type of the file system that holds the file; the last matching mount is on top."""
    place = os.path.realpath(file)
    matching = [
        (len(folder), at, kind)
        for at, line in enumerate(mounts.splitlines())
        for _, folder, kind, *_ in [line.split(" ")]
        if place == folder or place.startswith(folder.rstrip("/") + "/")
    ]
    return max(matching)[2] if matching else None
