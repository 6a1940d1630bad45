"""The audit log: events, the tree of hashes over them, and the chain that earlier releases made."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger, String, Text, column
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import Counter, HexId, JsonMember, text

IS_BOUND: Final = sql("action IN ('imitation.redeemed', 'imitation.ended')")
IS_OPERATION: Final = sql("action = 'imitation.operation'")  # of events that name a mutation


class AuditEvent(SQLModel, table=True):
    """One event, written in the transaction of what it records. It has no foreign keys."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_imitation", "imitation_id", "id"),
        # The first and the last event of an imitation in a shop, whatever is between them.
        Index(
            "ix_audit_events_bounds",
            "imitation_id",
            "action",
            "id",
            sqlite_where=IS_BOUND,
            postgresql_where=IS_BOUND,
        ),
        # The mutations of an imitation, each found and counted without reading the others.
        Index(
            "ix_audit_events_operations",
            "imitation_id",
            JsonMember(column("detail"), "operation"),
            "id",
            sqlite_where=IS_OPERATION,
            postgresql_where=IS_OPERATION,
        ),
    )

    id: int | None = Field(
        default=None, sa_column=Column(Counter, primary_key=True, autoincrement=True)
    )
    at: datetime = Field(index=True)
    action: str = text(64, index=True)
    detail: str | None = Field(default=None, sa_type=Text)
    imitation_id: str | None = Field(default=None, sa_type=HexId)
    user_id: str | None = Field(default=None, sa_type=HexId)
    username: str | None = text(100, default=None)
    customer_id: str | None = Field(default=None, sa_type=HexId)
    customer_number: str | None = text(64, default=None)
    sales_channel_id: str | None = Field(default=None, sa_type=HexId)
    remote_address: str | None = text(45, default=None)  # the longest IPv6 text
    user_agent: str | None = text(255, default=None)
    request_id: str | None = text(32, default=None)


class AuditWaiting(SQLModel, table=True):
    """An event that has no leaf yet; a trigger adds it with the event, sealing removes it."""

    __tablename__ = "audit_waiting"

    event_id: int = Field(sa_column=Column(Counter, primary_key=True, autoincrement=False))


class AuditLeaf(SQLModel, table=True):
    """The place of an event in the tree, and the salt of its commitments."""

    __tablename__ = "audit_leaves"

    position: int = Field(sa_column=Column(Counter, primary_key=True, autoincrement=False))
    event_id: int = Field(sa_column=Column(Counter, unique=True, nullable=False))
    hash: bytes = Field(sa_type=LargeBinary)
    salt: bytes = Field(sa_type=LargeBinary)  # empty once a value of the event was erased
    # JSON: what is left of the salt, and commitments; null while no value was erased
    kept: str | None = Field(default=None, sa_type=Text)
    # The newest event that records an erasure of this one's values.
    erasure_id: int | None = Field(default=None, sa_type=BigInteger)


class AuditTile(SQLModel, table=True):
    """The hashes of a tile, to which more are added until it is full."""

    __tablename__ = "audit_tiles"

    level: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    place: int = Field(sa_column=Column(Counter, primary_key=True, autoincrement=False))
    hashes: bytes = Field(sa_type=LargeBinary)


class AuditCheckpoint(SQLModel, table=True):
    """A signed size and root of the tree; one is added by each sealing."""

    __tablename__ = "audit_checkpoints"

    id: int | None = Field(
        default=None, sa_column=Column(Counter, primary_key=True, autoincrement=True)
    )
    at: datetime
    note: str = Field(sa_type=Text)
    event_id: int = Field(sa_type=BigInteger)  # of the last leaf


class AuditWalk(SQLModel, table=True):
    """The signed result of a walk over the whole audit log."""

    __tablename__ = "audit_walks"

    id: int | None = Field(
        default=None, sa_column=Column(Counter, primary_key=True, autoincrement=True)
    )
    note: str = Field(sa_type=Text)


class AuditWalking(SQLModel, table=True):
    """The one row about the walk that runs, or that ran last. Nothing in it is trusted."""

    __tablename__ = "audit_walking"

    id: int = Field(default=1, primary_key=True)
    started_at: datetime
    walker: str | None = Field(default=None, sa_type=HexId)  # null until a process takes it
    seen_at: datetime | None = None  # when that process last told that it lives
    checked: int = Field(sa_type=BigInteger)
    total: int = Field(sa_type=BigInteger)
    finished_at: datetime | None = None


class AuditSealing(SQLModel, table=True):
    """The one row that the process locks which seals."""

    __tablename__ = "audit_sealing"

    id: int = Field(default=1, primary_key=True)
    carried: int = Field(sa_type=BigInteger)  # position in the chain up to which leaves exist
    # Position in the tree below which no event has a body whose time is over.
    retired: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )


class AuditSeal(SQLModel, table=True):
    """The position of an event in the chain of earlier releases."""

    __tablename__ = "audit_seals"

    position: int = Field(sa_column=Column(Counter, primary_key=True, autoincrement=False))
    event_id: int = Field(sa_column=Column(Counter, unique=True, nullable=False))
    hash: str = Field(sa_column=Column(String(64), nullable=False))
    key_name: str | None = text(8, default=None)  # of the key that made the hash


class AuditAnchor(SQLModel, table=True):
    """The signed end of the chain of earlier releases."""

    __tablename__ = "audit_anchor"

    id: int = Field(default=1, primary_key=True)  # the only row
    position: int = Field(sa_type=BigInteger)
    event_id: int = Field(sa_type=BigInteger)
    head: str = text(64)
    key_name: str = text(8)
    signature: str = text(64)
