"""One run of a plan below one root field."""

from collections.abc import Awaitable, Callable, Hashable, Iterator
from dataclasses import dataclass, field
from inspect import iscoroutine
from typing import Any, Final, NamedTuple, TypeAlias

from anyio.lowlevel import checkpoint
from graphql.execution.values import VariableValues
from graphql.pyutils import gather_with_cancel

from schema.loading.load import Load, Loader
from schema.pieces.pace import AT_ONCE
from schema.plan.resolver import Resolver

Complete: TypeAlias = Callable[[Any, "Run"], Any]


TOGETHER: Final = 500  # resolvers, which begin within a few milliseconds


class Unexpected(Exception):
    """A value is not what the schema promises: graphql-core decides what is answered."""


# A value that is still awaited or loaded, then its place: an object of the answer and a key there,
# and what completes it.
Pending: TypeAlias = tuple[Load[Any] | Awaitable[Any], dict[str, Any], str, Complete]


class Resolved(NamedTuple):
    """A field that a resolver answers."""

    key: str
    resolver: Resolver
    complete: Complete


@dataclass(slots=True)
class Run:
    """The state that the functions of a plan share below one root field."""

    context: object
    variables: VariableValues
    pending: list[Pending] = field(default_factory=list)
    _calls: dict[int, list[tuple[str, Callable[[object], Any], Complete]]] = field(
        default_factory=dict
    )

    def calls(
        self, fields: tuple[Resolved, ...]
    ) -> list[tuple[str, Callable[[object], Any], Complete]]:
        """The fields of an object with their calls, whose arguments are coerced once for all."""
        calls = self._calls.get(id(fields))  # the plan keeps them
        if calls is None:
            calls = self._calls[id(fields)] = [
                (key, resolver.bind(self.context, self.variables), complete)
                for key, resolver, complete in fields
            ]
        return calls

    async def complete(self, value: object, complete: Complete) -> Any:
        """The completed value of a root field. Raises an exception if a part is not as expected.

        Resolvers are awaited level by level, those of one level together: a loader gets the keys
        of a whole level at once. Of a very long level, others have the event loop in between.
        """
        try:
            answer = complete(value, self)
            while self.pending:
                level, self.pending = self.pending[:TOGETHER], self.pending[TOGETHER:]
                items = 0
                values = await _values(level)
                for (_, of, key, complete_value), found in zip(level, values, strict=True):
                    of[key] = complete_value(found, self)
                    items += len(found) if found.__class__ is list else 1
                    if items >= AT_ONCE:  # others have the event loop in between
                        items = await _next_turn()
        finally:
            for waiting, *_ in self.pending:  # not awaited, because another field failed
                if iscoroutine(waiting):
                    waiting.close()
        return answer


async def _next_turn() -> int:
    await checkpoint()
    return 0


async def _values(level: list[Pending]) -> Iterator[Any]:
    """The values in the order of the level. What is loaded needs no task, only its loader does."""
    awaited, keys = list[Awaitable[Any]](), dict[Loader[Any, Any], dict[Hashable, None]]()
    for value, _, _, _ in level:
        if isinstance(value, Load):
            keys.setdefault(value.loader, {})[value.key] = None
        else:
            awaited.append(value)
    found = iter(await _await_all([*awaited, *(loader.find(keys[loader]) for loader in keys)]))
    return (value.answer() if isinstance(value, Load) else next(found) for value, _, _, _ in level)


async def _await_all(values: list[Awaitable[Any]]) -> list[Any]:
    if len(values) == 1:  # without the cost of a task
        return [await values[0]]
    return await gather_with_cancel(*values)
