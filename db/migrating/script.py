"""The revisions that a database lacks, as SQL that a person reads and runs."""

from typing import Final

from db.migrating.lock import LOCK
from db.upgrade import OLDEST_BESIDE, as_sql, pending
from db.version import TABLE, NotMigrated, Version

# The revisions up to this one read the database as they run, so they cannot be written down.
FIRST: Final = "0033"
EARLIER: Final = (
    f"Only what is after revision {FIRST} can be written as SQL: run `imitate migrate`."
)
POSTGRESQL: Final = """\
-- psql -v ON_ERROR_STOP=1 -f FILE; where it stops, ask for the SQL anew.
SELECT pg_advisory_lock({lock});
SET lock_timeout = '500ms';
SET statement_timeout = 0;
DO $$ BEGIN IF (SELECT version_num FROM {table}) <> '{current}' THEN
RAISE EXCEPTION 'the database is not at revision {current}'; END IF; END $$;

{sql}
SELECT pg_advisory_unlock({lock});
"""
SQLITE: Final = """\
-- sqlite3 -bail DATABASE < FILE, while no server writes.
BEGIN IMMEDIATE;

{sql}
COMMIT;
"""


def described(found: Version) -> list[str]:
    """A line for each pending revision, and one where servers have to be stopped for it."""
    lines = []
    for script in pending(found.current):
        lines.append(f"{script.revision}  {script.doc}")
        oldest = getattr(script.module, OLDEST_BESIDE, None)
        if oldest is not None and found.current is not None and oldest > found.current:
            lines.append(f"      servers older than revision {oldest} cannot serve with it")
    return lines


def script(found: Version, *, is_sqlite: bool) -> str:
    """The SQL; raises NotMigrated where this program cannot write it."""
    if found.is_newer or found.current is None or found.current < FIRST:
        raise NotMigrated(EARLIER)
    if found.is_current:
        return f"-- Nothing to do: the database is at revision {found.current}.\n"
    sql = as_sql("sqlite" if is_sqlite else "postgresql", found.current).rstrip()
    frame = SQLITE if is_sqlite else POSTGRESQL
    head = f"-- Revisions after {found.current} up to {found.newest} of imitate.\n"
    return head + frame.format(lock=LOCK, table=TABLE, current=found.current, sql=sql)
