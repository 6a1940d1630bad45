"""One question to one plug-in, and what became of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from auth.imitation.vetoes import Attempt, bounded
from server.faults import faults

Plugin: TypeAlias = Callable[[Attempt], Awaitable[object]]

FAILED: Final = "plugins.failed"
LATE: Final = "plugins.late"
BUSY: Final = "plugins.busy"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A veto's text, None for no veto; and the event to log of a plug-in that did not answer."""

    text: str | None
    event: str | None = None
    facts: Mapping[str, Any] | None = None


async def put(name: str, plugin: Plugin, attempt: Attempt) -> Outcome:
    """Ask the plug-in, and wait as long as it takes."""
    try:
        answer = await plugin(attempt)
    except (Exception, SystemExit) as fault:  # noqa: BLE001 - SystemExit would end the server
        return failed(name, **faults(fault))
    if answer is None:
        return Outcome(None)
    if not isinstance(answer, str):
        return failed(name, answered=type(answer).__name__)
    return Outcome(bounded(answer) or f"The plug-in {name} gives no reason.")


def failed(name: str, **facts: object) -> Outcome:
    """Of a plug-in that raised, or answered something else than a text or None."""
    return Outcome(f"The plug-in {name} failed.", FAILED, facts)


def late(name: str, seconds: float) -> Outcome:
    """Of a plug-in that had no answer after so many seconds."""
    text = f"The plug-in {name} did not answer in time."
    return Outcome(text, LATE, {"milliseconds": round(seconds * 1000)})


def busy(name: str, number: int) -> Outcome:
    """Of a plug-in that has so many questions open, and is not asked another one."""
    return Outcome(f"The plug-in {name} answers too many others.", BUSY, {"open": number})
