"""Locks a row until the commit, and still lets other transactions refer to it.

PostgreSQL's FOR UPDATE also stops inserts of rows that refer to the row by foreign key. A
redemption holds its imitation and refers to the customer; a deactivation holds the customer and
ends the imitation: with FOR UPDATE each would wait for the other. SQLite's writers are alone.
"""

from typing import TypeVar

from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row")


def locked(statement: SelectOfScalar[Row]) -> SelectOfScalar[Row]:
    """Keep others from changing or removing the row before the commit: FOR NO KEY UPDATE."""
    return statement.with_for_update(key_share=True)


def kept(statement: SelectOfScalar[Row]) -> SelectOfScalar[Row]:
    """Keep others from removing the row before the commit: FOR KEY SHARE."""
    return statement.with_for_update(read=True, key_share=True)
