"""Remember walks over the audit log, and add nothing more to its chain.

Revision ID: 0014
Revises: 0013

A process of an earlier release can serve meanwhile: what it records waits for the tree, and its
attempts to seal fail.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table; its rows are only added, as those of the audit log."""
    op.create_table(
        "audit_walks",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_walks")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_walks_no_{act.lower()} BEFORE {act} ON audit_walks "
                "BEGIN SELECT RAISE(ABORT, 'audit_walks is append-only'); END"
            )
        op.execute(
            "CREATE TRIGGER audit_seals_closed BEFORE INSERT ON audit_seals "
            "BEGIN SELECT RAISE(ABORT, 'audit_seals is closed'); END"
        )
        return
    op.execute(
        "CREATE TRIGGER audit_walks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON audit_walks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE FUNCTION refuse_seals() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is closed', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_seals_closed BEFORE INSERT ON audit_seals "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_seals()"
    )


def downgrade() -> None:
    """Open the chain again, and forget the walks."""
    op.drop_table("audit_walks")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_seals_closed")
    else:
        op.execute("DROP TRIGGER audit_seals_closed ON audit_seals")
        op.execute("DROP FUNCTION refuse_seals()")
