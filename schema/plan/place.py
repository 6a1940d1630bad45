"""How values are completed at one place of an operation."""

from collections.abc import Callable
from typing import NamedTuple

from schema.plan.expression import Expression
from schema.plan.run import Complete, Unexpected


class Place(NamedTuple):
    """A function of a value, and the same as an expression of a value's text."""

    complete: Complete
    write: Callable[[Expression, str], str]


def null(required: bool) -> None:
    """What null is answered as. Raises Unexpected where the type has an exclamation mark."""
    if required:
        raise Unexpected
