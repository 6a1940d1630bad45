"""Add the tree of hashes over the audit log, and the events that wait for their leaves.

Revision ID: 0013
Revises: 0012

It adds tables only; `migrate` carries the events of the chain over afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("audit_leaves", "audit_checkpoints")


def upgrade() -> None:
    """Create the tables and their triggers; events that are in no chain wait from now on."""
    _create_tables()
    op.execute("INSERT INTO audit_sealing (id, carried) VALUES (1, 0)")
    op.execute(
        "INSERT INTO audit_waiting (event_id) SELECT audit_events.id FROM audit_events "
        "LEFT JOIN audit_seals ON event_id = audit_events.id WHERE event_id IS NULL"
    )
    if op.get_bind().dialect.name == "sqlite":
        _create_triggers_of_sqlite()
    else:
        _create_triggers_of_postgresql()


def _create_tables() -> None:
    op.create_table(
        "audit_waiting",
        sa.Column("event_id", COUNTER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_waiting")),
    )
    op.create_table(
        "audit_leaves",
        sa.Column("position", COUNTER, autoincrement=False, nullable=False),
        sa.Column("event_id", COUNTER, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_leaves")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_leaves_event_id")),
    )
    op.create_table(
        "audit_tiles",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("place", COUNTER, autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_audit_tiles")),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoints")),
    )
    op.create_table(
        "audit_sealing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carried", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sealing")),
    )


def _create_triggers_of_sqlite() -> None:
    for table in APPEND_ONLY:
        _refuse_on_sqlite(table, "UPDATE")
        _refuse_on_sqlite(table, "DELETE")
    _refuse_on_sqlite("audit_tiles", "DELETE")
    _refuse_on_sqlite("audit_sealing", "DELETE")
    op.execute(
        "CREATE TRIGGER audit_tiles_only_grow BEFORE UPDATE ON audit_tiles "
        "WHEN substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes "
        "OR NEW.level <> OLD.level OR NEW.place <> OLD.place "
        "BEGIN SELECT RAISE(ABORT, 'audit_tiles only grow'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_events_wait AFTER INSERT ON audit_events "
        "BEGIN INSERT INTO audit_waiting (event_id) VALUES (NEW.id); END"
    )


def _refuse_on_sqlite(table: str, act: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _create_triggers_of_postgresql() -> None:
    for table in APPEND_ONLY:
        _refuse_on_postgresql(table, "UPDATE OR DELETE OR TRUNCATE")
    _refuse_on_postgresql("audit_tiles", "DELETE OR TRUNCATE")
    _refuse_on_postgresql("audit_sealing", "DELETE OR TRUNCATE")
    op.execute(
        "CREATE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grow', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_tiles_only_grow BEFORE UPDATE ON audit_tiles FOR EACH ROW "
        "WHEN (substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes "
        "OR NEW.level <> OLD.level OR NEW.place <> OLD.place) EXECUTE FUNCTION refuse_shrinking()"
    )
    op.execute(
        "CREATE FUNCTION wait_for_sealing() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO audit_waiting (event_id) VALUES (NEW.id); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_events_wait AFTER INSERT ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION wait_for_sealing()"
    )


def _refuse_on_postgresql(table: str, acts: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE {acts} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Drop the tree; events without a place in the chain get one from the previous release."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_events_wait")
    else:
        op.execute("DROP TRIGGER audit_events_wait ON audit_events")
    for table in ("audit_sealing", "audit_checkpoints", "audit_tiles", "audit_leaves"):
        op.drop_table(table)
    op.drop_table("audit_waiting")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION wait_for_sealing()")
        op.execute("DROP FUNCTION refuse_shrinking()")
