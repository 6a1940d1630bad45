"""Asks plug-ins for vetoes: between two tries of a transaction, never inside of one.

A transaction learns under its locks what to ask about, and is rolled back where that is not
answered. The plug-ins are then asked while nothing is locked, and the transaction is made again. It
decides only if the facts are still those that were asked about, and the answer is new.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from auth.imitation.vetoes import Answer, Attempt, Veto
from auth.unserved import Busy

if TYPE_CHECKING:
    from resolvers.application import Application

Result = TypeVar("Result")

TRIES: Final = 4  # where facts change, or locks are waited for, again and again


class Unanswered(Exception):
    """Plug-ins were not asked about this attempt, or too long ago."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__()
        self.attempt = attempt


class Vetoes:
    """What plug-ins answer to one request."""

    def __init__(self, application: "Application") -> None:
        self._ask = application.plugins
        self._now = application.clock
        self._answer: Answer | None = None

    @property
    def are_asked(self) -> bool:
        """Whether there are plug-ins."""
        return self._ask is not None

    def about(self, attempt: Attempt) -> Sequence[Veto]:
        """The vetoes as they are to be decided by; raises Unanswered."""
        if self._ask is None:
            return ()
        if self._answer is None or not self._answer.counts_for(attempt, now=self._now()):
            raise Unanswered(attempt)
        return self._answer.vetoes

    async def ask(self, attempt: Attempt) -> None:
        """Ask the plug-ins. Nothing may be locked meanwhile."""
        if self._ask is not None:
            asked_at = self._now()
            self._answer = Answer(attempt, asked_at, await self._ask(attempt))


async def decided(
    application: "Application", decide: Callable[[Vetoes], Awaitable[Result]]
) -> Result:
    """What a transaction decides with the vetoes that it needs; raises Busy where none can."""
    vetoes = Vetoes(application)
    for _ in range(TRIES):
        try:
            return await decide(vetoes)
        except Unanswered as question:
            attempt = question.attempt
        await vetoes.ask(attempt)
    raise Busy


def recorded(vetoes: Sequence[Veto]) -> Mapping[str, object]:
    """The vetoes in the detail of an event. An erasure finds free text by the name `reason`."""
    found = [{"plugin": veto.plugin, "reason": veto.text} for veto in vetoes]
    return {"vetoes": found} if found else {}
