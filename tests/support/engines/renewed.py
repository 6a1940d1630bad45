"""One PostgreSQL database for many tests: put back to what its template is before each of them.

Making a database anew costs 50 ms, and with it go the connections and what they have prepared.
"""

from contextlib import suppress
from urllib.parse import urlsplit

import asyncpg

from tests.support.engines.databases import execute

TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
)
SEQUENCES = TABLES.replace("'r'", "'S'")
# A test that changes tables, triggers or what stands beside them gets a database of its own, and
# the next one another.
SHAPE = """
SELECT md5(string_agg(one, ' ' ORDER BY one)) FROM (
    SELECT concat(attrelid, relname, attname) AS one
    FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat(tgrelid, tgname, tgenabled, tgtype) FROM pg_trigger
    UNION ALL SELECT concat(proname, prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    UNION ALL SELECT concat(ev_class, rulename) FROM pg_rewrite
    UNION ALL SELECT concat(oid, relrowsecurity) FROM pg_class WHERE relrowsecurity
    UNION ALL SELECT concat(setrole, setconfig) FROM pg_db_role_setting
    JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS everything
"""
# An idle backend does nothing more: its client is at rest or gone.
END_WORK = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
# Answers the number of its transaction; rows of a later one were written by a test.
PUT_BACK = "SELECT kept.put_back($1)"
# No triggers, and no statistics, by which removed audit events are found.
SETTINGS = {
    "session_replication_role": "replica",
    "track_counts": "off",
    "lock_timeout": "5s",
}


class RenewedDatabase:
    """A copy of the template, made again only where its rows cannot be put back."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._name = f"{template}_copy"
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._shape = ""
        self._seen = 0

    @property
    def url(self) -> str:
        return urlsplit(self._server)._replace(path=f"/{self._name}").geturl()

    async def renew(self) -> bool:
        """Put it back. Answers False where it was made again and its connections are lost."""
        if self._connection is not None:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._connection.execute(END_WORK)
                if await self._connection.fetchval(SHAPE) == self._shape:
                    self._seen = await self._connection.fetchval(PUT_BACK, self._seen)
                    return True
        await self.drop()
        await self._make()
        return False

    async def drop(self) -> None:
        """Drop it with FORCE: a test that failed may have left its connections open."""
        if self._connection is not None:
            self._connection.terminate()
        await execute(self._server, f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    async def _make(self) -> None:
        await execute(self._server, f'CREATE DATABASE "{self._name}" TEMPLATE "{self._template}"')
        self._connection = connection = await asyncpg.connect(self.url, server_settings=SETTINGS)
        self._shape = await connection.fetchval(SHAPE)
        tables = [row["relname"] for row in await connection.fetch(TABLES)]
        sequences = [row["relname"] for row in await connection.fetch(SEQUENCES)]
        await connection.execute("CREATE SCHEMA kept")
        for table in tables:
            await connection.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
        filled = [table for table in tables if await connection.fetchval(_is_filled(table))]
        statements = [_put_back(table, rows=table in filled) for table in tables]
        statements += [
            f"PERFORM setval('public.\"{sequence}\"', 1, false)" for sequence in sequences
        ]
        body = "; ".join(statements)
        await connection.execute(
            f"CREATE FUNCTION kept.put_back(seen bigint) RETURNS bigint LANGUAGE plpgsql AS $$ "
            f"BEGIN {body}; RETURN pg_current_xact_id()::xid::text::bigint; END $$"
        )
        self._seen = 0


def _is_filled(table: str) -> str:
    return f'SELECT EXISTS (SELECT FROM kept."{table}")'


def _put_back(table: str, *, rows: bool) -> str:
    """Delete rows that the template lacks and insert those that are missing, if any row is new.

    Rows are compared as text, because json has no equality.
    """
    if not rows:
        return f'DELETE FROM public."{table}"'
    new, old = f'public."{table}" AS new', f'kept."{table}" AS old'
    same = "old::text = new::text"
    return (
        f"IF (SELECT count(*) FROM {old}) <> (SELECT count(*) FROM {new}) "
        f"OR EXISTS (SELECT FROM {new} WHERE xmin::text::bigint > seen) THEN "
        f"DELETE FROM {new} WHERE NOT EXISTS (SELECT FROM {old} WHERE {same}); "
        f'INSERT INTO public."{table}" SELECT * FROM {old} '
        f"WHERE NOT EXISTS (SELECT FROM {new} WHERE {same}); END IF"
    )
