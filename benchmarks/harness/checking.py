"""Compares two answers field by field."""

from collections.abc import Iterator
from datetime import datetime


def differences(wanted: object, found: object, path: str = "answer") -> Iterator[str]:
    """Where the found answer is another than the wanted one; a moment may be written otherwise."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name in wanted | found:
            yield from differences(wanted.get(name), found.get(name), f"{path}.{name}")
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for place, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from differences(one, other, f"{path}[{place}]")
    elif _comparable(wanted) != _comparable(found):
        yield f"{path} is {found!r} instead of {wanted!r}"


def _comparable(value: object) -> object:
    """A moment to the millisecond, which is what JavaScript keeps; else the type and the value."""
    if isinstance(value, str):
        try:
            named = datetime.fromisoformat(value)
        except ValueError:
            return value
        return named.replace(microsecond=named.microsecond // 1000 * 1000)
    return type(value).__name__, value
