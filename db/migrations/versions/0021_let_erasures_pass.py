"""Let erasures pass the triggers of the audit log, and keep what verifies events without values.

Revision ID: 0021
Revises: 0020

Values can only become null, only in the transaction of an event that records it, and only of events
whose leaves keep commitments. The previous release serves meanwhile and afterwards, but takes what
was erased for changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STAYS = ("id", "at", "action", "imitation_id")
ERASED = (
    *("detail", "user_id", "username", "customer_id", "customer_number", "sales_channel_id"),
    *("remote_address", "user_agent", "request_id"),
)
ERASURES = "('customer.erased', 'user.erased', 'audit_log.retired')"
# Sealing gives such an event no leaf: the erasure does, at the end of its own transaction.
IS_RECORDED = """
    EXISTS (
        SELECT 1 FROM audit_events AS recorded
        JOIN audit_waiting ON audit_waiting.event_id = recorded.id
        WHERE recorded.id = $ AND recorded.action IN ERASURES
    )
""".replace("ERASURES", ERASURES)
LEAF = """
    NEW.position = OLD.position AND NEW.event_id = OLD.event_id AND NEW.hash = OLD.hash
    AND length(NEW.salt) = 0 AND NEW.kept IS NOT NULL AND IS_RECORDED
    AND NOT EXISTS (
        SELECT 1 FROM audit_events WHERE id = OLD.event_id AND action IN ERASURES
    )
""".replace("IS_RECORDED", IS_RECORDED.replace("$", "NEW.erasure_id")).replace("ERASURES", ERASURES)
OF_LEAF = """
    EXISTS (SELECT 1 FROM audit_leaves WHERE audit_leaves.event_id = OLD.id AND IS_RECORDED)
""".replace("IS_RECORDED", IS_RECORDED.replace("$", "audit_leaves.erasure_id"))


def upgrade() -> None:
    """Add the columns; replace the triggers that refuse every UPDATE."""
    op.add_column("audit_leaves", sa.Column("kept", sa.Text()))
    op.add_column("audit_leaves", sa.Column("erasure_id", sa.BigInteger()))
    op.add_column(
        "audit_sealing", sa.Column("retired", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column("imitations", sa.Column("erased_at", sa.DateTime(timezone=True)))
    if op.get_bind().dialect.name == "sqlite":
        _replace_on_sqlite("audit_events", _event("IS"))
        _replace_on_sqlite("audit_leaves", LEAF)
    else:
        _replace_on_postgresql("audit_events", _event("IS NOT DISTINCT FROM"))
        _replace_on_postgresql("audit_leaves", LEAF)


def _event(equals: str) -> str:
    """What must be true of an UPDATE of an event."""
    same = [f"NEW.{name} {equals} OLD.{name}" for name in STAYS]
    null = [f"(NEW.{name} IS NULL OR NEW.{name} {equals} OLD.{name})" for name in ERASED]
    return " AND ".join([*same, *null, OF_LEAF])


def _replace_on_sqlite(table: str, condition: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_update")
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN ({condition}) IS NOT TRUE "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _replace_on_postgresql(table: str, condition: str) -> None:
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    _refuse(table, "DELETE OR TRUNCATE")
    op.execute(
        f"CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF ({condition}) IS NOT TRUE THEN RAISE EXCEPTION '{table} is append-only'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()"
    )


def _refuse(table: str, acts: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE {acts} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Refuse every UPDATE again; what was erased stays so, and does not verify any more."""
    for table in ("audit_events", "audit_leaves"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        else:
            op.execute(f"DROP TRIGGER {table}_no_update ON {table}")
            op.execute(f"DROP FUNCTION refuse_change_of_{table}()")
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            _refuse(table, "UPDATE OR DELETE OR TRUNCATE")
    op.drop_column("imitations", "erased_at")
    op.drop_column("audit_sealing", "retired")
    op.drop_column("audit_leaves", "erasure_id")
    op.drop_column("audit_leaves", "kept")
