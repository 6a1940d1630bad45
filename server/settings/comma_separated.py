"""Reads settings that hold several values, separated by commas."""

from typing import Any, Final

from pydantic import BeforeValidator


def split(text: str) -> tuple[str, ...]:
    """The values without surrounding spaces; empty ones are left out."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _split_text(value: Any) -> Any:  # noqa: ANN401 - pydantic's own
    return split(value) if isinstance(value, str) else value


SPLIT: Final = BeforeValidator(_split_text)
