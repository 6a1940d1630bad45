"""A compiled operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graphql import OperationType
from graphql.execution.values import VariableValues
from graphql.pyutils import gather_with_cancel

from schema.plan.compiler import Root
from schema.plan.outcomes import Decisive, Outcomes
from schema.plan.run import Run, Unexpected

_FAILED: Final = object()


@dataclass(frozen=True, slots=True)
class Plan:
    """The root fields of an operation; it can be run any number of times."""

    type: OperationType
    roots: tuple[Root, ...]

    async def run(
        self, context: object, variables: VariableValues, outcomes: Outcomes
    ) -> dict[str, Any]:
        """The data of the answer. Raises an exception if any value is not as expected.

        As in graphql-core, queries run side by side and mutations one after the other.
        """
        if len(self.roots) > 1 and self.type is not OperationType.MUTATION:
            return await self._run_together(context, variables, outcomes)
        answers = {}
        for root in self.roots:
            call = root.resolver.bind(context, variables)
            value = await outcomes.run(root.key, call, required=root.required)
            answers[root.key] = await Run(context, variables).complete(value, root.complete)
        return answers

    async def _run_together(
        self, context: object, variables: VariableValues, outcomes: Outcomes
    ) -> dict[str, Any]:
        # All arguments first: graphql-core begins no field where one does not fit.
        calls = [root.resolver.bind(context, variables) for root in self.roots]
        answers = await gather_with_cancel(
            *(
                _answer(root, call, Run(context, variables), outcomes)
                for root, call in zip(self.roots, calls, strict=True)
            )
        )
        if any(answer is _FAILED for answer in answers):
            raise Unexpected
        return dict(zip((root.key for root in self.roots), answers, strict=True))


async def _answer(root: Root, call: Callable[[object], Any], run: Run, outcomes: Outcomes) -> Any:
    """One of several. Only a decisive failure cancels the others, by raising."""
    try:
        value = await outcomes.run(root.key, call, required=root.required)
        return await run.complete(value, root.complete)
    except Decisive:
        raise
    except Exception:  # noqa: BLE001 - graphql-core meets it again and reports it
        return _FAILED
