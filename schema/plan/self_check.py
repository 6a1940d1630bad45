"""Checks at the start that Strawberry and graphql-core work as the plans expect."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import strawberry
from graphql import ExecutionResult, OperationDefinitionNode, parse
from strawberry.extensions import FieldExtension

from schema.plan.execution import execute_by_plan
from schema.plan.plans import Plans

_DOCUMENT: Final = """
query ($whole: Boolean!, $word: String) {
  thing { ...Name inner @include(if: $whole) { ...Name } words(word: $word) }
}
fragment Name on Thing { __typename name }
"""
_ANSWER: Final = {
    "thing": {
        "__typename": "Thing",
        "name": "guarded",
        "inner": [{"__typename": "Thing", "name": "inner"}],
        "words": ["sent", "sent"],
    }
}


class _Guard(FieldExtension):
    """Changes the name, so that the answer shows whether it was asked."""

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[Any]],
        source: Any,
        info: strawberry.Info,
        **kwargs: Any,
    ) -> Any:
        thing = await next_(source, info, **kwargs)
        thing.name = "guarded"
        return thing


@strawberry.type(name="Thing")
class _Thing:
    name: str

    @strawberry.field
    async def inner(self, info: strawberry.Info) -> list["_Thing"]:
        return [_Thing(name=info.field_name)]

    @strawberry.field
    def words(self, word: str = "default") -> list[str]:
        return [word] * 2


@strawberry.type(name="Query")
class _Query:
    @strawberry.field(extensions=[_Guard()])
    async def thing(self, info: strawberry.Info) -> _Thing:
        info.context.append("run")
        return _Thing(name="not guarded")


def passes() -> bool:
    """Whether a plan answers what it should, and graphql-core goes on where it cannot."""
    try:
        answered, runs = _execute({"whole": True, "word": "sent"})
        refused, runs_of_refused = _execute({"whole": False, "word": None})  # null does not fit
    except Exception:  # noqa: BLE001 - whatever it is, the libraries are not as expected
        return False
    return (
        (answered.data, answered.errors, runs) == (_ANSWER, None, 1)
        and (refused.data, runs_of_refused) == (None, 1)
        and [error.path for error in refused.errors or ()] == [["thing", "words"]]
    )


def _execute(variables: dict[str, Any]) -> tuple[ExecutionResult, int]:
    """The result, and how often the root field was run."""
    document, runs = parse(_DOCUMENT), list[str]()
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - it stands above
    execution = execute_by_plan(
        strawberry.Schema(_Query), Plans(document), operation, variables, runs
    )
    try:
        execution.send(None)  # by hand: the event loop may not run yet, and nothing waits
    except StopIteration as end:
        return end.value, len(runs)
    raise RuntimeError
