"""Checks, when the server starts, that Strawberry and graphql-core work as plans expect."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import strawberry
from graphql import OperationDefinitionNode, parse
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
    """Changes the name, so that the answer shows whether the guard was called."""

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
    """Whether a plan answers correctly, and graphql-core completes what the plan cannot."""
    try:
        whole = _execute({"whole": True, "word": "sent"})
        refused = _execute({"whole": False, "word": None})  # null does not fit the argument
    except Exception:  # noqa: BLE001 - then the libraries are not as expected
        return False
    return whole == (_ANSWER, [], 1) and refused == (None, [["thing", "words"]], 1)


def _execute(variables: dict[str, Any]) -> tuple[Any, list[Any], int]:
    """The data, the paths of the errors, and how often the root field was run."""
    document, runs = parse(_DOCUMENT), list[str]()
    schema, operation = strawberry.Schema(_Query), document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - it stands above
    executing = execute_by_plan(schema, Plans(document), operation, variables, runs)
    try:
        executing.send(None)  # by hand: there may be no event loop yet, and nothing waits
    except StopIteration as end:
        return end.value.data, [error.path for error in end.value.errors or ()], len(runs)
    raise RuntimeError
