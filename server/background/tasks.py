"""Runs a process's background tasks: the time, the audit log, webhooks, providers, sweeping."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.applications import Starlette

from auth.webhooks.addresses import AddressRules
from resolvers.application import Application
from resolvers.audit.walks.daily_walk import start_if_due
from resolvers.erasure.retention import retire
from resolvers.imitation.counting import count_new_events
from resolvers.imitation.sweep import sweep
from resolvers.webhooks.delivery import deliver, find_due
from server.background.failures import Failures
from server.background.freed_memory import give_back_freed
from server.background.lanes import Lanes
from server.background.rechecking import rechecking
from server.background.sealing import FAILED, Sealing
from server.background.timekeeping import keep_time
from server.background.walking import walk
from server.clock import SharedClock
from server.health import WITHIN
from server.telemetry.observer import Observer

if TYPE_CHECKING:
    from server.oidc.remote import Remote
    from server.outgoing.post import Poster

SEALING: Final = 1  # seconds between two searches for events that are not sealed
DELIVERING: Final = 1  # seconds between two searches for deliveries that are due
DAILY_WALK: Final = 300  # seconds between two looks at the age of the last walk over the audit log
COUNTING: Final = 2  # seconds between two looks for sealed events that are not counted
WALKING: Final = 2  # seconds between two looks for a walk that was started
RETIRING: Final = 600  # seconds between two searches for bodies whose time is over
RECHECKING: Final = 5  # seconds between two looks for sign-ins about which a provider is asked
SWEEPING: Final = 60  # seconds between two sweeps
NOT_WALKED: Final = "audit_log.walk_failed"
NOT_RETIRED: Final = "audit_log.retention_failed"
NOT_COUNTED: Final = "statistics.counting_failed"
NOT_RECHECKED: Final = "oidc.recheck_failed"
NOT_SWEPT: Final = "sweep.failed"
NOT_DELIVERED: Final = "webhooks.delivery_failed"


class Repeated(NamedTuple):
    """What is done again and again."""

    task: Callable[[Application], Awaitable[object]]
    pause: float  # seconds after it
    failed: str  # the event of the log where it fails


def lifespan(
    application: Application, observer: Observer, remotes: "Sequence[Remote]" = ()
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """The tasks run as long as the server; at the end connections are closed."""

    @asynccontextmanager
    async def run(_app: Starlette) -> AsyncIterator[None]:
        if isinstance(application.clock, SharedClock):
            with suppress(Exception):  # without a database no request is answered either
                async with asyncio.timeout(WITHIN):
                    await application.clock.ask()
        webhooks, providers = delivering(application.receivers), rechecking(remotes)
        repeated = _repeated(Sealing(observer.metrics), webhooks, providers)
        spare_the_collector()
        works = (_repeat(each, application) for each in repeated)
        others = keep_time(application.clock), give_back_freed()
        tasks = [asyncio.create_task(work) for work in (*others, *works)]
        yield
        await _end(tasks)
        await webhooks.close()
        await providers.close()
        await application.database.dispose()
        if observer.traces is not None:
            await asyncio.to_thread(observer.traces.close)

    return run


def _repeated(sealing: Sealing, webhooks: Lanes, providers: Lanes) -> Sequence[Repeated]:
    retiring = partial(retire, seen=sealing.seen)
    return (
        Repeated(sealing, SEALING, FAILED),
        Repeated(webhooks.look, DELIVERING, NOT_DELIVERED),
        Repeated(providers.look, RECHECKING, NOT_RECHECKED),
        Repeated(start_if_due, DAILY_WALK, NOT_WALKED),
        Repeated(count_new_events, COUNTING, NOT_COUNTED),
        Repeated(walk, WALKING, NOT_WALKED),
        Repeated(retiring, RETIRING, NOT_RETIRED),
        Repeated(sweep, SWEEPING, NOT_SWEPT),
    )


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """One after the other: what is in its COMMIT ends it."""
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def delivering(receivers: AddressRules) -> Lanes:
    """A lane for each webhook for which something is due."""

    @cache
    def poster() -> "Poster":
        from server.outgoing.post import Poster  # noqa: PLC0415 - httpcore2 takes 2 MB

        return Poster(receivers)

    async def work(application: Application, webhook_id: str) -> None:
        send = (await asyncio.to_thread(poster)).post
        await deliver(application, send, webhook_id)

    return Lanes(find_due, work)


def spare_the_collector() -> None:
    """Spare the collector what stays: each look through all of it was a pause of up to 0.15 s.

    A look through what is new is at most one through 100,000 objects, which takes about 40 ms. What
    remains is looked through often enough for memory to stay as it is after the first minutes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 4, 12)


async def _repeat(repeated: Repeated, application: Application) -> None:
    """Do it until it is cancelled; failures are logged.

    A transaction that is cancelled during its COMMIT goes on as if it were not, so that the
    cancellation has to be looked for.
    """
    running, failures = asyncio.current_task(), Failures(repeated.failed)
    while running is not None and not running.cancelling():
        try:
            await repeated.task(application)
        except Exception as fault:  # noqa: BLE001 - tried again after the pause
            failures.failed(fault)
        else:
            failures.succeeded()
        if not running.cancelling():
            await asyncio.sleep(repeated.pause)
