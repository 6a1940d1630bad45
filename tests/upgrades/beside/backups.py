"""Backups of a database that is served, and restores, by the engines' own programs."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.support.engines import binaries
from tests.support.engines.databases import execute
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment

SQLITE = "sqlite:///"
CONNECTIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"


def back_up(url: str, file: Path) -> None:
    """Copy the database into the file, as it is at one moment."""
    if url.startswith(SQLITE):
        path = url.removeprefix(SQLITE)
        with closing(sqlite3.connect(path)) as served, closing(sqlite3.connect(file)) as copy:
            served.backup(copy)
        return
    _run("pg_dump", "--format=custom", f"--file={file}", url)


def restore(file: Path, url: str) -> None:
    """Make a database of a backup; PostgreSQL's is there, and empty."""
    if url.startswith(SQLITE):
        Path(url.removeprefix(SQLITE)).write_bytes(file.read_bytes())
        return
    _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(file))


async def exchange(server: str, served: str, restored: str) -> None:
    """Give each of two databases the name of the other; what is connected to the first is not."""
    old, new = served.rpartition("/")[2], restored.rpartition("/")[2]
    for name, other in ((old, f"{old}_broken"), (new, old), (f"{old}_broken", new)):
        await execute(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await execute(server, CONNECTIONS.format(name))
        await execute(server, f'ALTER DATABASE "{name}" RENAME TO "{other}"')
        await execute(server, f'ALTER DATABASE "{other}" ALLOW_CONNECTIONS true')


def checkpoint(url: str, file: Path) -> Path:
    """Keep the newest checkpoint of the audit log elsewhere."""
    printed = command("audit", "checkpoint", env=environment(database_url=url, **CHEAP))
    assert printed.returncode == 0, printed.stderr
    file.write_text(printed.stdout)
    return file


def verify(url: str, kept: Path) -> int:
    """The exit status of the whole verification against that checkpoint."""
    env = environment(database_url=url, **CHEAP)
    return command("audit", "verify", "--all", "--expect", str(kept), env=env).returncode


def _run(program: str, *arguments: str) -> None:
    subprocess.run([binaries.find() / program, *arguments], check=True, capture_output=True)
