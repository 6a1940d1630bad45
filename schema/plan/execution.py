"""Executes an operation by its plan, and by graphql-core where the plan is not enough."""

from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, OperationDefinitionNode, execute
from strawberry import Schema

from schema.plan.outcomes import Outcomes
from schema.plan.plans import Plans


async def execute_by_plan(
    schema: Schema,
    plans: Plans,
    operation: OperationDefinitionNode,
    sent: Mapping[str, Any],
    context: object,
) -> ExecutionResult | None:
    """The result with the variables `sent`; None where there is no plan, and nothing was run."""
    core = schema._schema  # noqa: SLF001 - Strawberry shows graphql-core's schema nowhere else
    variables = plans.coerce(core, operation, sent)
    if variables is None:
        return None
    plan = plans.find(core, operation, variables)
    if plan is None:
        return None
    outcomes = Outcomes()
    try:
        return ExecutionResult(await plan.run(context, variables, outcomes), None)
    except Exception:  # noqa: BLE001, S110 - graphql-core meets it again and reports it
        pass
    # graphql-core completes the same outcomes of the root fields. Fields below them may run a
    # second time; they only read, because whatever writes is a root field of a mutation.
    running = execute(
        core,
        plans.document,
        context_value=context,
        variable_values=dict(sent),
        operation_name=operation.name.value if operation.name else None,
        middleware=[outcomes],
        executor_class=schema.execution_context_class,
        operation_extensions=None,  # an argument of Strawberry's class
    )
    return running if isinstance(running, ExecutionResult) else await running
