"""Let damaged tiles of the audit log be made anew from its leaves.

Revision ID: 0023
Revises: 0022

Tiles could only grow, so that a damaged one stayed damaged. What a tile holds is compared with the
signed root wherever it is read.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOVED = "NEW.level <> OLD.level OR NEW.place <> OLD.place"
SHRUNK = "substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes"


def upgrade() -> None:
    """Refuse no more than that a tile moves."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_tiles_only_grow")
        _refuse_on_sqlite("audit_tiles_keep_place", MOVED, "audit_tiles keep their places")
        return
    op.execute("DROP TRIGGER audit_tiles_only_grow ON audit_tiles")
    op.execute("DROP FUNCTION refuse_shrinking()")
    _refuse_on_postgresql("audit_tiles_keep_place", MOVED, "refuse_moving", "% keep their places")


def downgrade() -> None:
    """Refuse again that a tile is changed."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_tiles_keep_place")
        _refuse_on_sqlite("audit_tiles_only_grow", f"{SHRUNK} OR {MOVED}", "audit_tiles only grow")
        return
    op.execute("DROP TRIGGER audit_tiles_keep_place ON audit_tiles")
    op.execute("DROP FUNCTION refuse_moving()")
    changed = f"{SHRUNK} OR {MOVED}"
    _refuse_on_postgresql("audit_tiles_only_grow", changed, "refuse_shrinking", "% only grow")


def _refuse_on_sqlite(name: str, when: str, text: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_tiles "
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{text}'); END"
    )


def _refuse_on_postgresql(name: str, when: str, function: str, text: str) -> None:
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{text}', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_tiles FOR EACH ROW "
        f"WHEN ({when}) EXECUTE FUNCTION {function}()"
    )
