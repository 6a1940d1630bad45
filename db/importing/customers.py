"""Imports many customers at once: staged, checked against stored ones, then merged."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    FromClause,
    String,
    Subquery,
    Text,
    case,
    delete,
    func,
    literal,
    or_,
    select,
)
from sqlmodel import SQLModel, col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine.locks import Lock, Subject, locks
from db.importing import staging
from db.models import Context, Customer, Imitation
from db.models.columns import HexId

CUSTOMERS: Final = SQLModel.metadata.tables["customers"]
DELETED: Final = SQLModel.metadata.tables["deleted_customers"]
STAGED: Final = staging.temporary_table(
    "staged_customers",
    Column("id", HexId),
    Column("customer_number", String),
    Column("email", String),
    Column("email_typed", String),
    Column("first_name", String),
    Column("last_name", String),
    Column("company", String),
    Column("active", Boolean),
    Column("guest", Boolean),
    Column("bound_sales_channel_id", HexId),
    Column("imitation_consent", Boolean),
    Column("external_id", String),
    Column("search_text", Text),
)
# The value of an empty cell of a new customer.
NEW: Final = {"active": True, "guest": False, "imitation_consent": False}
# Columns that a file may omit; stored values are kept.
KEPT: Final = ("company", "bound_sales_channel_id", "external_id")


def settled(given: Collection[str], *, now: datetime) -> Subquery:
    """The staged rows as they will be stored; `given` are the columns that the file has."""
    old = CUSTOMERS.alias("old")
    columns = {column.name: column for column in STAGED.columns}
    settled_columns: dict[str, ColumnElement[object]] = dict(columns)
    for name, default in NEW.items():
        settled_columns[name] = func.coalesce(columns[name], old.c[name], literal(default))
    for name in KEPT:
        settled_columns[name] = columns[name] if name in given else old.c[name]
    settled_columns["imitation_consent_changed_at"] = _consent_changed_at(
        settled_columns["imitation_consent"], old, now=now
    )
    joined = STAGED.outerjoin(old, old.c.id == STAGED.c.id)
    return (
        select(*(column.label(name) for name, column in settled_columns.items()))
        .select_from(joined)
        .subquery("settled")
    )


def _consent_changed_at(
    given: ColumnElement[object], old: FromClause, *, now: datetime
) -> ColumnElement[object]:
    """Only what was given can be withdrawn: false of a customer who was not asked stays that."""
    changes = given != func.coalesce(old.c.imitation_consent, False)
    stored = old.c.imitation_consent_changed_at
    return case((changes, literal(now, stored.type)), else_=stored)


async def lock(session: AsyncSession) -> None:
    """Keep others from changing customers, and from beginning sessions of them."""
    await staging.lock(session, CUSTOMERS, locks(Lock(Subject.ALL_CUSTOMERS)))


class Barred(NamedTuple):
    """The ids of what the rows no longer allow."""

    imitations: Sequence[str]  # of customers who are inactive, guests, or bound elsewhere
    withdrawn: Sequence[str]  # imitations of customers who withdrew their consent
    not_asked: Sequence[str]  # imitations of customers who have not given theirs
    sessions: Sequence[str]  # of the customers themselves, as the first


async def find_barred(session: AsyncSession, rows: Subquery) -> Barred:
    """Imitations that are not over, and sessions."""
    imitations = (
        select(col(Imitation.id))
        .join(rows, rows.c.id == col(Imitation.customer_id))
        .where(col(Imitation.ended_at).is_(None))
    )
    sessions = (
        select(col(Context.id))
        .join(rows, rows.c.id == col(Context.customer_id))
        .where(col(Context.imitation_id).is_(None))
    )
    asked = rows.c.imitation_consent_changed_at.is_not(None)
    statements = (
        imitations.where(_is_barred(rows, col(Imitation.sales_channel_id))),
        imitations.where(~rows.c.imitation_consent, asked),
        imitations.where(~rows.c.imitation_consent, ~asked),
        sessions.where(_is_barred(rows, col(Context.sales_channel_id))),
    )
    connection = await session.connection()
    return Barred(*[(await connection.execute(one)).scalars().all() for one in statements])


def _is_barred(rows: Subquery, sales_channel_id: object) -> ColumnElement[bool]:
    return or_(~rows.c.active, rows.c.guest, rows.c.bound_sales_channel_id != sales_channel_id)


class SameAddress(NamedTuple):
    """An account of the file whose e-mail address another one has: of the file, or a stored one."""

    line: int
    email: str
    bound: str | None
    other_bound: str | None = None  # of the stored one


async def find_repeated_addresses(session: AsyncSession, rows: Subquery) -> Sequence[SameAddress]:
    """Accounts of the file that share an address with others of it, by address and line."""
    number = func.count().over(partition_by=rows.c.email).label("number")
    bound = rows.c.bound_sales_channel_id
    found = select(rows.c.line, rows.c.email, bound, number).where(~rows.c.guest).subquery()
    statement = (
        select(found.c.line, found.c.email, found.c.bound_sales_channel_id)
        .where(found.c.number > 1)
        .order_by(found.c.email, found.c.line)
    )
    answer = await (await session.connection()).execute(statement)
    return [SameAddress(*row) for row in answer]


async def find_stored_addresses(session: AsyncSession, rows: Subquery) -> Sequence[SameAddress]:
    """Accounts of the file, each with a stored account of another customer."""
    stored = CUSTOMERS
    same = (stored.c.email == rows.c.email) & (stored.c.id != rows.c.id)
    bound = (rows.c.bound_sales_channel_id, stored.c.bound_sales_channel_id)
    statement = (
        select(rows.c.line, rows.c.email, *bound)
        .select_from(rows.join(stored, same))
        .where(~rows.c.guest, ~stored.c.guest)
    )
    answer = await (await session.connection()).execute(statement)
    return [SameAddress(*row) for row in answer]


async def find_deleted(session: AsyncSession, rows: Subquery) -> Sequence[int]:
    """The lines of customers who were deleted."""
    statement = select(rows.c.line).select_from(rows.join(DELETED, DELETED.c.id == rows.c.id))
    return (await (await session.connection()).execute(statement)).scalars().all()


async def forget_deletions(session: AsyncSession, rows: Subquery) -> None:
    """Let the customers of these rows be stored again."""
    statement = delete(DELETED).where(DELETED.c.id.in_(select(rows.c.id)))
    await (await session.connection()).execute(statement)


async def merge(session: AsyncSession, rows: Subquery, *, now: datetime) -> None:
    """Store the rows; passwords, logins and creation times are kept."""
    await staging.merge(session, rows, CUSTOMERS, created_at=now)


async def describe_kept(session: AsyncSession) -> None:
    """Renew the search text of customers whose company is not in the file."""
    statement = (
        select_model(Customer)
        .join(STAGED, STAGED.c.id == col(Customer.id))
        .where(col(Customer.company).is_not(None))
    )
    for customer in (await session.exec(statement)).all():
        customer.search_text = customer.describe()
    await session.flush()
