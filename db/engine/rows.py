"""What a row of an answer becomes: a model, a value, a tuple of these, or a NamedTuple."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Mapper, configure_mappers

Model = TypeVar("Model")
Values = Sequence[Any]
Build = Callable[[Values], Any]


def builder(selected: Select[Any]) -> Build:
    """Makes rows of what a SELECT lists: models and columns, several as a tuple."""
    parts = [_part(described["expr"]) for described in selected.column_descriptions]
    if len(parts) == 1:
        return parts[0][1]
    cuts, start = [], 0
    for width, build in parts:
        cuts.append((slice(start, start + width), _joined(build)))
        start += width
    return lambda values: tuple(build(values[cut]) for cut, build in cuts)


@cache
def of(model: type[Model]) -> Callable[[Values], Model]:
    """Makes instances of a model, which belong to no ORM session: they are only read."""
    return _model_builder(inspect(model))


def _part(selected: object) -> tuple[int, Build]:
    """How many columns a part of the selection has, and what they become."""
    inspected: Any = inspect(selected, raiseerr=False)
    # A column, a function and a literal are inspected as themselves.
    if getattr(inspected, "is_mapper", False) or getattr(inspected, "is_aliased_class", False):
        return len(inspected.mapper.column_attrs), _model_builder(inspected.mapper)
    return 1, _first


def _joined(build: Build) -> Build:
    """None where an outer join found nothing: a model's first column is of its primary key."""
    return lambda values: None if values[0] is None else build(values)


def _first(values: Values) -> object:
    return values[0]


def _model_builder(mapper: Mapper[Any]) -> Build:
    configure_mappers()
    names = [attribute.key for attribute in mapper.column_attrs]
    new = mapper.class_manager.new_instance

    def build(values: Values) -> Any:
        row = new()
        row.__dict__.update(zip(names, values, strict=True))
        return row

    return build
