"""Requests of users for another user's approval of an imitation."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, primary_id, reference, text

OPEN: Final = sql("state = 'OPEN'")  # few among those of a month


class ImitationRequest(SQLModel, table=True):
    """One request, from its question to its decision and its use.

    It is used once, to generate a token. Users are copied as imitations copy them.
    """

    __tablename__ = "imitation_requests"
    __table_args__ = (
        Index("ix_imitation_requests_list", "created_at", "id"),
        Index("ix_imitation_requests_list_user", "user_id", "created_at", "id"),
        Index(
            "ix_imitation_requests_list_open",
            "created_at",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: str = primary_id()
    user_id: str = Field(sa_type=HexId)
    user_username: str = text(100)
    user_first_name: str = text(100)
    user_last_name: str = text(100)
    user_issuer: str | None = text(255, default=None)
    user_subject: str | None = text(255, default=None)
    customer_id: str = reference("customers.id", ondelete="CASCADE")
    sales_channel_id: str = reference("sales_channels.id", ondelete="RESTRICT", index=False)
    reason: str = text(500)
    reason_category: str | None = text(64, default=None)
    access: str = text(16)
    state: str = text(16)  # EXPIRED where the user signed out; time alone stores nothing
    created_at: datetime
    expires_at: datetime  # brought forward where the user signs out
    decided_at: datetime | None = None
    decider_id: str | None = Field(default=None, sa_type=HexId)
    decider_username: str | None = text(100, default=None)
    decider_first_name: str | None = text(100, default=None)
    decider_last_name: str | None = text(100, default=None)
    decider_issuer: str | None = text(255, default=None)
    decider_subject: str | None = text(255, default=None)
    decision_reason: str | None = text(500, default=None)
    imitation_id: str | None = Field(default=None, sa_type=HexId)  # for which it was used
