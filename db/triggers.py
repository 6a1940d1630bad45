"""Compares the triggers of a database with those that the migrations make."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import TextClause, text

from db.engine.connections import Database
from db.trigger_digests import POSTGRESQL, SQLITE

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

AUDIT_LOG: Final = "audit_"  # its tables begin so; nobody else has a trigger on them
ON_SQLITE: Final = text(
    "SELECT name, tbl_name, 1 AS enabled, sql FROM sqlite_master WHERE type = 'trigger'"
)
# A function that runs as its owner, or under other settings, is another one with the same body.
ON_POSTGRESQL: Final = text(
    "SELECT tgname, relname, tgenabled IN ('O', 'A'), concat_ws(' ', "
    "replace(pg_get_triggerdef(pg_trigger.oid), quote_ident(nspname) || '.', ''), "
    "lanname, prosecdef, proconfig, prosrc) FROM pg_trigger "
    "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_language ON pg_language.oid = prolang "
    "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
)
# What stands in for the writes of a table, or hides its rows.
BESIDE: Final = text(
    "SELECT rulename FROM pg_rules WHERE starts_with(tablename, :audit_log) "
    "UNION ALL SELECT concat('row security of ', relname) FROM pg_class "
    "WHERE starts_with(relname, :audit_log) AND relrowsecurity"
)
ROLE: Final = text("SELECT current_setting('session_replication_role')")


class Trigger(NamedTuple):
    """A trigger of the database; its definition contains that of its function."""

    name: str
    table: str
    enabled: bool
    definition: str


async def find_changed(database: Database) -> Sequence[str]:
    """What is wrong with the triggers, a few words each; nothing where all are as made."""
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            return [*_compare(await find_all(connection, ON_SQLITE), SQLITE)]
        changed = [*_compare(await find_all(connection, ON_POSTGRESQL), POSTGRESQL)]
        beside = (await connection.execute(BESIDE, {"audit_log": AUDIT_LOG})).scalars()
        changed += [f"{name} is not ours" for name in beside]
        if (await connection.execute(ROLE)).scalar_one() == "replica":
            changed.append("session_replication_role is replica, which leaves them out")
        return changed


def digest(definition: str) -> str:
    """What a definition is recognised by."""
    return hashlib.sha256(definition.encode()).hexdigest()[:16]


async def find_all(connection: "AsyncConnection", statement: TextClause) -> Sequence[Trigger]:
    """The triggers by ON_SQLITE or ON_POSTGRESQL."""
    return [Trigger(*row) for row in await connection.execute(statement)]


def _compare(found: Sequence[Trigger], ours: Mapping[str, str]) -> Iterator[str]:
    there = {trigger.name: trigger for trigger in found}
    for name, expected in ours.items():
        if name not in there:
            yield f"{name} is missing"
        elif digest(there[name].definition) != expected:
            yield f"{name} is another one"
        elif not there[name].enabled:
            yield f"{name} is disabled"
    for name in sorted(there.keys() - ours.keys()):
        if there[name].table.startswith(AUDIT_LOG):
            yield f"{name} is not ours"
