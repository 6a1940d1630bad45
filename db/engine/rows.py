"""What a row of an answer becomes: a model, a value, a tuple of these, or a NamedTuple."""

import asyncio
from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import itemgetter
from types import FunctionType
from typing import Any, Final, TypeVar

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Mapper, configure_mappers

AT_ONCE: Final = 500  # rows, which take a few milliseconds

Model = TypeVar("Model")
Row = TypeVar("Row")
Values = Sequence[Any]
Build = Callable[[Values], Any]

_OWN: Final = (property, FunctionType)  # what a model adds to its columns


def builder(selected: Select[Any]) -> Build:
    """Makes rows of what a SELECT lists: models and columns, several as a tuple."""
    parts = [_part(described["expr"]) for described in selected.column_descriptions]
    if len(parts) == 1:
        return parts[0][1]
    reads, start = [], 0
    for width, build in parts:
        reads.append(itemgetter(start) if build is _first else _cut(start, start + width, build))
        start += width
    return lambda values: tuple([read(values) for read in reads])


@cache
def of(model: type[Model]) -> Callable[[Values], Model]:
    """Makes rows that have the attributes of a model; they are only read."""
    return _model_builder(inspect(model))


def _part(selected: object) -> tuple[int, Build]:
    """How many columns a part of the selection has, and what they become."""
    inspected: Any = inspect(selected, raiseerr=False)
    # A column, a function and a literal are inspected as themselves.
    if getattr(inspected, "is_mapper", False) or getattr(inspected, "is_aliased_class", False):
        return len(inspected.mapper.column_attrs), _model_builder(inspected.mapper)
    return 1, _first


def _cut(start: int, end: int, build: Build) -> Build:
    """None where an outer join found nothing: a model's first column is of its primary key."""
    return lambda values: None if values[start] is None else build(values[start:end])


def _first(values: Values) -> object:
    return values[0]


@cache
def _model_builder(mapper: Mapper[Any]) -> Build:
    """Makes rows with the attributes of the mapper's model.

    They are named tuples: reading an attribute of a mapped instance takes ten times as long, and
    nothing may change a row.
    """
    configure_mappers()
    model = mapper.class_
    columns = namedtuple(model.__name__, [each.key for each in mapper.column_attrs])  # type: ignore[misc]  # noqa: PYI024 - names known at run time
    own = {
        name: each
        for name, each in vars(model).items()
        if isinstance(each, _OWN) and not name.startswith("_")
    }
    row = type(model.__name__, (columns,), {"__slots__": (), **own})
    return partial(tuple.__new__, row)  # what `_make` does, without a check of the length


async def made(lines: Sequence[Values], row: Callable[[Values], Row]) -> Sequence[Row]:
    """The rows of many lines; others have the event loop in between."""
    rows: list[Row] = []
    for start in range(0, len(lines), AT_ONCE):
        rows += [row(values) for values in lines[start : start + AT_ONCE]]
        await asyncio.sleep(0)
    return rows
