"""Webhooks, and the deliveries of events to them."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import Counter, HexId, primary_id, reference, text

WAITS: Final = sql("state = 'WAITING'")  # few rows among those that are kept


class Webhook(SQLModel, table=True):
    """A receiver of events, and whether it answers."""

    __tablename__ = "webhooks"

    id: str = primary_id()
    url: str = text(500)
    events: str = Field(sa_type=Text)  # kinds, separated by commas
    active: bool = True
    sealed_secret: bytes = Field(sa_type=LargeBinary)  # see auth/sealed_secrets.py
    created_at: datetime
    failing_since: datetime | None = None  # null: the last attempt was answered
    given_up: bool = False  # it gets only what is asked for, until it answers

    @property
    def kinds(self) -> list[str]:
        """The kinds of events that it asks for."""
        return self.events.split(",")


class WebhookDelivery(SQLModel, table=True):
    """An event on its way to a webhook. It holds nothing of the event but its id.

    The earliest one of an imitation that waits has `next_attempt_at`; the others wait for it, so
    that events of an imitation arrive in their order.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_list", "webhook_id", "number"),
        Index("ix_webhook_deliveries_list_state", "webhook_id", "state", "number"),
        Index("ix_webhook_deliveries_state", "state", "number"),
        Index(
            "ix_webhook_deliveries_due",
            "webhook_id",
            "requested",
            "next_attempt_at",
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
        Index(
            "ix_webhook_deliveries_order",
            "imitation_id",
            "webhook_id",
            "number",
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
    )

    number: int | None = Field(
        default=None, sa_column=Column(Counter, primary_key=True, autoincrement=True)
    )
    webhook_id: str = reference("webhooks.id", ondelete="CASCADE", index=False)
    message_id: str = text(64)  # the header webhook-id, by which receivers know what they had
    kind: str = text(32)
    event_id: int | None = Field(default=None, sa_type=Counter)  # null: a test
    imitation_id: str | None = Field(default=None, sa_type=HexId)  # null: in no order
    requested: bool = False  # a test or a replay
    state: str = text(16)
    attempts: int = 0
    last_status: int | None = None  # null: no answer yet, or none came
    created_at: datetime = Field(index=True)
    next_attempt_at: datetime | None = None  # while it is delivered, when another process may
    retry_until: datetime | None = None  # null before the first attempt
    delivered_at: datetime | None = None
