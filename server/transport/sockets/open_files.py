"""Keeps the connections below the limit of open files: a process that has none left is deaf."""

import resource
from typing import Final

import structlog

from server.settings.settings import Settings

log = structlog.get_logger()

FEWEST: Final = 10  # connections; the least that LIMIT_CONNECTIONS can be
FOR_ITSELF: Final = 64  # files: listening sockets, log, event loop, static files, modules
FOR_EACH_READER: Final = 4  # files of a database connection; SQLite opens several


class TooFewOpenFiles(Exception):
    """The limit leaves no room for connections. The text says what to do."""


def within_open_files(settings: Settings) -> Settings:
    """The settings with as many connections as files can be open; raises TooFewOpenFiles.

    The soft limit is raised as far as it must and may be, which the worker processes inherit.
    """
    wanted = settings.limit_connections
    reserved = FOR_ITSELF + FOR_EACH_READER * settings.connections
    files = _raised_to(wanted + reserved)
    connections = fitting(files, wanted, reserved)
    if connections < wanted:
        log.warning(
            "connections.limited_by_open_files",
            open_files=files,
            connections=connections,
            limit_connections=wanted,
        )
    return settings.model_copy(update={"limit_connections": connections})


def fitting(files: int, wanted: int, reserved: int) -> int:
    """How many connections can be open; raises TooFewOpenFiles."""
    if files < FEWEST + reserved:
        text = f"Only {files} files can be open, at least {FEWEST + reserved} must be: ulimit -n."
        raise TooFewOpenFiles(text)
    return min(wanted, files - reserved)


def _raised_to(files: int) -> int:
    """The soft limit, which is at least `files` where the hard one allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= files:
        return files
    raised = files if hard == resource.RLIM_INFINITY else min(files, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
    except (OSError, ValueError):  # the system has a limit of its own
        return soft
    return raised
