"""What the root fields of an operation have come to, so that none is run twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import isawaitable
from types import TracebackType
from typing import Any

import anyio
from anyio.lowlevel import checkpoint


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a resolver returned or, where `failure` is set, raised."""

    value: Any = None
    failure: Exception | None = None
    traceback: TracebackType | None = None  # of the failure, as the resolver left it


@dataclass(slots=True)
class Outcomes:
    """The outcomes by the keys of the answer, in the order in which the root fields ended."""

    _begun: set[str] = field(default_factory=set)
    _ended: dict[str, Outcome] = field(default_factory=dict)
    _decisive: str | None = None  # the required field that failed first: the answer is null

    async def run(self, key: str, call: Callable[[object], Any], *, required: bool) -> Any:
        """Run the root field and remember what it comes to. Raises what it raises."""
        self._begun.add(key)
        try:
            value = call(None)
            if isawaitable(value):
                value = await value
        except Exception as failure:
            if required and self._decisive is not None:
                raise  # it came too late to be told
            traceback = failure.__traceback__ and failure.__traceback__.tb_next
            self._ended[key] = Outcome(failure=failure, traceback=traceback)
            if required:
                self._decisive = key
            raise
        self._ended[key] = Outcome(value)
        return value

    def resolve(
        self, next_: Callable[..., Any], source: object, info: Any, **arguments: Any
    ) -> Any:
        """As middleware of graphql-core: a root field that was run is not run again."""
        if info.path.prev is None and info.path.key in self._begun:
            return self._again(info.path.key)
        return next_(source, info, **arguments)

    async def _again(self, key: str) -> Any:
        """The same outcome, and several of them in the same order: errors are told in it."""
        if key not in self._ended:  # until graphql-core cancels it after the decisive failure
            await anyio.sleep_forever()
        order = list(self._ended)
        last = order.index(self._decisive) if self._decisive else len(order)
        for _ in range(min(order.index(key), last)):
            await checkpoint()
        outcome = self._ended[key]
        if outcome.failure:
            raise outcome.failure.with_traceback(outcome.traceback)
        return outcome.value
