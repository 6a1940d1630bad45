"""The index of trigrams, which finds folded texts by what stands in their middle.

PostgreSQL has it by the extension pg_trgm: a GIN index on the text, which serves LIKE. SQLite has
it by FTS5, beside the searched table and kept by its triggers. FTS5 knows texts by numbers that
must stay, and a table without an INTEGER PRIMARY KEY may be numbered anew by VACUUM: so the texts
have a table of their own.
"""

from typing import Any, Final

from sqlalchemy import Integer, String, TableClause, column, table

from db.models.columns import HexId

INDEXED: Final = ("customers", "products")  # tables with a `search_text`
_OUTSIDE: Final = ("_trigrams", "_searched")  # what the models do not describe


def numbered(name: str) -> TableClause:
    """SQLite's table of the texts of a table, with the numbers by which FTS5 knows them."""
    columns: list[Any] = [
        column("number", Integer),
        column("id", HexId),
        column("search_text", String),
    ]
    return table(f"{name}_searched", *columns)


def index_name(name: str) -> str:
    """PostgreSQL's index on the texts of a table."""
    return f"ix_{name}_trigrams"


def is_described(name: str | None, _kind: object = None, _parents: object = None) -> bool:
    """Whether the models describe what has this name; Alembic compares only that."""
    return not any(part in (name or "") for part in _OUTSIDE)
