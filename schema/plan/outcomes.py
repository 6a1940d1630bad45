"""The outcomes of the root fields of an operation, so that none is run twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.lowlevel import checkpoint

from schema.plan.run import Unexpected


class Decisive(Unexpected):
    """A root field that is required has failed: the whole answer is null."""


@dataclass(slots=True)
class Outcomes:
    """By the keys of the answer: the value that a resolver returned, or the exception it raised."""

    _begun: set[str] = field(default_factory=set)
    _ended: dict[str, Any] = field(default_factory=dict)  # in the order in which they ended
    _decisive: str | None = None  # the first of its kind

    async def run(self, key: str, call: Callable[[object], Any], *, required: bool) -> Any:
        """The value of a root field. Raises Decisive or Unexpected where the resolver fails."""
        self._begun.add(key)
        try:
            value = call(None)
            if hasattr(value, "__await__"):  # inspect.isawaitable takes ten times as long
                value = await value
            self._ended[key] = value
        except Exception as failure:  # noqa: BLE001 - graphql-core reports it
            if required and self._decisive is None:
                self._decisive = key
            elif required:
                raise Decisive from None  # only the first is reported
            self._ended[key] = failure
            raise (Decisive if required else Unexpected) from None
        return value

    def resolve(
        self, next_: Callable[..., Any], source: object, info: Any, **arguments: Any
    ) -> Any:
        """As middleware of graphql-core: a root field that was run is not run again."""
        if info.path.prev is None and info.path.key in self._begun:
            return self._again(info.path.key)
        return next_(source, info, **arguments)

    async def _again(self, key: str) -> Any:
        """The same outcome, in the same order as before: it is the order of the errors.

        graphql-core raises an exception that is returned.
        """
        if key not in self._ended:  # it was cancelled, and will be once the decisive one fails
            await anyio.sleep_forever()
        order = list(self._ended)
        last = order.index(self._decisive) if self._decisive else len(order)
        for _ in range(min(order.index(key), last)):
            await checkpoint()
        return self._ended[key]
