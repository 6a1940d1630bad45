"""Values of a change, in which `UNCHANGED` differs from None, which clears the value."""

from enum import Enum
from typing import Final, Literal, TypeAlias, TypeGuard, TypeVar


class _Unchanged(Enum):
    UNCHANGED = "unchanged"


UNCHANGED: Final = _Unchanged.UNCHANGED

Value = TypeVar("Value")
Change: TypeAlias = Value | Literal[_Unchanged.UNCHANGED]


def given(change: Value | Literal[_Unchanged.UNCHANGED]) -> TypeGuard[Value]:
    """Whether a new value was sent."""
    return change is not UNCHANGED
