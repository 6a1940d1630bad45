"""What root fields have come to, so that none is run twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

import anyio
from anyio.lowlevel import checkpoint


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a resolver returned or, where `failure` is set, raised."""

    value: Any = None
    failure: Exception | None = None


@dataclass(slots=True)
class Outcomes:
    """The outcomes of the root fields of one operation by their keys in the answer."""

    _begun: set[str] = field(default_factory=set)
    _ended: dict[str, Outcome] = field(default_factory=dict)  # in the order in which they ended

    async def run(self, key: str, call: Callable[[object], Any]) -> Any:
        """Run the root field and remember what it comes to. Raises what it raises."""
        self._begun.add(key)
        try:
            value = call(None)
            if isawaitable(value):
                value = await value
        except Exception as failure:
            self._ended[key] = Outcome(failure=failure)
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
        """The same outcome, in the same order: of several errors the first may hide the others."""
        if key not in self._ended:  # cancelled when another failed, as graphql-core does now
            await anyio.sleep_forever()
        for _ in range(list(self._ended).index(key)):
            await checkpoint()
        outcome = self._ended[key]
        if outcome.failure:
            raise outcome.failure
        return outcome.value
