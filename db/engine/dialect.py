"""The two engines, and what SQLAlchemy says differently for each of them."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Dialect,
    FromClause,
    String,
    TableValuedAlias,
    bindparam,
    column,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

SQLITE: Final[Dialect] = sqlite_dialect(paramstyle="qmark")
POSTGRESQL: Final[Dialect] = make_url("postgresql+asyncpg://").get_dialect()()

# An INSERT that may say ON CONFLICT: SQLite's compiler reads PostgreSQL's clause as well.
upsert: Final = Insert


class _List(TypeDecorator[Sequence[Any]]):
    """A list as one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return String()
        # A cast to VARCHAR(255) would cut what is longer, and then find it.
        return ARRAY(String() if self.item.python_type is str else self.item)

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else json.dumps(list(value))


class _Among(FunctionElement[Any]):
    """A column and the parameter that holds the list."""

    inherit_cache = True
    type = NullType()  # as a Boolean, SQLite would compare it with 1 and use no index


def among(column: Any, name: str) -> _Among:
    """Whether the column's value is in the list that the caller gives as `name`.

    Unlike IN it is one text for every length of the list.
    """
    return _Among(column, bindparam(name, type_=_List(column.type)))


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled


class _Listed(FunctionElement[Any]):
    """The parameter that holds the list."""

    inherit_cache = True
    type = NullType()


def listed(like: Any, name: str) -> FromClause:
    """The list that the caller gives as `name`, as rows whose one column is `value`.

    Its items are of the type of the column `like`.
    """
    values = bindparam(name, type_=_List(like.type))
    return _Listed(values).table_valued(column("value", like.type))


@compiles(_Listed, "postgresql")
def _listed_postgresql(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}) AS value)"


@compiles(_Listed, "sqlite")
def _listed_sqlite(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


def asked(name: str, type_: TypeEngine[Any]) -> TableValuedAlias:
    """The keys of look-ups that PostgreSQL gets together, with the `number` of each.

    In a subquery, the list has no length that PostgreSQL knows: it would plan every call for its
    own, which takes longer than the look-ups.
    """
    keys = select(bindparam(name, type_=ARRAY(type_))).scalar_subquery()
    return func.unnest(keys).table_valued(name, with_ordinality="number").render_derived("asked")
