"""Finds in a revision's SQL what takes something away, and what locks a table with many rows.

Servers of the previous release run while the revision does, and afterwards. A statement that is
not known here is a finding as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Tables that people fill, or with one row: a statement over all of their rows is short.
SMALL = {
    *("alembic_version", "audit_sealing", "imitation_counting", "integrations", "jwt_keys"),
    *("integration_roles", "role_privileges", "roles", "user_roles", "users"),
    *("sales_channel_domains", "sales_channels", "webhooks"),
}
TAKES_AWAY = (
    r"DROP (TABLE|INDEX|COLUMN|VIEW|SEQUENCE)",
    r"ALTER TABLE .* (DROP (COLUMN|CONSTRAINT)|RENAME|SET NOT NULL|TYPE)\b",
    r"TRUNCATE",
)
HARMLESS = (
    r"(BEGIN|COMMIT)$",
    r"CREATE (TABLE|SEQUENCE|EXTENSION|TYPE|VIEW)",
    r"CREATE (OR REPLACE )?(FUNCTION|TRIGGER)",
    r"(DROP|ALTER) (FUNCTION|TRIGGER)",
    r"ALTER TABLE \S+ ALTER COLUMN \S+ (DROP NOT NULL|(SET|DROP) DEFAULT)",
    r"ALTER TABLE \S+ SET \(fillfactor = \d+\)$",  # of pages that are filled from now on
    r"(COMMENT|SELECT setval)",
)
# A constant: PostgreSQL stores it beside the column and rewrites no row.
CONSTANT = r" DEFAULT ('[^']*'|-?\d+|true|false|NULL|CURRENT_TIMESTAMP|now\(\))"


@dataclass(frozen=True, slots=True)
class Findings:
    """Statements, shortened."""

    takes_away: list[str]
    locks: list[str]  # on PostgreSQL


def statements(sql: str) -> list[str]:
    """The statements that Alembic has written, each on one line."""
    without_comments = re.sub(r"^--.*$", "", sql, flags=re.MULTILINE)
    return [" ".join(part.split()) for part in without_comments.split(";\n\n") if part.strip()]


def inspect(sql: str, dialect: str) -> Findings:
    """What the revision with this SQL may not do without saying so."""
    given = statements(sql)
    new = {name for one in given for name in re.findall(r"^CREATE TABLE (\S+)", one)}
    away = [one[:80] for one in _taking_away(given) if not _is_rebuilt(one, given)]
    return Findings(away, list(_locking(given, new)) if dialect == "postgresql" else [])


def _taking_away(given: list[str]) -> Iterator[str]:
    """A column without a value fails each INSERT of the previous release."""
    for one in given:
        if any(re.match(pattern, one) for pattern in TAKES_AWAY) or (
            " ADD COLUMN " in one and "NOT NULL" in one and " DEFAULT " not in one
        ):
            yield one


def _is_rebuilt(drop: str, given: list[str]) -> bool:
    """An interrupted build of an index is dropped before the next one."""
    found = re.match(r"DROP INDEX CONCURRENTLY IF EXISTS (\S+)", drop)
    return found is not None and any(
        re.match(rf"CREATE (UNIQUE )?INDEX CONCURRENTLY {found[1]} ", one) for one in given
    )


def _locking(given: list[str], new: set[str]) -> Iterator[str]:
    is_first = True
    for one in given:
        if "CONCURRENTLY" in one:
            if not is_first:
                yield f"before a concurrent index, committed without its revision: {one[:80]}"
        elif not _is_short(one, new):
            yield one[:80]
        is_first = is_first and (one in {"BEGIN", "COMMIT"} or "CONCURRENTLY" in one)


def _is_short(one: str, new: set[str]) -> bool:
    """Whether it locks nothing for longer than a moment, however many rows there are."""
    if any(re.match(pattern, one) for pattern in (*HARMLESS, *TAKES_AWAY[:1])):
        return True
    table = re.match(
        r"(?:ALTER TABLE|UPDATE|DELETE FROM|INSERT INTO|CREATE (?:UNIQUE )?INDEX \S+ ON) (\S+)", one
    )
    if table is None:
        return False
    if table[1] in new | SMALL:
        return True
    if " ADD CONSTRAINT " in one:
        return one.endswith(" NOT VALID") or " USING INDEX " in one
    if " ADD COLUMN " in one:
        is_constant = " DEFAULT " not in one or re.search(CONSTANT, one) is not None
        return is_constant and " REFERENCES " not in one
    return re.match(r"INSERT INTO .* VALUES", one) is not None
