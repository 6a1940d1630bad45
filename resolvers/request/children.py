"""Gathers the children of many rows, read by one statement, under the ids of their parents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Child = TypeVar("Child")


def gathered(
    ids: Sequence[str], children: Iterable[tuple[str, Child]]
) -> Mapping[str, Sequence[Child]]:
    """The children of each id, in the order of the pairs of a parent's id and a child."""
    found: dict[str, list[Child]] = {id_: [] for id_ in ids}
    for parent, child in children:
        found[parent].append(child)
    return found
