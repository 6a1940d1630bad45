"""A SQL statement: a SQLAlchemy expression that is compiled to text once for each engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast, overload

from sqlalchemy import BindParameter, Dialect, Select, SelectBase
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.visitors import cloned_traverse
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.dialect import POSTGRESQL
from db.engine.rows import Values, builder

Row = TypeVar("Row")
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled(Generic[Row]):
    """A statement in the words of one engine."""

    text: str
    arguments: Callable[[Mapping[str, Any]], Values]  # in the order of the text's parameters
    row: Callable[[Values], Row]


class Statement(Generic[Row]):
    """What is sent to the database, and what each row of its answer becomes.

    A value that callers give is a `bindparam("name")`. Constants stand in the text, so that partial
    indexes serve. `by_key` marks a look-up of few rows by an index, which SQLite answers on the
    event loop. `columns` are those of an INSERT without values; each takes the value of its name.
    """

    @overload
    def __init__(
        self: "Statement[Row]", expression: SelectOfScalar[Row], *, by_key: bool = False
    ) -> None: ...
    @overload
    def __init__(
        self: "Statement[Row]",
        expression: Executable,
        row: Callable[[Values], Row],
        *,
        by_key: bool = False,
        columns: Sequence[str] | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "Statement[Any]",
        expression: Executable,
        *,
        by_key: bool = False,
        columns: Sequence[str] | None = None,
    ) -> None: ...
    def __init__(
        self,
        expression: Executable,
        row: Callable[[Values], Row] | None = None,
        *,
        by_key: bool = False,
        columns: Sequence[str] | None = None,
    ) -> None:
        """`row` makes a row of a line's values, such as a NamedTuple's `_make`; see `rows`."""
        self.by_key = by_key
        self.expression = expression
        self._row = row
        self._columns = columns
        self._compiled: dict[str, Compiled[Row]] = {}

    def on(self, dialect: Dialect) -> Compiled[Row]:
        """The statement as this engine reads it."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> Compiled[Row]:
        expression = cloned_traverse(cast("Any", self.expression), {}, {"bindparam": _settle})
        compiled = expression.compile(
            dialect=dialect,
            column_keys=self._columns,
            compile_kwargs={"render_postcompile": True},
        )
        return Compiled(compiled.string, _arguments(compiled, dialect), self._reader(dialect))

    @cached_property
    def build(self) -> Callable[[Values], Row]:
        """Makes a row of a line's values as Python has them."""
        if self._row is not None:
            return self._row
        if isinstance(self.expression, Select):
            return cast("Callable[[Values], Row]", builder(self.expression))
        return cast("Callable[[Values], Row]", tuple)

    def _reader(self, dialect: Dialect) -> Callable[[Values], Row]:
        """Makes a row of a line's values as the driver has them."""
        build = self.build
        if dialect is POSTGRESQL or not isinstance(self.expression, SelectBase | UpdateBase):
            return build  # its driver converts them itself; text() names no columns
        columns = self.expression.exported_columns
        converts = [_processor(column.type, dialect, "result_processor") for column in columns]
        changed = [(index, convert) for index, convert in enumerate(converts) if convert]

        def convert_and_build(values: Values) -> Row:
            row = list(values)
            for index, convert in changed:
                row[index] = convert(row[index])
            return build(row)

        return convert_and_build if changed else build


def _settle(bind: BindParameter[Any]) -> None:
    """Write a constant into the text; let what is asked for come with the call."""
    if bind.required:
        bind.required = False
    else:
        bind.literal_execute = True


def _arguments(compiled: SQLCompiler, dialect: Dialect) -> Callable[[Mapping[str, Any]], Values]:
    names = tuple(compiled.positiontup or ())
    # What a dialect adds of its own, such as OFFSET 0.
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    converts = [_processor(compiled.binds[name].type, dialect, "bind_processor") for name in names]
    changed = [(index, convert) for index, convert in enumerate(converts) if convert]

    def take(values: Mapping[str, Any]) -> Values:
        return [values[name] for name in names]

    def take_and_convert(values: Mapping[str, Any]) -> Values:
        given = {**constants, **values}
        taken = [given[name] for name in names]
        for index, convert in changed:
            taken[index] = convert(taken[index])
        return taken

    return take_and_convert if changed or constants else take


def _processor(type_: TypeEngine[Any], dialect: Dialect, kind: str) -> Convert | None:
    """What SQLAlchemy does to such a value; PostgreSQL's driver does it itself."""
    if dialect is POSTGRESQL:
        return None
    implementation = type_.dialect_impl(dialect)
    if kind == "bind_processor":
        return cast("Convert | None", implementation.bind_processor(dialect))
    return cast("Convert | None", implementation.result_processor(dialect, None))
