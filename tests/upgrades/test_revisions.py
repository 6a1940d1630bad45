"""Each revision since the previous release leaves its servers running: it only adds."""

import pytest

from db.upgrade import OLDEST_BESIDE, as_sql, pending
from tests.upgrades.inspection import Findings, inspect
from tests.upgrades.release import REVISION

SINCE = {script.revision: script for script in pending(REVISION)}


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@pytest.mark.parametrize("revision", SINCE)
def test_runs_beside_servers_of_the_previous_release(revision: str, dialect: str) -> None:
    """What takes away says by `oldest_beside` which servers can bear it; locks have no excuse."""
    script = SINCE[revision]
    sql = as_sql(dialect, str(script.down_revision), revision)

    found = inspect(sql, dialect)

    assert found.locks == []
    assert found.takes_away == [] or hasattr(script.module, OLDEST_BESIDE)


def test_oldest_servers_only_get_newer() -> None:
    named = [
        (oldest, revision)
        for revision, script in SINCE.items()
        if (oldest := getattr(script.module, OLDEST_BESIDE, None)) is not None
    ]

    assert all(REVISION <= oldest <= revision for oldest, revision in named)
    assert [oldest for oldest, _ in named] == sorted(oldest for oldest, _ in named)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE carts",
        "DROP INDEX ix_carts_customer_id",
        "ALTER TABLE carts DROP COLUMN currency",
        "ALTER TABLE carts RENAME TO baskets",
        "ALTER TABLE carts RENAME COLUMN currency TO money",
        "ALTER TABLE carts ALTER COLUMN currency TYPE VARCHAR(3)",
        "ALTER TABLE carts ALTER COLUMN currency SET NOT NULL",
        "ALTER TABLE carts ADD COLUMN note TEXT NOT NULL",
        "TRUNCATE carts",
    ],
)
def test_taking_away_is_found(statement: str) -> None:
    assert inspect(f"{statement};\n\n", "sqlite") == Findings([statement], [])


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX ix_new ON carts (currency)",
        "ALTER TABLE carts ADD COLUMN number UUID DEFAULT gen_random_uuid()",
        "ALTER TABLE carts ADD COLUMN friend UUID REFERENCES customers",
        "ALTER TABLE carts ADD CONSTRAINT ck_new CHECK (currency > '')",
        "ALTER TABLE carts VALIDATE CONSTRAINT ck_new",
        "UPDATE carts SET currency = 'EUR'",
        "DELETE FROM carts",
        "INSERT INTO carts SELECT * FROM old_carts",
        "LOCK TABLE carts",
        "VACUUM FULL",
    ],
)
def test_lock_is_found(statement: str) -> None:
    assert inspect(f"{statement};\n\n", "postgresql") == Findings([], [statement])


def test_statement_before_a_concurrent_index_is_found() -> None:
    """It is committed with its table half made, and fails when the revision is run again."""
    index = "CREATE INDEX CONCURRENTLY ix_new ON carts (note)"
    column = "ALTER TABLE carts ADD COLUMN note TEXT"
    sql = f"BEGIN;\n\n{column};\n\nCOMMIT;\n\n{index};\n\nBEGIN;\n\nCOMMIT;\n\n"

    (found,) = inspect(sql, "postgresql").locks

    assert found.endswith(index)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE carts ADD COLUMN note TEXT",
        "ALTER TABLE carts ADD COLUMN number INTEGER DEFAULT '0' NOT NULL",
        "ALTER TABLE carts ADD CONSTRAINT ck_new CHECK (currency > '') NOT VALID",
        "CREATE TABLE new (id INTEGER);\n\nCREATE INDEX ix_new ON new (id)",
        "UPDATE roles SET name = trim(name)",
        "ALTER TABLE carts ALTER COLUMN currency DROP NOT NULL",
        "DROP INDEX CONCURRENTLY IF EXISTS x;\n\nCREATE INDEX CONCURRENTLY x ON carts (id)",
    ],
)
def test_addition_is_no_finding(statement: str) -> None:
    assert inspect(f"{statement};\n\n", "postgresql") == Findings([], [])
