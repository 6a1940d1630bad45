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


class Pending(NamedTuple):
    """A value that is still awaited or loaded, and its place in the answer."""

    value: Load[Any] | Awaitable[Any]
    answer: dict[str, Any]
    key: str
    complete: Complete


@dataclass(slots=True)
class Run:
    """The state that the functions of a plan share below one root field."""

    context: object
    variables: VariableValues
    pending: list[Pending] = field(default_factory=list)
    _calls: dict[Resolver, Callable[[object], Any]] = field(default_factory=dict)

    def resolve(self, resolver: Resolver, source: object) -> Any:
        """Calls the resolver for a source. Its arguments are coerced once for all sources."""
        call = self._calls.get(resolver)
        if call is None:
            call = self._calls[resolver] = resolver.bind(self.context, self.variables)
        return call(source)

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
                for each, found in zip(level, await _values(level), strict=True):
                    each.answer[each.key] = each.complete(found, self)
                    items += len(found) if found.__class__ is list else 1
                    if items >= AT_ONCE:  # others have the event loop in between
                        items = await _next_turn()
        finally:
            for each in self.pending:  # not awaited, because another field failed
                if iscoroutine(each.value):
                    each.value.close()
        return answer


async def _next_turn() -> int:
    await checkpoint()
    return 0


async def _values(level: list[Pending]) -> Iterator[Any]:
    """The values in the order of the level. What is loaded needs no task, only its loader does."""
    awaited, keys = list[Awaitable[Any]](), dict[Loader[Any, Any], dict[Hashable, None]]()
    for value, *_ in level:
        if value.__class__ is Load:
            keys.setdefault(value.loader, {})[value.key] = None
        else:
            awaited.append(value)
    found = iter(await _await_all([*awaited, *(loader.find(keys[loader]) for loader in keys)]))
    return (each.value.answer() if each.value.__class__ is Load else next(found) for each in level)


async def _await_all(values: list[Awaitable[Any]]) -> list[Any]:
    if len(values) == 1:  # without the cost of a task
        return [await values[0]]
    return await gather_with_cancel(*values)
