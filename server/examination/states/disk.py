"""Checks whether the disk of a SQLite database has room, and takes writes."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from server.examination.findings import Finding, Verdict
from server.settings.checks import Check
from server.settings.settings import Settings

FEWEST: Final = 1 << 30  # bytes
SMALLEST_SHARE: Final = 0.05
FULL: Final = 100 << 20  # bytes: a migration may copy a table


def examine_disk(settings: Settings) -> Iterator[Finding]:
    """The finding; the disk of a PostgreSQL server is not seen from here."""
    if (file := settings.sqlite_file) is None:
        return
    if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        text = f"{file}, or its folder, takes no writes of this user"
        yield Finding(Check.DISK, Verdict.FAILED, text)
        return
    usage = shutil.disk_usage(file)
    yield of_free(usage.free, usage.total, file)


def of_free(free: int, total: int, file: Path) -> Finding:
    """Whether what is free lasts for a while."""
    if free >= FEWEST and free >= total * SMALLEST_SHARE:
        return Finding(Check.DISK, Verdict.OK, f"{free >> 20} MiB free")
    verdict = Verdict.FAILED if free < FULL else Verdict.WARNING
    text = f"{free >> 20} MiB free where {file} is: without room nothing can be written"
    return Finding(Check.DISK, verdict, text)
