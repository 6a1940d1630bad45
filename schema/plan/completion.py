"""Completes lists and objects: makes of what resolvers return what the answer holds.

Each function here makes a place of an operation (GraphQL, 6.4.3). It completes values as the schema
promises them, and raises Unexpected for all others. `required` is the exclamation mark of the type.

What needs no resolver is completed by one generated expression, however deep it is: functions that
call each other take twice the time. `{"id": _1 if (_1 := source.id).__class__ is _2 else …}`.
Names that clients send stand in it as literals alone. A place makes its own expression at its first
use, since it mostly is a part of another one: else a deep operation would be written once a level.
"""

from collections.abc import Awaitable
from functools import cache
from typing import Any, NamedTuple

from schema.plan.expression import Expression
from schema.plan.place import Place, null
from schema.plan.run import Complete, Resolved, Run, Unexpected


class Attribute(NamedTuple):
    """A field that is read from the source."""

    key: str
    name: str  # of the source's attribute
    place: Place


def list_of(item: Place, *, required: bool) -> Place:
    """A list with its items."""

    @cache
    def items() -> Complete:
        to = Expression()
        return to.function(f"[{item.write(to, 'each')} for each in value]", "value", "run")

    def complete(value: Any, run: Run) -> Any:
        if value.__class__ is list or value.__class__ is tuple:
            return items()(value, run)
        if value is None:
            return null(required)
        raise Unexpected

    def write(to: Expression, value: str) -> str:
        given, each = to.variable(), to.variable()
        answer = f"[{item.write(to, each)} for {each} in {given}]"
        usual = f"({given} := {value}).__class__ is {to.name(list)}"
        return f"{answer} if {usual} else {to.name(complete)}({given}, run)"

    return Place(complete, write)


def object_of(
    blank: dict[str, Any],
    attributes: tuple[Attribute, ...],
    resolved: tuple[Resolved, ...],
    *,
    required: bool,
) -> Place:
    """An object with its fields. `blank` has the keys of the answer in their order."""
    checked: set[type] = set()  # the classes of the sources so far

    @cache
    def read() -> Complete:
        to = Expression()
        return to.function(_read(to, "source", blank, attributes), "source", "run")

    def complete(source: Any, run: Run) -> Any:
        if source.__class__ not in checked:
            if source is None:
                return null(required)
            checked.add(_class_of_source(source))
        answer = read()(source, run)
        for key, call, complete_value in run.calls(resolved):
            value = call(source)
            if hasattr(value, "__await__"):
                run.pending.append((value, answer, key, complete_value))
            else:
                answer[key] = complete_value(value, run)
        return answer

    def write(to: Expression, value: str) -> str:
        if resolved:
            return f"{to.name(complete)}({value}, run)"
        given = to.variable()
        answer = _read(to, given, blank, attributes)
        usual = f"({given} := {value}).__class__ in {to.name(checked)}"
        other = f"{to.name(complete)}({given}, run)"
        if not required:
            other = f"None if {given} is None else {other}"
        return f"{answer} if {usual} else {other}"

    return Place(complete, write)


def _read(
    to: Expression, source: str, blank: dict[str, Any], attributes: tuple[Attribute, ...]
) -> str:
    """The text of an object of the answer, with all attributes of a source."""
    items = {key: repr(value) for key, value in blank.items()}
    for key, name, place in attributes:
        items[key] = place.write(to, f"{source}.{name}")
    return f"{{{', '.join(f'{key!r}: {item}' for key, item in items.items())}}}"


def _class_of_source(source: object) -> type:
    """Raises Unexpected for what graphql-core raises or awaits; others may have fields."""
    if isinstance(source, BaseException | Awaitable):
        raise Unexpected
    return source.__class__
