"""Lets production start only where no check of the configuration fails."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from server.examination.examine import examine
from server.examination.findings import Finding, Verdict
from server.settings.settings import Settings

log = structlog.get_logger()


class UnsafeConfiguration(Exception):
    """Production must not start. The text names the checks that failed."""


def check_start(settings: Settings) -> None:
    """Log what was waived and what is doubtful; raises UnsafeConfiguration. Only in production."""
    if not settings.is_production:
        return
    findings = _examine(settings)
    failed = [f"{found.check}: {found.text}" for found in findings if found.stops_production]
    if failed:
        advice = "Correct this, or name the check in IMITATE_WAIVE."
        raise UnsafeConfiguration(f"Production does not start. {'; '.join(failed)}. {advice}")
    _log(settings, findings)


def _examine(settings: Settings) -> Sequence[Finding]:
    """In a thread: uvicorn calls the application's factory inside its event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(examine(settings, os.environ))).result()


def _log(settings: Settings, findings: Sequence[Finding]) -> None:
    """A waiver is logged even if its check passes, so that nobody forgets it."""
    for check in settings.waive:
        texts = [found.text for found in findings if found.check is check]
        log.warning("check.waived", check=check.value, text="; ".join(texts) or "not examined")
    for found in findings:
        if found.verdict is not Verdict.OK and found.check not in settings.waive:
            log.warning("check.doubtful", check=found.check.value, text=found.text)
