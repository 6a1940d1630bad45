"""Keep e-mail addresses as they were typed beside the key that is compared.

Revision ID: 0010
Revises: 0009

`email` is the key. Those beyond ASCII get the key of this release; one whose key another account
has stays as it is, and a warning names its row. The previous release can serve meanwhile and
afterwards, with two limits: it finds accounts with a domain beyond ASCII by the key alone, and an
address that it changes is shown as it was typed before, until this release changes it.
"""

import logging
import re
import unicodedata

import idna
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

log = logging.getLogger("imitate.migrations")

LONGEST = 254  # characters
STAYS = "The address of %s in %s is that of another row: it stays."
SELECTOR = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def upgrade() -> None:
    """Add the columns, then move what was typed out of the keys."""
    for name in ("users", "customers"):
        op.add_column(name, sa.Column("email_typed", sa.String(length=LONGEST), nullable=True))
        _move(name)
    for name in ("users", "customers", "products"):
        _settle_search_texts(name)


def _move(table: str) -> None:
    connection = op.get_bind()
    rows, is_guest = _rows(table)
    beyond_ascii = sa.select(rows.c.id, rows.c.email, is_guest).where(_beyond_ascii(rows.c.email))
    for id_, email, guest in connection.execute(beyond_ascii.order_by(rows.c.id)).all():
        typed = "".join(sign for sign in email if unicodedata.category(sign) != "Cf")
        key = key_of(typed)
        if key == email:
            continue
        if not guest and _is_taken(table, key):
            log.warning(STAYS, id_.hex, table)
            continue
        new = {"email": key, "email_typed": None if key == typed else typed}
        connection.execute(sa.update(rows).where(rows.c.id == id_).values(new))


def _rows(table: str) -> tuple[sa.TableClause, sa.ColumnElement[bool]]:
    """The table, and whether one of its rows is a guest, who may share an address."""
    columns = [sa.column("email", sa.String()), sa.column("email_typed", sa.String())]
    rows = sa.table(table, sa.column("id", sa.Uuid()), *columns, sa.column("guest", sa.Boolean()))
    return rows, rows.c.guest if table == "customers" else sa.false()


def _is_taken(table: str, email: str) -> bool:
    rows, is_guest = _rows(table)
    taken = sa.select(rows.c.id).where(rows.c.email == email, sa.not_(is_guest))
    return op.get_bind().execute(taken).first() is not None


def _settle_search_texts(table: str) -> None:
    """Searches come without joiners and selectors now, so what is searched is stored without."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id", sa.Uuid()), sa.column("search_text", sa.String()))
    found = connection.execute(
        sa.select(rows.c.id, rows.c.search_text).where(_beyond_ascii(rows.c.search_text))
    )
    for id_, text in found.all():
        seen = SELECTOR.sub("", "".join(c for c in text if unicodedata.category(c) != "Cf"))
        if seen != text:
            connection.execute(sa.update(rows).where(rows.c.id == id_).values(search_text=seen))


def _beyond_ascii(column: sa.ColumnClause[str]) -> sa.ColumnElement[bool]:
    """Whether a text has more bytes than characters."""
    if op.get_bind().dialect.name == "postgresql":
        return sa.func.length(column) != sa.func.octet_length(column)
    return sa.func.length(column) != sa.func.length(sa.cast(column, sa.LargeBinary))


def downgrade() -> None:
    """Fold what was typed, as the previous release did; a warning names what another row has."""
    for table in ("users", "customers"):
        _fold(table)
        op.drop_column(table, "email_typed")


def _fold(table: str) -> None:
    connection = op.get_bind()
    rows, is_guest = _rows(table)
    typed = sa.select(rows.c.id, rows.c.email, rows.c.email_typed, is_guest)
    typed = typed.where(_beyond_ascii(rows.c.email_typed)).order_by(rows.c.id)
    for id_, key, email, guest in connection.execute(typed).all():
        folded = email.casefold()
        if folded == key:
            continue
        if not guest and _is_taken(table, folded):
            log.warning(STAYS, id_.hex, table)
            continue
        connection.execute(sa.update(rows).where(rows.c.id == id_).values(email=folded))


def key_of(email: str) -> str:
    """The key of this revision, which later rules do not change; the address if it is too long."""
    local, _, domain = email.rpartition("@")
    try:
        name = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").removesuffix(".")
    except idna.IDNAError:
        name = domain
    folded = (letter if len(letter.lower()) > 1 else letter.lower() for letter in local)
    key = unicodedata.normalize("NFC", "".join(folded)) + "@" + name
    return key if len(key) <= LONGEST else email
