"""Index what is searched by its trigrams: SQLite's FTS5. PostgreSQL's index is db.trigram_index's.

Revision ID: 0015
Revises: 0014

The previous release can serve meanwhile and afterwards: triggers keep the index. A later migration
that makes one of these tables anew must make its triggers anew as well.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("customers", "products")
# Without the places of trigrams and the lengths of texts, which no search asks for.
SQLITE = """
CREATE TABLE $_searched (
    number INTEGER PRIMARY KEY, id CHAR(32) NOT NULL UNIQUE, search_text VARCHAR NOT NULL
);

CREATE VIRTUAL TABLE $_trigrams USING fts5 (
    search_text, content = '$_searched', content_rowid = 'number',
    columnsize = 0, detail = none, tokenize = 'trigram'
);

INSERT INTO $_searched (id, search_text) SELECT id, search_text FROM $;

INSERT INTO $_trigrams ($_trigrams) VALUES ('rebuild');

CREATE TRIGGER $_searched_insert AFTER INSERT ON $
BEGIN
    INSERT INTO $_searched (id, search_text) VALUES (new.id, new.search_text);
    INSERT INTO $_trigrams (rowid, search_text)
        SELECT number, search_text FROM $_searched WHERE id = new.id;
END;

CREATE TRIGGER $_searched_update AFTER UPDATE OF search_text ON $
WHEN old.search_text <> new.search_text
BEGIN
    INSERT INTO $_trigrams ($_trigrams, rowid, search_text)
        SELECT 'delete', number, search_text FROM $_searched WHERE id = old.id;
    UPDATE $_searched SET search_text = new.search_text WHERE id = new.id;
    INSERT INTO $_trigrams (rowid, search_text)
        SELECT number, search_text FROM $_searched WHERE id = new.id;
END;

CREATE TRIGGER $_searched_delete AFTER DELETE ON $
BEGIN
    INSERT INTO $_trigrams ($_trigrams, rowid, search_text)
        SELECT 'delete', number, search_text FROM $_searched WHERE id = old.id;
    DELETE FROM $_searched WHERE id = old.id;
END;
"""
SQLITE_DOWN = """
DROP TRIGGER $_searched_insert;

DROP TRIGGER $_searched_update;

DROP TRIGGER $_searched_delete;

DROP TABLE $_trigrams;

DROP TABLE $_searched;
"""


def upgrade() -> None:
    """Make SQLite's index."""
    if op.get_bind().dialect.name == "sqlite":
        _execute(SQLITE)


def downgrade() -> None:
    """Drop the index; PostgreSQL keeps the extension, which others may use."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _execute(SQLITE_DOWN if is_sqlite else "DROP INDEX IF EXISTS ix_$_trigrams;")


def _execute(script: str) -> None:
    for table in TABLES:
        for statement in script.replace("$", table).strip().split(";\n\n"):
            op.get_bind().exec_driver_sql(statement)
