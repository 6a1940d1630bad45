"""Completes leaves: scalars and enums."""

from functools import cache
from typing import Any, Final

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLEnumType,
    GraphQLLeafType,
    Undefined,
)

from auth.currencies import HIGHEST_AMOUNT
from schema.plan.expression import Expression
from schema.plan.place import Place, null
from schema.plan.run import Run, Unexpected

# Values of these classes are answered as they are. Of other values graphql-core may make text.
_UNCHANGED: Final = {"String": str, "ID": str, "Boolean": bool}
# As are whole numbers up to these: see schema/scalars.py.
_WITHIN: Final = {
    "Int": (GRAPHQL_MIN_INT, GRAPHQL_MAX_INT),
    "MinorUnits": (-HIGHEST_AMOUNT, HIGHEST_AMOUNT),
}


@cache
def leaf(type_: GraphQLLeafType, *, required: bool) -> Place:
    """A scalar or an enum."""
    coerce, unchanged = type_.coerce_output_value, _UNCHANGED.get(type_.name)

    def complete(value: Any, _run: Run) -> Any:
        if value is None:
            return null(required)
        if unchanged is not None and isinstance(value, unchanged):
            return value
        if unchanged is not None or (answer := coerce(value)) is None or answer is Undefined:
            raise Unexpected
        return answer

    def write(to: Expression, value: str) -> str:
        given = to.variable()
        condition, answer = _usual(type_, to, value, given)
        return f"{answer} if {condition} else {to.name(complete)}({given}, run)"

    return Place(complete, write)


def _usual(type_: GraphQLLeafType, to: Expression, value: str, given: str) -> tuple[str, str]:
    """The condition that a value, assigned to `given`, is a usual one, and what it is answered as.

    Both are texts.
    """
    assigned, answer = f"({given} := {value})", to.variable()
    if type_.name in _UNCHANGED:
        return f"{assigned}.__class__ is {to.name(_UNCHANGED[type_.name])}", given
    if type_.name in _WITHIN:
        lowest, highest = _WITHIN[type_.name]
        within = f"{lowest} <= {given} <= {highest}"
        return f"{assigned}.__class__ is {to.name(int)} and {within}", given
    if isinstance(type_, GraphQLEnumType):
        names = {each.value: name for name, each in type_.values.items()}
        return f"({answer} := {to.name(names.get)}({assigned})) is not None", answer
    coerced = f"({answer} := {to.name(type_.coerce_output_value)}({given}))"
    return f"{assigned} is not None and {coerced} is not None", answer
