"""Completes values: turns what resolvers return into what the answer holds (GraphQL, 6.4.3).

Each function here makes a function for one place of an operation. That function completes values
as the schema promises them and raises Unexpected for all others. `required` is the exclamation
mark of the type.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Final, NamedTuple

from graphql import GraphQLField, GraphQLLeafType, Undefined, get_nullable_type
from graphql.pyutils import is_awaitable

from schema.loading.load import Load
from schema.plan.resolver import Resolver, definition_of
from schema.plan.run import Complete, Pending, Run, Unexpected

# Values of these classes are answered as they are. Of other values graphql-core may make text.
_UNCHANGED: Final = {"String": str, "ID": str, "Boolean": bool}


class Attribute(NamedTuple):
    """A field that is read from the source; a value of the class `unchanged` is complete."""

    key: str
    name: str  # of the source's attribute
    unchanged: type | None
    complete: Complete


class Resolved(NamedTuple):
    """A field that a resolver answers."""

    key: str
    resolver: Resolver
    complete: Complete


def attribute(key: str, field: GraphQLField, complete: Complete) -> Attribute:
    """The field as a part of an object."""
    unchanged = _UNCHANGED.get(getattr(get_nullable_type(field.type), "name", ""))
    return Attribute(key, definition_of(field).python_name, unchanged, complete)


@cache
def leaf(type_: GraphQLLeafType, *, required: bool) -> Complete:
    """A scalar or an enum."""
    coerce, unchanged = type_.coerce_output_value, _UNCHANGED.get(type_.name)

    def complete(value: Any, _run: Run) -> Any:
        if value is None:
            return _null(required)
        if unchanged is not None and isinstance(value, unchanged):
            return value
        if unchanged is not None or (answer := coerce(value)) is None or answer is Undefined:
            raise Unexpected
        return answer

    return complete


def list_of(item: Complete, *, required: bool) -> Complete:
    """A list with its items."""

    def complete(value: Any, run: Run) -> Any:
        if value.__class__ is list or value.__class__ is tuple:
            return [item(each, run) for each in value]
        if value is None:
            return _null(required)
        raise Unexpected

    return complete


def object_of(
    blank: dict[str, Any],
    attributes: tuple[Attribute, ...],
    resolved: tuple[Resolved, ...],
    *,
    required: bool,
) -> Complete:
    """An object with its fields; `blank` has the keys of the answer in their order."""
    checked: set[type] = set()  # the classes of the sources so far
    read = _reader(blank, attributes)

    def complete(source: Any, run: Run) -> Any:
        if source.__class__ not in checked:
            if source is None:
                return _null(required)
            checked.add(_class_of_source(source))
        answer = read(source, run)
        for key, resolver, complete_value in resolved:
            value = run.resolve(resolver, source)
            if value.__class__ is Load or is_awaitable(value):
                run.pending.append(Pending(value, answer, key, complete_value))
            else:
                answer[key] = complete_value(value, run)
        return answer

    return complete


def _reader(
    blank: dict[str, Any], attributes: tuple[Attribute, ...]
) -> Callable[[Any, Run], dict[str, Any]]:
    """Makes an object of the answer, with all attributes of a source.

    It is one expression of Python, which takes half the time of a loop over the attributes:
    `lambda source, run: {"id": v if (v := source.id).__class__ is str else complete_0(v, run)}`.
    Names that clients send stand in it as literals alone.
    """
    items = {key: repr(value) for key, value in blank.items()}
    names: dict[str, Any] = {"str": str, "bool": bool}
    for number, (key, name, unchanged, complete) in enumerate(attributes):
        names[f"complete_{number}"] = complete
        items[key] = (
            f"complete_{number}(source.{name}, run)"
            if unchanged is None
            else f"v if (v := source.{name}).__class__ is {unchanged.__name__}"
            f" else complete_{number}(v, run)"
        )
    text = ", ".join(f"{key!r}: {item}" for key, item in items.items())
    reader: Callable[[Any, Run], dict[str, Any]] = eval(  # noqa: S307 - of names of the schema, and of literals
        f"lambda source, run: {{{text}}}", names
    )
    return reader


def _null(required: bool) -> None:
    if required:
        raise Unexpected


def _class_of_source(source: object) -> type:
    """Raises Unexpected for what graphql-core raises or awaits; others may have fields."""
    if isinstance(source, BaseException | Awaitable):
        raise Unexpected
    return source.__class__
