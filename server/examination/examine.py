"""Makes all checks of the doctor: by the command, at the start, and for readers while it runs."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from math import inf
from types import ModuleType
from typing import Final

import anyio
import anyio.to_thread

from resolvers.application import Application
from server.examination.configuration import examine_configuration
from server.examination.findings import Finding
from server.settings.settings import Settings

FRESH: Final = 30.0  # seconds that findings are told again, so that no reader keeps it busy


async def examine(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """All findings, in the order in which their failures matter."""
    findings = [
        *examine_configuration(settings, environment),
        *[finding async for finding in _of_the_database().examine_database(settings)],
    ]
    return [finding.unless_waived(settings.waive) for finding in findings]


class Examination:
    """All checks of the doctor, with the database connections of this process."""

    def __init__(
        self,
        settings: Settings,
        application: Application,
        environment: Mapping[str, str],
        *,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ticks` are seconds that do not jump when the machine's clock is set."""
        self._settings = settings
        self._application = application
        self._environment = environment
        self._lock = asyncio.Lock()
        self._limiter = anyio.CapacityLimiter(1)  # a disk that hangs takes one thread
        self._findings: Sequence[Finding] = ()
        self._ticks = ticks
        self._until = -inf

    async def __call__(self) -> Sequence[Finding]:
        """The findings, which one caller makes and the others wait for."""
        async with self._lock:
            if self._ticks() >= self._until:
                self._findings = await self._examine()
                self._until = self._ticks() + FRESH
        return self._findings

    async def _examine(self) -> Sequence[Finding]:
        configuration = await anyio.to_thread.run_sync(
            self._configuration, abandon_on_cancel=True, limiter=self._limiter
        )
        checks = await anyio.to_thread.run_sync(_of_the_database)
        of_the_database = checks.examine_application(self._settings, self._application)
        findings = [*configuration, *[each async for each in of_the_database]]
        return [finding.unless_waived(self._settings.waive) for finding in findings]

    def _configuration(self) -> Sequence[Finding]:
        """In a thread: it reads files, which may lie on a disk that does not answer."""
        return list(examine_configuration(self._settings, self._environment))


def _of_the_database() -> ModuleType:
    """The checks that use SQLAlchemy's engine, which serving does without."""
    from server.examination import database  # noqa: PLC0415 - see above

    return database
