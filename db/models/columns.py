"""The kinds of columns that tables share, and the naming of constraints."""

import uuid
from typing import Any, Literal

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String, Uuid
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Models of tables are never validated: what pydantic would build for that is not built.
SQLModel.model_config["defer_build"] = True


class HexId(TypeDecorator[str]):
    """An id as clients see it, 32 lower-case hex characters; native uuid on PostgreSQL."""

    impl = Uuid
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """SQLite stores the hex characters."""
        return None if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """SQLite stores the hex characters."""
        return None if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> uuid.UUID | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else uuid.UUID(hex=value)

    def process_result_value(self, value: uuid.UUID | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        return None if value is None else value.hex


# SQLite only numbers INTEGER primary keys automatically.
Counter = BigInteger().with_variant(Integer, "sqlite")
# Money is beyond 32 bits in many currencies. SQLite's INTEGER has 64.
Amount = BigInteger().with_variant(Integer, "sqlite")


def new_id() -> str:
    """A random id, UUID version 4."""
    return uuid.uuid4().hex


def primary_id() -> Any:
    """The primary key of most tables, a random id."""
    return Field(default_factory=new_id, primary_key=True, sa_type=HexId)


Deleted = Literal["CASCADE", "SET NULL", "RESTRICT"]


def reference(target: str, *, ondelete: Deleted, index: bool = True) -> Any:
    """A foreign key to an id column."""
    return Field(foreign_key=target, ondelete=ondelete, index=index, sa_type=HexId)


def optional_reference(target: str, *, ondelete: Deleted, index: bool = True) -> Any:
    """A foreign key that may be null."""
    return Field(
        default=None,
        foreign_key=target,
        ondelete=ondelete,
        index=index,
        nullable=True,
        sa_type=HexId,
    )


def digest() -> Any:
    """A SHA-256, 32 bytes."""
    return Field(sa_type=LargeBinary, unique=True)


def text(length: int, **options: Any) -> Any:
    """Text of at most `length` characters; only PostgreSQL enforces it."""
    return Field(sa_type=String(length), **options)


class JsonMember(FunctionElement[str]):
    """A member of the JSON object that a column of text holds, written so that an index serves."""

    inherit_cache = False  # the name is no part of a cache key
    type = String()

    def __init__(self, column: Any, name: str) -> None:
        """`name` is a constant of the program: it stands in the statement's text."""
        super().__init__(column)
        self.name = name


@compiles(JsonMember, "postgresql")
def _member_postgresql(element: JsonMember, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    return f"(({compiler.process(column, **options)}::jsonb ->> '{element.name}'::text))"


@compiles(JsonMember, "sqlite")
def _member_sqlite(element: JsonMember, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    return f"json_extract({compiler.process(column, **options)}, '$.{element.name}')"
