"""Writes the expression of Python that completes the values of one place of an operation."""

from collections.abc import Callable
from typing import Any


class Expression:
    """The values that the names in a text stand for; no name is a client's."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {}

    def name(self, value: object) -> str:
        """A name for a value."""
        name = f"_{len(self._names)}"
        self._names[name] = value
        return name

    def variable(self) -> str:
        """A name for what the expression itself assigns."""
        return self.name(None)

    def function(self, text: str, *parameters: str) -> Callable[..., Any]:
        """The function of what the text says."""
        made: Callable[..., Any] = eval(  # noqa: S307 - of names made here and of literals
            f"lambda {', '.join(parameters)}: {text}", self._names
        )
        return made
